package sample.records.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

/** On Beanstalk, where any name may lead to the front end; {@link FrontPageTest} tries it on this machine. */
class OwnRequestsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            lab.example    | -                        | -           | true
            10.0.0.7       | -                        | -           | true
            lab.example    | https://lab.example      | -           | true
            lab.example:81 | http://lab.example:81    | -           | true
            lab.example    | http://lab.example:81    | same-origin | true
            lab.example    | -                        | none        | true
            lab.example    | http://evil.example      | -           | false
            lab.example    | http://lab.example:81    | -           | false
            lab.example    | null                     | -           | false
            lab.example    | -                        | cross-site  | false
            lab.example    | -                        | same-site   | false
            -              | http://lab.example       | -           | false
            """)
    void areToldByOriginAndSite(String host, String origin, String site, boolean own) {
        HttpHeaders headers = new HttpHeaders();
        set(headers, "Host", host);
        set(headers, "Origin", origin);
        set(headers, "Sec-Fetch-Site", site);

        assertThat(new OwnRequests(null).include(headers)).isEqualTo(own);
    }

    private static void set(HttpHeaders headers, String name, String value) {
        if (value != null) {
            headers.set(name, value);
        }
    }
}
