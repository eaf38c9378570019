package sample.local.signals.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.template.Resource;
import sample.local.signals.template.Template;
import sample.local.signals.template.TemplateException;

class AlarmReaderTest {

    private static final String ALARM = """
            Parameters:
              Treat: {Type: String, Default: breaching}
              Limit: {Type: Number, Default: 1.5}
              Needed: {Type: Number, Default: 2}
            Resources:
              Function:
                Type: AWS::Lambda::Function
                Properties: {FunctionName: Save, Layers: !If [With, [!Ref Layer], !Ref AWS::NoValue]}
              Slow:
                Type: AWS::CloudWatch::Alarm
                Properties:
                  AlarmName: function-slow
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
                  AlarmActions: ["arn:aws:sns:us-east-1:000000000000:topic"]
            """;
    private static final String MATH = """
            Resources:
              Burns:
                Type: AWS::CloudWatch::Alarm
                Properties:
                  AlarmName: burns
                  Metrics:
                    - {Id: burn, Expression: "MIN([short, long])", Label: both}
                    - {Id: short, ReturnData: false, MetricStat: {Stat: Maximum, Period: 60, Metric: {Namespace: N, MetricName: S}}}
                    - {Id: long, ReturnData: false, MetricStat: {Stat: Maximum, Period: 60, Metric: {Namespace: N, MetricName: L}}}
                  EvaluationPeriods: 3
                  Threshold: 2.4
                  ComparisonOperator: GreaterThanThreshold
            """;

    @TempDir
    private Path folder;

    @Test
    void readsAnAlarmOnOneMetric() throws IOException {
        assertThat(read(ALARM)).isEqualTo(slow("breaching", 2));
    }

    /** Each way in which a template may say the same. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DatapointsToAlarm: 2            | DatapointsToAlarm: "2"
            DatapointsToAlarm: 2            | DatapointsToAlarm: !Ref Needed
            Threshold: 1.5                  | Threshold: "1.5"
            Threshold: 1.5                  | Threshold: !Ref Limit
            TreatMissingData: breaching     | TreatMissingData: !Ref Treat
            Period: 120                     | Period: "120"
            Period: 120                     | Period: 120.0
            !Ref Function                   | !Sub "${Function}"
            """)
    void whatIsWrittenInAnotherWayMeansTheSame(String one, String other) throws IOException {
        assertThat(ALARM).contains(one);
        assertThat(read(ALARM.replace(one, other))).isEqualTo(slow("breaching", 2));
    }

    @Test
    void takesCloudFormationsDefaults() throws IOException {
        assertThat(read(ALARM.replace("DatapointsToAlarm: 2", "").replace("TreatMissingData: breaching", "")))
                .isEqualTo(slow("missing", 3));
    }

    @Test
    void readsMetricMath() throws IOException {
        Alarm alarm = read(MATH);

        assertThat(alarm.measure()).isEqualTo(new Measure.Extreme("MIN([short, long])", true, Map.of(
                "short", new Measure.Single(new Metric("N", "S", Map.of()), Statistic.of("Maximum")),
                "long", new Measure.Single(new Metric("N", "L", Map.of()), Statistic.of("Maximum")))));
        assertThat(alarm.period()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void listsAnAnomalyDetectorsAlarmWithTheReason() throws IOException {
        Resource alarm = resource(MATH.replace("MIN([short, long])", "ANOMALY_DETECTION_BAND(short, 3)"));

        assertThat(AlarmReader.read(alarm)).isInstanceOfSatisfying(AlarmReader.Reading.NotEvaluable.class, listed -> {
            assertThat(listed.name()).isEqualTo("burns");
            assertThat(listed.reason()).contains("hours or days");
        });
    }

    @Test
    void alarmsOnDynamoDbIgnoreMissingDataWhateverTheySay() throws IOException {
        assertThat(read(ALARM.replace("AWS/Lambda", "AWS/DynamoDB")).missingData()).isEqualTo(MissingData.IGNORE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LessThanOrEqualToThreshold      | LessThanLowerThreshold        | Slow: ComparisonOperator: LessThanLowerThreshold is not evaluated here
            TreatMissingData: breaching     | TreatMissingData: perhaps     | Slow: TreatMissingData: perhaps is not known
            TreatMissingData: breaching     | TreatMissingData: !Ref No     | Slow: TreatMissingData: No is no resource and no parameter
            TreatMissingData: breaching     | Unit: Seconds                 | Slow: Unit is not understood here
            TreatMissingData: breaching     | EvaluationInterval: 30        | Slow: EvaluationInterval is not understood here
            ExtendedStatistic: p99          | ExtendedStatistic: TM(10%:90%) | Slow: ExtendedStatistic: the statistic TM(10%:90%) is not computed here
            ExtendedStatistic: p99          | Statistic: Median             | Slow: Statistic: the statistic Median is not computed here
            ExtendedStatistic: p99          | Tags: []                      | Slow: Statistic: either this or ExtendedStatistic has to be given
            Period: 120                     | Period: 10                    | Slow: Period: a period of 10 s is not evaluated here
            Period: 120                     | Period: ten                   | Slow: Period: ten is not a number
            Period: 120                     | Period: 7200                  | Slow: EvaluationPeriods: 3 periods of 7200 s are longer than metrics are kept
            EvaluationPeriods: 3            | EvaluationPeriods: 0          | Slow: EvaluationPeriods: 0 is not a whole number from 1 on
            EvaluationPeriods: 3            | EvaluationPeriods: 2.5        | Slow: EvaluationPeriods: 2.5 is not a whole number from 1 on
            DatapointsToAlarm: 2            | DatapointsToAlarm: 4          | Slow: DatapointsToAlarm: 4 is more than EvaluationPeriods, 3
            DatapointsToAlarm: 2            | DatapointsToAlarm: [2]        | Slow: DatapointsToAlarm: a text or a number was expected, not [2]
            Threshold: 1.5                  | Threshold: !Ref Function      | Slow: Threshold: Save is not a number
            Threshold: 1.5                  | Threshold: NaN                | Slow: Threshold: NaN is not a number
            Threshold: 1.5                  | Threshold: !GetAtt Function.X | Slow: Threshold: the value of Function.X is not known here
            Threshold: 1.5                  | Tags: []                      | Slow: Threshold is missing
            !Ref Function                   | !GetAtt Function.Arn          | Slow: Dimensions[0].Value: the value of Function.Arn is not known here
            'Value: !Ref Function'          | 'Text: a'                     | Slow: Dimensions[0]: Text is not understood here
            'Value: !Ref Function}'         | 'Value: a}, {Name: FunctionName, Value: b}' | Slow: Dimensions: FunctionName is given twice
            Namespace: AWS/Lambda           | Namespaces: AWS/Lambda        | Slow: Namespaces is not understood here
            AlarmName: function-slow        | AlarmDescription: no name     | Slow: AlarmName is missing
            TreatMissingData: breaching     | EvaluateLowSampleCountPercentile: never | Slow: EvaluateLowSampleCountPercentile: never is not known
            """)
    void refusesByAlarmAndPropertyWhatItDoesNotUnderstand(String known, String unknown, String message) {
        assertThat(ALARM).contains(known);
        assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> read(ALARM.replace(known, unknown)))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MIN([short, long])              | short / long                  | Burns: Metrics[0]: Expression: short / long is not computed here
            MIN([short, long])              | MIN([short, third])           | Burns: Metrics[0]: Expression: there is no metric with the Id third
            MIN([short, long])              | MIN(METRICS())                | Burns: Metrics[0]: Expression: MIN(METRICS()) is not computed here
            Id: short, ReturnData: false    | Id: short                     | Burns: Metrics: 2 of them return data, and it has to be one
            Id: short, ReturnData: false    | Id: short, ReturnData: no way | Burns: Metrics[1]: ReturnData: no way is not true or false
            Id: short, ReturnData: false    | Id: short, AccountId: "1", ReturnData: false | Burns: Metrics[1]: AccountId is not understood here
            'Period: 60, Metric: {Namespace: N, MetricName: L' | 'Period: 300, Metric: {Namespace: N, MetricName: L' | Burns: Metrics: their periods differ
            Threshold: 2.4                  | ThresholdMetricId: burn       | Burns: ThresholdMetricId: there is no anomaly detection band
            MetricName: L                   | MetricName: L, Unit: Count    | Burns: Metrics[2]: MetricStat: Metric: Unit is not understood here
            """)
    void refusesMathThatItDoesNotUnderstand(String known, String unknown, String message) {
        assertThat(MATH).contains(known);
        assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> read(MATH.replace(known, unknown)))
                .withMessageStartingWith(message);
    }

    private static Alarm slow(String treatMissingData, int toAlarm) {
        return new Alarm("function-slow", "", new Measure.Single(new Metric("AWS/Lambda", "Duration",
                Map.of("FunctionName", "Save")),
                Statistic.of("p99")), Duration.ofSeconds(120), 1.5, Comparison.LESS_OR_EQUAL, 3, toAlarm,
                MissingData.of(treatMissingData).orElseThrow(), false,
                new Alarm.Actions(List.of("arn:aws:sns:us-east-1:000000000000:topic"), List.of(), List.of()));
    }

    private Alarm read(String template) throws IOException {
        return ((AlarmReader.Reading.Evaluable) AlarmReader.read(resource(template))).alarm();
    }

    private Resource resource(String template) throws IOException {
        return Template.read(Files.writeString(folder.resolve("template.yaml"), template), Map.of())
                .resources("AWS::CloudWatch::Alarm").getFirst();
    }
}
