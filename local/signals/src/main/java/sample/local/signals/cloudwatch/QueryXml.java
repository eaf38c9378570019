package sample.local.signals.cloudwatch;

import java.util.Map;

/** The answers of the query protocol. */
final class QueryXml {

    private static final String NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";

    private QueryXml() {
    }

    static String answer(String operation, Map<String, ?> output) {
        StringBuilder xml = new StringBuilder();
        xml.append('<').append(operation).append("Response xmlns=\"").append(NAMESPACE).append("\"><")
                .append(operation).append("Result>");
        write(xml, output);
        return xml.append("</").append(operation)
                .append("Result><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></")
                .append(operation).append("Response>").toString();
    }

    static String error(String code, String message) {
        StringBuilder xml = new StringBuilder("<ErrorResponse xmlns=\"").append(NAMESPACE).append("\">");
        write(xml, Map.of("Error", Map.of("Type", "Sender", "Code", code, "Message", message), "RequestId", "local"));
        return xml.append("</ErrorResponse>").toString();
    }

    private static void write(StringBuilder xml, Object value) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((name, inner) -> element(xml, String.valueOf(name), inner));
            case Iterable<?> list -> list.forEach(inner -> element(xml, "member", inner));
            default -> xml.append(value.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        }
    }

    private static void element(StringBuilder xml, String name, Object value) {
        if (name.equals("ExtendedStatistics") && value instanceof Map<?, ?> map) {
            xml.append("<ExtendedStatistics>");
            map.forEach((key, inner) -> element(xml, "entry", Map.of("key", key, "value", inner)));
            xml.append("</ExtendedStatistics>");
            return;
        }
        xml.append('<').append(name).append('>');
        write(xml, value);
        xml.append("</").append(name).append('>');
    }
}
