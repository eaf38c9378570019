package sample.local.signals.metrics;

/** Takes what is measured now. */
@FunctionalInterface
public interface MetricSink {

    void put(Metric metric, double value);
}
