package sample.contract;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * One line of an order.
 *
 * @param price of one piece
 */
public record OrderItem(
        @Schema(example = "456")
        @JsonAlias("productId")
        @NotNull(message = "is required")
        @Pattern(regexp = "^[A-Za-z0-9_-]{1,100}$", message = "must be 1-100 letters, digits, - or _")
        String productId,
        @Schema(example = "1")
        @NotNull(message = "is required")
        @Min(value = 1, message = "must be at least 1")
        @Max(value = 1000, message = "must be at most 1000")
        Integer quantity,
        @Schema(example = "29.99")
        @NotNull(message = "is required")
        @DecimalMin(value = "0", inclusive = false, message = "must be more than 0")
        @DecimalMax(value = Order.MAX_AMOUNT, message = "must be at most " + Order.MAX_AMOUNT)
        @Digits(integer = Integer.MAX_VALUE, fraction = 2, message = Order.CENTS_RULE)
        BigDecimal price) {

    OrderItem inCents() {
        return new OrderItem(productId, quantity, price.setScale(2, RoundingMode.UNNECESSARY));
    }

    BigDecimal amount() {
        return price.multiply(BigDecimal.valueOf(quantity));
    }
}
