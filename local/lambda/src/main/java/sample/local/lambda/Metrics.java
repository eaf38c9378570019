package sample.local.lambda;

import java.util.Map;

/** Takes the values that AWS's services would report to CloudWatch. */
interface Metrics {

    void put(String namespace, String name, Map<String, String> dimensions, double value);
}
