package sample.deliveryapi.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Brings the schema up to date, as soon as there is a database to do it in. The service starts without one and says so
 * in its readiness, which this holds back until the first migration: once it is done, readiness never asks the database
 * again.
 */
@Configuration(proxyBeanMethods = false)
class SchemaMigration {

    @Bean
    FlywayMigrationStrategy noMigrationDuringStartup() {
        return flyway -> { };
    }

    @Bean
    Schema schemaHealthIndicator(Flyway flyway, DataSource pool) {
        return new Schema(flyway, pool);
    }

    static final class Schema implements ApplicationRunner, HealthIndicator {

        private static final Logger log = LoggerFactory.getLogger(SchemaMigration.class);
        private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

        private final Flyway flyway;
        private final DataSource pool;
        private volatile boolean migrated;

        Schema(Flyway flyway, DataSource pool) {
            this.flyway = flyway;
            this.pool = pool;
        }

        @Override
        public void run(ApplicationArguments args) {
            if (!migrate()) {
                Thread.ofVirtual().name("schema-migration").start(this::migrateUntilDone);
            }
        }

        @Override
        public Health health() {
            return migrated ? Health.up().build() : Health.outOfService().build();
        }

        private void migrateUntilDone() {
            try {
                do {
                    Thread.sleep(BETWEEN_TRIES);
                } while (!migrate());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean migrate() {
            try {
                flyway.migrate();
                fillPool();
                migrated = true;
                log.info("The schema is up to date");
            } catch (FlywayValidateException e) {
                // Another version's schema: waiting does not help.
                throw e;
            } catch (FlywayException | SQLException e) {
                log.warn("Not ready: the schema could not be migrated, trying again: {}", firstLine(e));
            }
            return migrated;
        }

        /** Opens the pool now, so that the first order does not wait for it. */
        private void fillPool() throws SQLException {
            try (Connection first = pool.getConnection()) {
                first.rollback();
            }
        }

        private static String firstLine(Exception e) {
            return String.valueOf(e.getMessage()).lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        }
    }
}
