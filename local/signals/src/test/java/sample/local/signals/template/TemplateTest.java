package sample.local.signals.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    private static final String TEMPLATE = """
            Parameters:
              Prefix: {Type: String}
              Kind: {Type: String, Default: big}
              Number: {Type: Number, Default: 7}
            Conditions:
              Big: !Equals [!Ref Kind, big]
              Small: !Not [!Condition Big]
              Both: !And [!Condition Big, !Condition Small]
              One: !Or [!Condition Big, !Condition Small]
            Resources:
              Table: {Type: "AWS::DynamoDB::Table", Properties: {TableName: !Sub "${Prefix}-Records"}}
              Unnamed: {Type: "AWS::DynamoDB::Table"}
              Topic: {Type: "AWS::SNS::Topic", Properties: {TopicName: !Sub "${Prefix}-alarms"}}
              Alarm: {Type: "AWS::CloudWatch::Alarm", Properties: {AlarmName: !Sub "${Prefix}-slow"}}
              Api: {Type: "AWS::ApiGateway::RestApi"}
              Never: {Type: Test, Condition: Small, Properties: {Value: !Nonsense x}}
              Both: {Type: Test, Condition: Both, Properties: {Value: !Nonsense x}}
              Tested: {Type: Test, Condition: One, Properties: {Value: %s}}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain                                                       | plain
            !Ref Prefix                                                 | lab
            '{Ref: Prefix}'                                             | lab
            !Ref Number                                                 | 7
            !Ref Table                                                  | lab-Records
            !Ref Unnamed                                                | Unnamed
            !Ref Alarm                                                  | lab-slow
            !Ref Topic                                                  | arn:aws:sns:us-east-1:000000000000:lab-alarms
            !GetAtt Topic.TopicArn                                      | arn:aws:sns:us-east-1:000000000000:lab-alarms
            !GetAtt [Alarm, Arn]                                        | arn:aws:cloudwatch:us-east-1:000000000000:alarm:lab-slow
            !Sub "${Alarm.Arn}"                                         | arn:aws:cloudwatch:us-east-1:000000000000:alarm:lab-slow
            !Sub "${Prefix}-${AWS::Region}-${Table}-${!Literal}"        | lab-us-east-1-lab-Records-${Literal}
            !Sub ["${A}${B}-c", {A: !Ref Kind, B: "-b"}]                | big-b-c
            {"Fn::Sub": "${Prefix}"}                                    | lab
            !Join ["-", [a, !Ref Prefix, 3]]                            | a-lab-3
            !Select [1, [a, b, c]]                                      | b
            !If [Big, yes it is, !Nonsense x]                           | yes it is
            !If [Small, !Nonsense x, !If [Big, b, c]]                   | b
            """)
    void putsInWhatCloudFormationWould(String value, String expected) throws IOException {
        assertThat(tested(value).text("Value")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            !FindInMap [a, b, c]        | Tested: Value: Fn::FindInMap is not understood here
            !ImportValue x              | Tested: Value: Fn::ImportValue is not understood here
            !Ref Nothing                | Tested: Value: Nothing is no resource and no parameter with a value
            !Ref Api                    | Tested: Value: the value of Api, a AWS::ApiGateway::RestApi, is not known here
            !GetAtt Table.StreamArn     | Tested: Value: the value of Table.StreamArn is not known here
            !Sub "${Nothing}"           | Tested: Value: Nothing is no resource
            !If [Huge, a, b]            | Tested: Value: there is no condition Huge
            !If [Big, a]                | Tested: Value: Fn::If takes 3 values
            !Select [9, [a]]            | Tested: Value: Fn::Select has no element 9
            !Join ["-", x]              | Tested: Value: a list was expected, not x
            [a]                         | Tested: Value: a text or a number was expected, not [a]
            {a: b}                      | Tested: Value: a text or a number was expected, not {a=b}
            !Ref AWS::NoValue           | Tested: Value is missing
            """)
    void refusesByResourceAndPropertyWhatItDoesNotUnderstand(String value, String message) {
        assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> tested(value).text("Value"))
                .withMessageStartingWith(message);
    }

    @Test
    void noValueTakesItselfOutOfAList() throws IOException {
        assertThat(tested("[a, !Ref AWS::NoValue, !If [Small, b, c]]").texts("Value")).isEqualTo(List.of("a", "c"));
    }

    @Test
    void anEmptyParameterTakesTheHyphenBehindItWithIt() throws IOException {
        Template template = Template.read(file(TEMPLATE.formatted("!Sub \"${Prefix}-a ${Prefix} ${Kind}-b\"")),
                Map.of("Prefix", ""));

        assertThat(template.resources("Test").getFirst().text("Value")).isEqualTo("a  big-b");
    }

    @Test
    void aParameterWithoutAValueIsMissed() throws IOException {
        Template template = Template.read(file(TEMPLATE.formatted("!Ref Prefix")), Map.of());

        assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> template.resources("Test").getFirst()
                .text("Value"))
                .withMessageContaining("Tested: Value: Prefix is no resource and no parameter with a value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'Resources: [a'                         | The template is not YAML
            'Resources: {A: {Type: x}, A: {}}'      | found duplicate key A
            'just a text'                           | The template: a map was expected
            'Parameters: {}'                        | Resources: a map was expected
            'Resources: {A: 3}'                     | A: a map was expected
            'Resources: !!java.net.URL [x]'         | The template is not YAML
            """)
    void whatIsNoTemplateIsRefused(String text, String message) {
        assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> Template.read(file(text), Map.of())
                .resources("Test"))
                .withMessageContaining(message);
    }

    private Resource tested(String value) throws IOException {
        return Template.read(file(TEMPLATE.formatted(value)), Map.of("Prefix", "lab")).resources("Test").getFirst();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("template.yaml"), content);
    }
}
