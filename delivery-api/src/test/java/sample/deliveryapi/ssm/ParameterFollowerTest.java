package sample.deliveryapi.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Timeout;
import sample.deliveryapi.SsmStub;

/** The real SDK against an SSM that answers, refuses, stays silent, or is gone. */
@Timeout(30)
class ParameterFollowerTest {

    private static final String NAME = "/env/mysql/pool-size";

    private final SsmStub ssm = SsmStub.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile Error failure;
    private ParameterFollower follower;
    private LiveNumber number;

    @BeforeEach
    void credentials() {
        System.setProperty("aws.endpointUrl", ssm.url());
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        ssm.put(NAME, "7");
    }

    @AfterEach
    void stop() {
        follower.stop();
        ssm.close();
    }

    @Test
    void theFirstReadIsDoneWhenStartReturns() {
        start(Duration.ofHours(1));

        assertThat(number.value()).isEqualTo(7);
        assertThat(follower.state().error()).isNull();
        assertThat(follower.state().lastRead()).isNotNull();
    }

    @Test
    void aChangeIsFollowed() {
        start(Duration.ofMillis(20));

        ssm.put(NAME, "8");

        await().untilAsserted(() -> assertThat(number.value()).isEqualTo(8));
    }

    @Test
    void zeroReadsOnlyOnce() {
        start(Duration.ZERO);
        ssm.put(NAME, "8");

        await().during(Duration.ofMillis(300)).until(() -> number.value() == 7 && reads.get() == 1);
    }

    @Test
    void aRefusalIsShownAndTheNumberStays() {
        start(Duration.ofMillis(20));

        ssm.refuse("AccessDeniedException");

        await().untilAsserted(() -> assertThat(follower.state().error()).isEqualTo("SSM refused: AccessDeniedException"));
        assertThat(number.value()).isEqualTo(7);
        assertThat(meters.get("ssm.reads").tag("outcome", "failure").counter().count()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | ''
            200 | {}
            200 | null
            200 | {"Parameters":null}
            200 | {"Parameters":[]}
            200 | {"Parameters":[],"InvalidParameters":["/another"]}
            200 | {"Parameters":[{"Name":"/env/mysql/pool-size"}],"InvalidParameters":[]}
            200 | {"Parameters":[{"Value":"8"}]}
            200 | <html>busy</html>
            200 | {"Parameters":[{"Name":"/env/my
            400 | ''
            400 | <html>bad</html>
            400 | {"message":"no type"}
            500 | ''
            503 | null
            0   | closed
            """)
    void aWrongAnswerIsAFailedReadAndTheNumberStays(int status, String body) {
        start(Duration.ofMillis(20));

        ssm.answer(status, body);

        await().untilAsserted(() -> assertThat(follower.state().error()).startsWith("SSM "));
        assertThat(number.state()).isEqualTo(new LiveNumber.State(NAME, 7, LiveNumber.Source.SSM, null));
        ssm.answer(200, null);
        ssm.put(NAME, "8");
        await().untilAsserted(() -> assertThat(number.value()).isEqualTo(8));
    }

    @Test
    void moreThanTenParametersAreReadInTurns() {
        start(Duration.ZERO);
        List<LiveNumber> many = followTwentyFiveMore();

        follower.stop();
        follower.start();

        assertThat(many).extracting(LiveNumber::value).isEqualTo(IntStream.range(0, 25).boxed().toList());
    }

    @Test
    void whenOneOfTheTurnsFailsNothingChanges() {
        start(Duration.ZERO);
        List<LiveNumber> many = followTwentyFiveMore();
        ssm.put(NAME, "8");
        ssm.refuseName("/env/fault/f24");

        follower.stop();
        follower.start();

        assertThat(follower.state().error()).startsWith("SSM refused");
        assertThat(number.value()).isEqualTo(7);
        assertThat(many).extracting(LiveNumber::value).containsOnly(0);
        assertThat(reads).hasValue(1);
    }

    /** What follows the parameters may fail in ways that nobody thought of. */
    @Test
    void anErrorOfAListenerDoesNotEndTheReading() {
        failure = new StackOverflowError("on purpose");
        start(Duration.ofMillis(20));
        assertThat(follower.state().error()).isEqualTo("SSM could not be read: StackOverflowError");

        failure = null;

        await().untilAsserted(() -> assertThat(follower.state().error()).isNull());
    }

    private List<LiveNumber> followTwentyFiveMore() {
        List<LiveNumber> many = IntStream.range(0, 25).mapToObj(i -> follower.follow("fault/f" + i, 0, 100, 0)).toList();
        IntStream.range(0, 25).forEach(i -> ssm.put("/env/fault/f" + i, String.valueOf(i)));
        return many;
    }

    @Test
    void silenceAtTheStartHoldsItUpNoLongerThanTheTimeout() {
        ssm.beSilent(true);

        long begin = System.nanoTime();
        start(Duration.ofHours(1));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(number.state()).isEqualTo(new LiveNumber.State(NAME, 10, LiveNumber.Source.DEFAULT, null));
        assertThat(follower.state().error()).isEqualTo("SSM did not answer within 500 ms");
        assertThat(meters.get("ssm.read.age").gauge().value()).isNaN();
    }

    @Test
    void whenSsmIsGoneTheDefaultServes() {
        ssm.close();

        start(Duration.ofHours(1));

        assertThat(number.state().source()).isEqualTo(LiveNumber.Source.DEFAULT);
        assertThat(follower.state().error()).startsWith("SSM could not be read");
    }

    @Test
    void whenSsmComesBackItIsFollowedAgain() {
        ssm.refuse("ThrottlingException");
        start(Duration.ofMillis(20));
        assertThat(number.value()).isEqualTo(10);

        ssm.refuse(null);

        await().untilAsserted(() -> assertThat(number.value()).isEqualTo(7));
        await().untilAsserted(() -> assertThat(follower.state().error()).isNull());
        assertThat(meters.get("ssm.read.age").gauge().value()).isBetween(0.0, 10.0);
    }

    @Test
    void afterAStopItCanBeStartedAgain() {
        start(Duration.ofMillis(20));
        follower.stop();
        ssm.put(NAME, "8");

        follower.start();
        assertThat(number.value()).isEqualTo(8);
        ssm.put(NAME, "9");

        await().untilAsserted(() -> assertThat(number.value()).isEqualTo(9));
    }

    private void start(Duration readEvery) {
        SsmProperties properties = new SsmProperties("env", "us-east-1", readEvery, Duration.ofMillis(500));
        follower = new ParameterFollower(new SsmConfiguration().ssmClient(properties), properties,
                event -> {
                    if (failure != null) {
                        throw failure;
                    }
                    reads.incrementAndGet();
                }, meters);
        number = follower.follow("mysql/pool-size", 1, 100, 10);
        follower.start();
    }
}
