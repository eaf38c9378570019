package sample.contract.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever bytes a client sends to a running service, the answer is a problem with a true status, or the connection is closed. The
 * requests go over a socket: an HTTP client would not send most of them. Both services implement this.
 */
public interface ErrorContract {

    String ORDER = """
            {"order_id": "A-1", "customer_name": "Jane Roe", "total_amount": 29.98,
             "items": [{"product_id": "p-1", "quantity": 2, "price": 14.99}],
             "shipping_address": "1 Elm Street, Springfield"}""";

    JsonMapper JSON = new JsonMapper();

    int port();

    /** Where orders are posted. */
    String path();

    int requests();

    /** @param status -1 when the connection was closed without an answer */
    record Answer(int status, String head, String body) {

        public String header(String name) {
            return head.lines().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip()).findFirst().orElse(null);
        }
    }

    /** Prints its seed; {@code -Dseed=...} runs the same requests again. */
    @Test
    @Timeout(120)
    default void answersGeneratedRequestsAsTheContractSays() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int closed = 0;
        for (int i = 0; i < requests(); i++) {
            byte[] request = generated(random, path());
            Answer answer = send(request);
            String shown = "seed %d, request %d: %s".formatted(seed, i, new String(request, ISO_8859_1));
            if (answer.status() == -1) {
                closed++;
            } else if (answer.status() >= 400) {
                assertThat(answer.status()).as(shown).isIn(400, 403, 404, 405, 406, 408, 409, 413, 415, 417, 501, 505);
                if (!shown.contains(": HEAD ") && !shown.contains(": OPTIONS * ")) { // answered by Tomcat without a body
                    assertIsProblem(answer);
                }
            } else {
                assertThat(answer.status()).as(shown).isIn(200, 302);
            }
        }
        assertThat(closed).isLessThan(requests() / 5);
    }

    /** Tomcat finds the silence, and would call it a broken request. */
    @Test
    default void saysThatABodyDidNotArriveInTime() throws IOException {
        for (String framing : List.of("Content-Length: 1000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\nfff\r\n{")) {
            Answer answer = send(("POST " + path() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + framing).getBytes(UTF_8),
                    false);

            JsonNode problem = assertIsProblem(answer);
            assertThat(problem.path("type").asString()).isEqualTo(ProblemType.REQUEST_TOO_SLOW.uri().toString());
            assertThat(problem.path("detail").asString()).endsWith("this request did not store the order");
            assertThat(problem.path("instance").asString()).isEqualTo(path());
        }
    }

    private static byte[] generated(Random random, String orders) {
        String method = pick(random, "POST", "POST", "POST", "POST", "POST", "GET", "GET", "HEAD", "PUT", "OPTIONS", "TRACE", "get", "P T");
        String path = method.equals("POST") && random.nextInt(10) > 0 ? orders : pick(random, orders + "/A-1", orders,
                orders + "/%2e%2e", orders + "/a%2Fb", orders + "/%F0%9F%8F%A0", orders + "/health", orders + "/{}", "/error", "/",
                "//", orders + ";x=1", orders + "/A-1?x=%", orders + "/A-1?x=[|]", orders + "/%00", orders + "/%zz", "*", "",
                "http://other" + orders, "/docs", "/v3/api-docs/x", "/actuator");
        String headers = "Host: " + pick(random, "127.0.0.1", "127.0.0.1", "localhost", "localhost:80", "[::1]", "127.0.0.1:1", "127.0.0.1:1", "x", "a b", "[::1", "") + "\r\n";
        if (random.nextInt(20) > 0) {
            headers += "Content-Type: " + pick(random, "application/json", "application/json", "application/json", "application/json",
                    "application/json;charset=utf-8", "application/json;charset=bogus", "application/xml", "text/plain", "*/*", ";", "") + "\r\n";
        }
        if (random.nextInt(3) == 0) {
            headers += pick(random, "Accept: application/json", "Accept: bogus", "Accept: ;", "Accept: */*;q=2", "Accept-Charset: x",
                    "Content-Encoding: br", "Expect: x", "Range: bytes=0-1", "If-None-Match: *", "X:" + "y".repeat(random.nextInt(10_000)),
                    "Origin: null", "Cookie: \u0001", "X-Forwarded-For: x", "Transfer-Encoding: x", ": x", "Upgrade: h2c", " folded") + "\r\n";
        }
        byte[] body = body(random).getBytes(random.nextInt(10) == 0 ? ISO_8859_1 : UTF_8);
        for (int i = random.nextInt(30) == 0 ? random.nextInt(20) : 0; i > 0 && body.length > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        int length = random.nextInt(50) == 0 ? random.nextInt(2 * body.length + 1) : body.length;
        byte[] head = "%s %s HTTP/%s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n"
                .formatted(method, path, pick(random, "1.1", "1.1", "1.1", "1.1", "1.1", "1.1", "1.0", "2.0", "x"), headers, length)
                .getBytes(ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private static String body(Random random) {
        String order = ORDER;
        for (int i = random.nextInt(4); i > 0; i--) {
            String field = pick(random, "\"A-1\"", "\"Jane Roe\"", "29.98", "\"p-1\"", "2,", "14.99", "\"1 Elm Street, Springfield\"",
                    "\"order_id\"", "\"items\"", "{", "}", "[", ":", ",");
            order = order.replace(field, pick(random, "null", "true", "0", "-1", "1e400", "1e9999999999", "\"\"", "\" \"", "\"\u200B\"",
                    "[]", "{}", "\"" + "x".repeat(random.nextInt(70_000)) + "\"", "\"\\ud800\"", "\"\\u0000\"", "\"東京都港区1-1\"", "NaN", "",
                    "1".repeat(random.nextInt(3000)), "\"order_id\": 1, \"orderId\"", "'", "\uFEFF", "[".repeat(random.nextInt(3000))));
        }
        return order;
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    default JsonNode assertIsProblem(Answer answer) {
        assertThat(answer.header("Content-Type")).as("%s", answer).startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
        assertThat(problem.path("type").asString()).startsWith("urn:java-sample-app:problem:");
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank().doesNotContain("Exception", "sample.", "java", "Jane", "Elm");
        return problem;
    }

    /** Sends the bytes, then ends its side of the connection, and reads all that comes. */
    default Answer send(byte[] request) throws IOException {
        return send(request, true);
    }

    private Answer send(byte[] request, boolean isAll) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                if (isAll) {
                    socket.shutdownOutput();
                }
                socket.getInputStream().transferTo(all);
            } catch (IOException closed) {
                // By the server, which may have answered before.
            }
            return answer(all.toString(UTF_8));
        }
    }

    private static Answer answer(String all) {
        String rest = all.startsWith("HTTP/1.1 100") ? all.substring(all.indexOf("\r\n\r\n") + 4) : all;
        int end = rest.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(-1, "", "");
        }
        String head = rest.substring(0, end);
        String body = rest.substring(end + 4);
        if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
            body = body.lines().filter(line -> !line.matches("[0-9a-f]*")).reduce("", String::concat);
        }
        return new Answer(Integer.parseInt(head.substring(9, 12)), head, body);
    }
}
