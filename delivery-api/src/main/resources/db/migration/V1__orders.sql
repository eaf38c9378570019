-- Read by MySQL 8.4 and MariaDB 11.4 alike.
CREATE TABLE orders (
    order_id         VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    customer_name    VARCHAR(200)   NOT NULL,
    items            JSON           NOT NULL,
    item_count       INT            NOT NULL,
    total_amount     DECIMAL(10, 2) NOT NULL,
    shipping_address VARCHAR(500)   NOT NULL,
    status           VARCHAR(20)    NOT NULL,
    trace_id         CHAR(32) CHARACTER SET ascii,
    created_at       DATETIME       NOT NULL,
    PRIMARY KEY (order_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
