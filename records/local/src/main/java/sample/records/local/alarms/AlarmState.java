package sample.records.local.alarms;

enum AlarmState {
    OK, ALARM, INSUFFICIENT_DATA
}
