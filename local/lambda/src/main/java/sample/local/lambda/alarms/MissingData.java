package sample.local.lambda.alarms;

/** What an alarm takes a missing data point for. */
enum MissingData {
    MISSING, IGNORE, BREACHING, NOT_BREACHING;

    static MissingData of(String treatMissingData) {
        return switch (treatMissingData) {
            case "missing" -> MISSING;
            case "ignore" -> IGNORE;
            case "breaching" -> BREACHING;
            case "notBreaching" -> NOT_BREACHING;
            default -> throw new TemplateException("TreatMissingData: " + treatMissingData);
        };
    }
}
