package sample.local.signals.metrics;

/** Values that someone else has summed up already. */
public record StatisticSet(long sampleCount, double sum, double minimum, double maximum) {
}
