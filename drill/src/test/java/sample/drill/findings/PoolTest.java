package sample.drill.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolTest {

    @ParameterizedTest
    @CsvSource({
        "30, mysql/pool-size,        10,   50, 600",
        " 1, mysql/pool-size,         1,   50,  20",
        "30, fault/slow-database,   600,  650,  46.2",
        "30, fault/slow-carrier,   1000, 1050,  28.6",
        "30, fault/carrier-outage,  100,   50,   0",
        "30, fault/connection-leak,  10,   50,   3.7"})
    void predictsWhatThePoolLetsThrough(int maximum, String parameter, int value, double hold, double capacity)
            throws JsonProcessingException {
        Pool pool = Pool.of(1, new ObjectMapper().readTree("""
                {"pool": {"maximum": %d, "active": 3, "pending": 2, "connection_timeout_ms": 2000},
                 "parameters": [{"name": "/any/%s", "value": %d}]}""".formatted(maximum, parameter, value)));

        assertThat(pool.holdMillis()).isEqualTo(hold);
        assertThat(pool.capacity()).isCloseTo(capacity, within(0.05));
        assertThat(pool.active()).isEqualTo(3);
        assertThat(pool.pending()).isEqualTo(2);
    }
}
