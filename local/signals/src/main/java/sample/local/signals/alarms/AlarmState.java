package sample.local.signals.alarms;

/** The states of an alarm, by CloudWatch's names. */
enum AlarmState {
    OK, ALARM, INSUFFICIENT_DATA
}
