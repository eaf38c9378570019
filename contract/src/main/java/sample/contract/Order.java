package sample.contract;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * An order as a client sends it, and as order-api hands it on to delivery-api.
 *
 * @param orderId chosen by the client to make a retry safe; generated when absent
 * @param totalAmount the sum of the items; computed when absent
 */
@Schema(description = """
        One JSON object in UTF-8, at most 65536 bytes. Beyond what the schema says: total_amount equals the items' sum, which is at most
        99999999.99; money is written with at most 2 digits after the point, and a quantity without point and exponent; no key is given
        twice, in either spelling; no number has over 1000 digits. Lengths count code points. Fields that are not listed are ignored.""")
public record Order(
        @Schema(example = "123") @JsonAlias("orderId") @Pattern(regexp = ID, message = ID_RULE) String orderId,
        @Schema(example = "John Doe", minLength = 1, maxLength = 200)
        @JsonAlias("customerName")
        @NotNull(message = "is required")
        @Pattern(regexp = "^(?=[^\\n]*" + LETTER + ")" + PRINTABLE + "{1,200}$",
                message = "must be 1-200 printable characters with at least one letter")
        String customerName,
        @NotNull(message = "is required")
        @Size(min = 1, max = 50, message = "must hold 1-50 items")
        List<@Valid @NotNull(message = "must not be null") OrderItem> items,
        @Schema(example = "29.99")
        @JsonAlias("totalAmount")
        @DecimalMin(value = "0", inclusive = false, message = "must be more than 0")
        @DecimalMax(value = MAX_AMOUNT, message = "must be at most " + MAX_AMOUNT)
        @Digits(integer = Integer.MAX_VALUE, fraction = 2, message = CENTS_RULE)
        BigDecimal totalAmount,
        @Schema(example = "123 Main St", minLength = 5, maxLength = 500)
        @JsonAlias("shippingAddress")
        @NotNull(message = "is required")
        @Pattern(regexp = "^(?=[\\s\\S]*(?:" + LETTER + "|\\p{N}))(?:" + PRINTABLE + "|[\\r\\n]){5,500}$",
                message = "must be 5-500 printable characters and line breaks with at least one letter or digit")
        String shippingAddress) {

    // The patterns are anchored and use only what Java and JavaScript read alike: they stand in the OpenAPI document too.

    /** A letter of any script. The four that are excepted are letters by their category only: they are invisible. */
    private static final String LETTER = "(?![\\u115F\\u1160\\u3164\\uFFA0])\\p{L}";
    /** No control character, half of a pair, line separator, noncharacter, or character that reorders the text around it. */
    private static final String PRINTABLE = "[^\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]";

    /** {@code health}, {@code ready} and {@code config} are reserved: they are endpoints. */
    public static final String ID = "^(?!(?:health|ready|config)$)[A-Za-z0-9_-]{1,50}$";
    public static final String ID_RULE =
            "must be 1-50 letters, digits, - or _ (and not the word health, ready or config)";
    /** What the database holds. {@code @Digits} cannot say it: its count of the digits of 1e2147483647 overflows. */
    static final String MAX_AMOUNT = "99999999.99";
    static final String CENTS_RULE = "must have at most 2 digits after the point";

    /**
     * Returns this valid order with its id and its total filled in and all money in cents, so that two orders of the
     * same content are equal.
     *
     * @throws InvalidOrderException when the total given is not the items' sum, or the sum does not fit the database
     */
    public Order complete() {
        List<OrderItem> priced = items.stream().map(OrderItem::inCents).toList();
        BigDecimal sum = priced.stream().map(OrderItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.compareTo(new BigDecimal(MAX_AMOUNT)) > 0) {
            throw new InvalidOrderException("items", "must not add up to more than " + MAX_AMOUNT);
        }
        if (totalAmount != null && totalAmount.compareTo(sum) != 0) {
            throw new InvalidOrderException("total_amount", "must equal the items' sum, " + sum);
        }
        return new Order(orderId == null ? newId() : orderId, customerName, priced, sum, shippingAddress);
    }

    /** 122 random bits: an id that is taken already would make an order another one. */
    private static String newId() {
        return "ORD-" + UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    }

    /** Leaves the customer out: orders end up in log lines and exception messages. */
    @Override
    public String toString() {
        return "Order[" + orderId + ", " + (items == null ? 0 : items.size()) + " items]";
    }
}
