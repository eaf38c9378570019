package sample.local.signals.cloudwatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sample.local.signals.SignalsServer;

/** What users type, with the real {@code aws} command, where it is installed. */
class AwsCommandTest {

    private SignalsServer server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "aws"))),
                "the aws command is not installed");
        server = SignalsServer.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /**
     * One call a line, and what it prints: a text that is equal, or after ~ one that is contained. The calls build on
     * each other.
     */
    @Test
    void theCallsOfUsersAnswerAsInAnAccount() throws Exception {
        Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(120);
        assertCalls("""
                put-metric-data --namespace Mine --metric-data MetricName=Waits,Value=4,Timestamp=MINUTE,Dimensions=[{Name=Pool,Value=mysql}] \
                    MetricName=Waits,StatisticValues={SampleCount=2,Sum=16,Minimum=8,Maximum=8},Timestamp=MINUTE,Dimensions=[{Name=Pool,Value=mysql}] |
                put-metric-data --namespace Mine --metric-name Waits                                                  | ~One of Value, StatisticValues
                list-metrics --namespace Mine --dimensions Name=Pool,Value=mysql --query Metrics[].[MetricName,Dimensions[].Name|[0]] | Waits Pool
                get-metric-statistics --namespace Mine --metric-name Waits --dimensions Name=Pool,Value=mysql --start-time MINUTE --end-time END \
                    --period 60 --statistics Sum Average SampleCount Minimum Maximum --query Datapoints[].[Sum,SampleCount,Minimum,Maximum] | 20.0 3.0 4.0 8.0
                get-metric-statistics --namespace Mine --metric-name Waits --dimensions Name=Pool,Value=mysql --start-time MINUTE --end-time END \
                    --period 60 --extended-statistics p50 p99 --query Datapoints[].ExtendedStatistics.p99             | 8.0
                get-metric-data --start-time MINUTE --end-time END --query MetricDataResults[].[Id,StatusCode,Values[0]] --metric-data-queries \
                    [{"Id":"w","MetricStat":{"Metric":{"Namespace":"Mine","MetricName":"Waits","Dimensions":[{"Name":"Pool","Value":"mysql"}]},"Period":60,"Stat":"Sum"}}] | w Complete 20.0
                get-metric-data --start-time MINUTE --end-time END --metric-data-queries [{"Id":"w","Expression":"1+1"}] | ~MetricDataQueries.Expression: this endpoint does not support it
                describe-alarms --alarm-names java-sample-app-pool-queue --query MetricAlarms[].[Threshold,EvaluationPeriods,DatapointsToAlarm,Statistic,Period] | 5.0 3 2 Maximum 60
                describe-alarms --alarm-name-prefix java-sample-app-orders-a --query MetricAlarms[].Metrics[].Expression | MIN([short, long])
                put-metric-alarm --alarm-name x --metric-name x --namespace x --statistic Sum --period 60 --threshold 1 --evaluation-periods 1 \
                    --comparison-operator GreaterThanThreshold                                                        | ~does not do PutMetricAlarm. It does DescribeAlarmHistory,
                """.replace("MINUTE", minute.toString()).replace("END", minute.plusSeconds(60).toString()));
    }

    @Test
    void theHistoryOfAnAlarmIsThere() throws Exception {
        await().untilAsserted(() -> assertThat(
                aws("describe-alarm-history --alarm-name java-sample-app-orders-faults --query AlarmHistoryItems[].[HistoryItemType,HistorySummary]"))
                .isEqualTo("StateUpdate Alarm updated from INSUFFICIENT_DATA to OK"));
    }

    private void assertCalls(String table) throws Exception {
        SoftAssertions all = new SoftAssertions();
        for (String line : table.lines().toList()) {
            int bar = line.lastIndexOf("| ") >= 0 ? line.lastIndexOf("| ") : line.lastIndexOf('|');
            String call = line.substring(0, bar).strip();
            String expected = line.substring(bar + 1).strip();
            String printed = aws(call);
            if (expected.startsWith("~")) {
                all.assertThat(printed).as(call).contains(expected.substring(1));
            } else {
                all.assertThat(printed).as(call).isEqualTo(expected);
            }
        }
        all.assertAll();
    }

    private String aws(String call) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("aws", "cloudwatch", "--endpoint-url", server.page(), "--output",
                "text"));
        command.addAll(List.of(call.split("\\s+")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        builder.environment().put("AWS_MAX_ATTEMPTS", "1");
        Process aws = builder.start();
        String printed = new String(aws.getInputStream().readAllBytes(), UTF_8);
        aws.waitFor();
        return printed.strip().replaceAll("\\s+", " ");
    }
}
