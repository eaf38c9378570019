package sample.deliveryapi.ssm;

/** Published after each successful read of the parameters, changed or not. */
public record ParametersRead() {
}
