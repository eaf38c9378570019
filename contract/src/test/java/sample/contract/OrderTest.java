package sample.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A number that makes arithmetic endless cannot be interrupted, so the tests run in threads that can be given up. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OrderTest {

    private static final String NAME = "Jane Roe";
    private static final String ADDRESS = "1 Elm Street, Springfield";

    private static ValidatorFactory validation;

    @BeforeAll
    static void startValidation() {
        validation = Validation.buildDefaultValidatorFactory();
    }

    @AfterAll
    static void stopValidation() {
        validation.close();
    }

    @Test
    void acceptsAnOrderWithEveryFieldGiven() {
        Order order = new Order("A-1", NAME, List.of(item("14.99", 2)), new BigDecimal("29.98"), ADDRESS);

        assertThat(wrongFields(order)).isEmpty();
    }

    @Test
    void namesEveryRequiredFieldThatIsAbsent() {
        assertThat(wrongFields(new Order(null, null, null, null, null)))
                .containsExactlyInAnyOrder("customerName", "items", "shippingAddress");
        assertThat(wrongFields(orderOf(new OrderItem(null, null, null))))
                .containsExactlyInAnyOrder("items[0].productId", "items[0].quantity", "items[0].price");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"1", "A-1_b", "-", "Health", "healthy", "ready-1", "my_config"})
    @MethodSource("longestId")
    void acceptsAnOrderId(String id) {
        assertThat(wrongFields(withId(id))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "a.b", "A-1\n", "ä", "health", "ready", "config"})
    @MethodSource("tooLongId")
    void refusesAnOrderId(String id) {
        assertThat(wrongFields(withId(id))).containsExactly("orderId");
    }

    static Stream<Arguments> longestId() {
        return Stream.of(argumentSet("50 characters", "x".repeat(50)));
    }

    static Stream<Arguments> tooLongId() {
        return Stream.of(argumentSet("51 characters", "x".repeat(51)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"J", "Jane Roe", "Mary-Ann O'Neil Jr.", "José Núñez", "Jose\u0301", "Łukasz Żak", "Иван",
            "李小龍", "R2D2", "Jane_Roe", "<b>Jane</b>", "O\u2019Brien", "ジョン・スミス", "Smith & Sons", "John Doe 3rd", " Jane ",
            "علی\u200Cرضا", "Jane \uD83D\uDC68\u200D\uD83D\uDC69", "\u00ADJ"})
    @MethodSource("longestNames")
    void acceptsACustomerName(String name) {
        assertThat(wrongFields(withName(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "- ' .", "\u0301", "123", "Jane\nRoe", "Jane\tRoe",
            "Jane\u202ERoe", "Jane\u2066Roe", "Jane\u2028Roe", "\u3164\u3164", "\u115F", "\uFFA0", "\u200B\u200D", "\u00AD", "\uFFFD",
            "Jane\uFFFF", "Jane\uE000", "\uD83D\uDE00"})
    @MethodSource("brokenNames")
    void refusesACustomerName(String name) {
        assertThat(wrongFields(withName(name))).containsExactly("customerName");
    }

    static Stream<Arguments> longestNames() {
        return Stream.of(
                argumentSet("200 letters", "x".repeat(200)),
                argumentSet("200 letters beyond 16 bits", "\uD800\uDF30".repeat(200)));
    }

    static Stream<Arguments> brokenNames() {
        return Stream.of(
                argumentSet("201 letters", "x".repeat(201)),
                argumentSet("a NUL", "Jane\0Roe"),
                argumentSet("half a letter", "Jane \uD800"));
    }

    @ParameterizedTest
    @MethodSource
    void acceptsAShippingAddress(String address) {
        assertThat(wrongFields(withAddress(address))).isEmpty();
    }

    static Stream<Arguments> acceptsAShippingAddress() {
        return Stream.of(
                argumentSet("5 characters", "Elm 1"),
                argumentSet("line breaks", "1 Elm Street\nSpringfield\r\nUSA"),
                argumentSet("no blank", "東京都港区1-1"),
                argumentSet("digits alone", "12345"),
                argumentSet("500 characters", "x".repeat(500)),
                argumentSet("500 characters beyond 16 bits", "1" + "\uD83C\uDFE0".repeat(499)),
                argumentSet("other scripts and signs", "東京都千代田区 1-2-3 #4 \"北\" <&>"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesAShippingAddress(String address) {
        assertThat(wrongFields(withAddress(address))).containsExactly("shippingAddress");
    }

    static Stream<Arguments> refusesAShippingAddress() {
        return Stream.of(
                argumentSet("empty", ""),
                argumentSet("4 characters", "Elm1"),
                argumentSet("4 characters that need 32 bits", "\uD835\uDC00".repeat(4)),
                argumentSet("501 characters", "x".repeat(501)),
                argumentSet("only spaces", " ".repeat(10)),
                argumentSet("a NUL", "1 Elm Street\0"),
                argumentSet("a tab", "1 Elm Street\tSpringfield"),
                argumentSet("only line breaks", "\n".repeat(10)),
                argumentSet("no-break spaces", "\u00A0".repeat(12)),
                argumentSet("zero-width spaces", "\u200B".repeat(12)),
                argumentSet("soft hyphens", "\u00AD".repeat(12)),
                argumentSet("replacement characters", "\uFFFD".repeat(10)),
                argumentSet("fillers, which are letters by their category", "\u3164".repeat(10)),
                argumentSet("emoji alone", "\uD83C\uDFE0".repeat(10)),
                argumentSet("a bidi override", "1 Elm Street \u202Eaku"),
                argumentSet("a bidi isolate", "1 Elm Street \u2067aku"),
                argumentSet("a C1 control character", "1 Elm Street\u0085Springfield"),
                argumentSet("a high surrogate alone", "1 Elm Street \uD83C"),
                argumentSet("a low surrogate alone", "1 Elm \uDFE0 Street"),
                argumentSet("surrogates the wrong way round", "1 Elm Street \uDFE0\uD83C"));
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "50, true", "51, false"})
    void takesOneToFiftyItems(int count, boolean accepted) {
        Order order = withItems(Collections.nCopies(count, item("1", 1)));

        assertThat(wrongFields(order).isEmpty()).isEqualTo(accepted);
        assertThat(wrongFields(order)).allMatch("items"::equals);
    }

    @Test
    void refusesAnItemThatIsNull() {
        Order order = withItems(Collections.singletonList(null));

        assertThat(wrongFields(order)).singleElement().asString().startsWith("items[0]");
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, false", "1, true", "1000, true", "1001, false"})
    void takesOneToAThousandOfAProduct(int quantity, boolean accepted) {
        List<String> wrong = wrongFields(orderOf(item("1", quantity)));

        assertThat(wrong).isEqualTo(accepted ? List.of() : List.of("items[0].quantity"));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "100, true", "101, false", "0, false"})
    void takesProductIdsOfOneToAHundredCharacters(int length, boolean accepted) {
        List<String> wrong = wrongFields(orderOf(new OrderItem("p".repeat(length), 1, BigDecimal.ONE)));

        assertThat(wrong).isEqualTo(accepted ? List.of() : List.of("items[0].productId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p 1", "p/1", "p.1", "é"})
    void refusesAProductId(String productId) {
        assertThat(wrongFields(orderOf(new OrderItem(productId, 1, BigDecimal.ONE))))
                .containsExactly("items[0].productId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.01", "1", "1.5", "1.50", "1e2", "1.5e1", "99999999.99"})
    void acceptsAnAmountOfMoney(String amount) {
        assertThat(wrongFields(orderOf(item(amount, 1)))).isEmpty();
        assertThat(wrongFields(withTotal(amount))).isEmpty();
        assertThat(orderOf(item(amount, 1)).complete().totalAmount()).isEqualByComparingTo(amount);
    }

    /** The last ones are what a client can send to have a number of billions of digits written out. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "-0.01", "0.001", "1.500", "99999999.991", "100000000", "1e8",
            "1e400000000", "1e2147483647", "-1e2147483647", "1e-400000000", "1e-2147483647", "0e2147483647"})
    void refusesAnAmountOfMoney(String amount) {
        assertThat(wrongFields(orderOf(item(amount, 1)))).isNotEmpty().allMatch("items[0].price"::equals);
        assertThat(wrongFields(withTotal(amount))).isNotEmpty().allMatch("totalAmount"::equals);
    }

    @Test
    void addsUpTheItemsInCents() {
        Order order = orderOf(item("14.99", 2), item("0.1", 3), item("1e1", 1)).complete();

        assertThat(order.totalAmount()).isEqualTo(new BigDecimal("40.28"));
        assertThat(order.items()).extracting(OrderItem::price)
                .containsExactly(new BigDecimal("14.99"), new BigDecimal("0.10"), new BigDecimal("10.00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "30.0", "30.00", "3e1"})
    void keepsATotalThatIsTheItemsSum(String total) {
        Order order = new Order("A-1", NAME, List.of(item("15", 2)), new BigDecimal(total), ADDRESS);

        assertThat(order.complete().totalAmount()).isEqualTo(new BigDecimal("30.00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"29.99", "30.01", "300"})
    void refusesATotalThatIsNotTheItemsSum(String total) {
        Order order = new Order("A-1", NAME, List.of(item("15", 2)), new BigDecimal(total), ADDRESS);

        assertThatExceptionOfType(InvalidOrderException.class).isThrownBy(order::complete)
                .withMessage("must equal the items' sum, 30.00")
                .satisfies(e -> assertThat(e.field()).isEqualTo("total_amount"));
    }

    @Test
    void takesTheLargestSumThatTheDatabaseHolds() {
        Order order = orderOf(item("99999999.98", 1), item("0.01", 1));

        assertThat(order.complete().totalAmount()).isEqualTo(new BigDecimal("99999999.99"));
    }

    @Test
    void refusesASumThatTheDatabaseDoesNotHold() {
        Order order = orderOf(item("99999999.99", 1), item("0.01", 1));

        assertThatExceptionOfType(InvalidOrderException.class).isThrownBy(order::complete)
                .withMessage("must not add up to more than 99999999.99")
                .satisfies(e -> assertThat(e.field()).isEqualTo("items"));
    }

    @Test
    void givesAnOrderWithoutAnIdOneOfItsOwn() {
        Order first = withId(null).complete();
        Order second = withId(null).complete();

        assertThat(List.of(first.orderId(), second.orderId())).allMatch(id -> id.matches("ORD-[0-9A-F-]{36}"))
                .doesNotHaveDuplicates();
        assertThat(wrongFields(first)).isEmpty();
    }

    @Test
    void keepsTheIdThatTheClientChose() {
        assertThat(withId("A-1").complete().orderId()).isEqualTo("A-1");
    }

    @Test
    void isTheSameOrderHoweverItsMoneyIsWritten() {
        Order written = new Order("A-1", NAME, List.of(item("1.5", 2)), null, ADDRESS);
        Order otherwise = new Order("A-1", NAME, List.of(item("1.50", 2)), new BigDecimal("3"), ADDRESS);

        assertThat(written).isNotEqualTo(otherwise);
        assertThat(written.complete()).isEqualTo(otherwise.complete());
        assertThat(written.complete().complete()).isEqualTo(written.complete());
    }

    @ParameterizedTest
    @MethodSource
    void showsTheOrderButNotItsCustomerAsText(Object shown) {
        assertThat(shown.toString()).contains("A-1").doesNotContain("Jane", "Roe", "Elm", "Springfield");
    }

    static Stream<Object> showsTheOrderButNotItsCustomerAsText() {
        Order order = withId("A-1").complete();
        StoredOrder stored = new StoredOrder("A-1", "processed", NAME, order.items(), 1, order.totalAmount(), ADDRESS,
                Instant.EPOCH, null);
        return Stream.of(order, withItems(null), stored, stored.receipt());
    }

    private static List<String> wrongFields(Order order) {
        return validation.getValidator().validate(order).stream()
                .map(ConstraintViolation::getPropertyPath).map(Object::toString).toList();
    }

    private static OrderItem item(String price, int quantity) {
        return new OrderItem("p-1", quantity, new BigDecimal(price));
    }

    private static Order orderOf(OrderItem... items) {
        return withItems(List.of(items));
    }

    private static Order withItems(List<OrderItem> items) {
        return new Order("A-1", NAME, items, null, ADDRESS);
    }

    private static Order withId(String id) {
        return new Order(id, NAME, List.of(item("1", 1)), null, ADDRESS);
    }

    private static Order withName(String name) {
        return new Order("A-1", name, List.of(item("1", 1)), null, ADDRESS);
    }

    private static Order withAddress(String address) {
        return new Order("A-1", NAME, List.of(item("1", 1)), null, address);
    }

    private static Order withTotal(String total) {
        return new Order("A-1", NAME, List.of(item("1", 1)), new BigDecimal(total), ADDRESS);
    }
}
