package sample.local.lambda.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.local.lambda.metrics.Metric;

class TemplateTest {

    private static final String ALARM = """
            Resources:
              Function:
                Type: AWS::Lambda::Function
                Properties: {FunctionName: !Sub "${Prefix}-Save", Layers: !If [With, [!Ref Layer], !Ref AWS::NoValue]}
              Alarm:
                Type: AWS::CloudWatch::Alarm
                Properties:
                  AlarmName: !Sub ${Prefix}-slow
                  Namespace: AWS/Lambda
                  MetricName: Duration
                  Dimensions: [{Name: FunctionName, Value: !Ref Function}]
                  ExtendedStatistic: p99
                  Period: 120
                  EvaluationPeriods: 3
                  DatapointsToAlarm: 2
                  Threshold: 1.5
                  ComparisonOperator: LessThanOrEqualToThreshold
                  TreatMissingData: breaching
                  AlarmActions: [!Ref Topic]
            """;

    @TempDir
    private Path folder;

    @Test
    void readsAnAlarmWithItsReferences() throws IOException {
        assertThat(Template.alarms(file(ALARM))).containsExactly(new Alarm("slow",
                new Metric("AWS/Lambda", "Duration", Map.of("FunctionName", "Save")), "p99", Duration.ofSeconds(120), 1.5,
                "LessThanOrEqualToThreshold", 3, 2, "breaching"));
    }

    @Test
    void takesCloudFormationsDefaults() throws IOException {
        Alarm alarm = Template.alarms(file(ALARM.replace("DatapointsToAlarm: 2", "").replace("TreatMissingData: breaching", ""))).getFirst();

        assertThat(alarm.toAlarm()).isEqualTo(3);
        assertThat(alarm.treatMissingData()).isEqualTo("missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LessThanOrEqualToThreshold  | LessThanLowerThreshold     | slow: ComparisonOperator LessThanLowerThreshold is not evaluated here
            breaching                   | perhaps                    | TreatMissingData: perhaps
            p99                         | TM(10%:90%)                | slow: the statistic TM(10%:90%) is not evaluated here
            Period: 120                 | Period: 10                 | slow: 2 of 3 periods of 10 s
            DatapointsToAlarm: 2        | DatapointsToAlarm: 4       | slow: 4 of 3 periods of 120 s
            '!Ref Function'             | '!GetAtt Function.Arn'     | which is not understood here
            Namespace: AWS/Lambda       | Namespaces: AWS/Lambda     | An alarm lacks a property
            """)
    void namesWhatItDoesNotUnderstand(String known, String unknown, String message) {
        assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> Template.alarms(file(ALARM.replace(known, unknown))))
                .withMessageContaining(message);
    }

    @Test
    void alarmsOnDynamoDbIgnoreMissingDataWhateverTheySay() throws IOException {
        Alarm alarm = Template.alarms(file(ALARM.replace("AWS/Lambda", "AWS/DynamoDB"))).getFirst();

        assertThat(alarm.state(Collections.nCopies(5, Optional.empty()), AlarmState.OK)).isEqualTo(AlarmState.OK);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("template.yaml"), content);
    }
}
