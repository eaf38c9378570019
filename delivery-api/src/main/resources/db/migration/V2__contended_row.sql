-- The row that the fault lock-contention makes orders wait for. Nothing else reads it.
CREATE TABLE contended_row (
    id INT NOT NULL,
    PRIMARY KEY (id)
);
INSERT INTO contended_row VALUES (1);
