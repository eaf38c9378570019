package sample.load;

import java.math.BigDecimal;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes up orders that look like a shop's. */
final class Orders {

    private static final List<String> FIRST_NAMES = List.of("Aisha", "Anne-Marie", "Björn", "Carlos", "Chloé", "Dmitri",
            "Emma", "François", "Giulia", "Hana", "Ingrid", "Jamal", "John", "José", "Kwame", "Łukasz", "María",
            "Mary Ann", "Mei", "Noor", "Olivia", "Priya", "Siobhán", "Søren", "Thảo", "Tomáš", "Yuki", "Zoë");
    private static final List<String> LAST_NAMES = List.of("Andersson", "Brown", "D'Angelo", "da Silva", "Dvořák",
            "García", "Haddad", "Ivanova", "Jensen", "Kim", "Kowalski", "Müller", "Nguyễn", "O'Brien", "Okafor",
            "Patel", "Rossi", "Sato", "Smith-Jones", "St. John", "Suzuki", "Taylor", "van der Berg", "Wang", "Yılmaz");
    private static final List<String> STREETS = List.of("Main St", "Station Road", "Rue de l'Église", "Bahnhofstraße",
            "Via Garibaldi", "Calle Mayor", "Park Avenue", "Queen's Road", "Storgatan", "Ulica Długa", "Market Square");
    private static final List<String> CITIES = List.of("10115 Berlin, Germany", "75011 Paris, France",
            "Madrid 28013, Spain", "Seattle, WA 98101, USA", "London N1 9GU, United Kingdom", "20121 Milano, Italy",
            "111 22 Stockholm, Sweden", "00-238 Warszawa, Poland", "Tokyo 100-0001, Japan", "Bengaluru 560001, India",
            "São Paulo 01310-100, Brazil");
    private static final List<Product> CATALOGUE = List.of(new Product("COFFEE-250G", "7.90"),
            new Product("COFFEE-1KG", "24.50"), new Product("TEA-GREEN", "5.25"), new Product("MUG_BLUE", "11.00"),
            new Product("MUG_RED", "11.00"), new Product("GRINDER-01", "59.99"), new Product("KETTLE-17", "84.95"),
            new Product("FILTER-100", "3.49"), new Product("SCALE-02", "29.99"), new Product("TRAVEL-CUP", "18.75"),
            new Product("ESPRESSO-9000", "649.00"), new Product("SPOON", "0.99"));
    private static final int MAX_PRODUCTS = 4;
    private static final int MAX_PIECES = 3;

    private record Product(String id, BigDecimal price) {

        Product(String id, String price) {
            this(id, new BigDecimal(price));
        }
    }

    private final RandomGenerator random;
    private final String run;
    private long made;

    /**
     * @param random decides what is ordered, by whom
     * @param run tells this run's order ids from those of all others, so it must not come from a seed
     */
    Orders(RandomGenerator random, String run) {
        this.random = random;
        this.run = run;
    }

    /** Returns an order with an id that no other has. To be called by one thread at a time. */
    Order next() {
        made++;
        List<Order.Item> items = random.ints(0, CATALOGUE.size()).distinct().limit(1 + random.nextInt(MAX_PRODUCTS))
                .mapToObj(CATALOGUE::get)
                .map(product -> new Order.Item(product.id(), 1 + random.nextInt(MAX_PIECES), product.price()))
                .toList();
        BigDecimal total = items.stream().map(Order.Item::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Order("LOAD-" + run + "-" + made, any(FIRST_NAMES) + " " + any(LAST_NAMES), items, total,
                1 + random.nextInt(250) + " " + any(STREETS) + ", " + any(CITIES));
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
