package sample.deliveryapi.delivery;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import sample.contract.OrderItem;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The items in one JSON column: they are read and written with their order, never alone. */
@Converter
class ItemsAsJson implements AttributeConverter<List<OrderItem>, String> {

    private static final TypeReference<List<OrderItem>> ITEMS = new TypeReference<>() { };

    private final JsonMapper json;

    ItemsAsJson(JsonMapper json) {
        this.json = json;
    }

    @Override
    public String convertToDatabaseColumn(List<OrderItem> items) {
        return json.writeValueAsString(items);
    }

    @Override
    public List<OrderItem> convertToEntityAttribute(String column) {
        return json.readValue(column, ITEMS);
    }
}
