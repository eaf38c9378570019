package sample.local.lambda.alarms;

enum AlarmState {
    OK, ALARM, INSUFFICIENT_DATA
}
