package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The database server of the order services, with its data in the stack's state folder. */
final class MariaDb {

    static final String DATABASE = "orders_db";
    static final String USER = "orders";
    static final String PASSWORD = "orders";

    /** What makes an empty data folder. The help texts, two thirds of the work, are left out. */
    private static final List<String> SYSTEM_TABLES = List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql");

    private final StackPaths paths;
    private final Path server;
    private final Map<String, String> environment;
    private final int port;

    /** @param server the folder of the unpacked server */
    MariaDb(StackPaths paths, Path server, Map<String, String> environment, int port) {
        this.paths = paths;
        this.server = server;
        this.environment = environment;
        this.port = port;
    }

    /** Makes the data folder, unless there is one. It appears as a whole or not at all. */
    void prepare() throws IOException, InterruptedException {
        Files.createDirectories(home());
        linkServer();
        if (Files.isDirectory(data().resolve("mysql"))) {
            return;
        }
        if (Files.exists(data())) {
            throw new StackException(data() + " holds no database, and this stack did not make it: move it away, or set LOCAL_STATE_DIR");
        }
        for (Path interrupted : OwnFolders.find(home(), "new-data-*")) {
            OwnFolders.delete(interrupted);
        }
        Path unfinished = OwnFolders.create(home(), "new-data-");
        bootstrap(unfinished);
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The server, which makes the database and its user at each start unless they exist. */
    Program program() throws IOException {
        Path init = home().resolve("init.sql");
        Files.writeString(init, """
                CREATE DATABASE IF NOT EXISTS %1$s CHARACTER SET utf8mb4;
                CREATE USER IF NOT EXISTS '%2$s'@'%%' IDENTIFIED BY '%3$s';
                GRANT ALL ON %1$s.* TO '%2$s'@'%%';
                """.formatted(DATABASE, USER, PASSWORD));
        List<String> command = command(data());
        command.addAll(List.of(
                "--init-file=" + init,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=mariadb.sock",
                StackProcesses.mariaDbMark(paths),
                // Without it the server first makes a certificate, which takes the better part of a minute.
                "--skip-ssl",
                "--skip-name-resolve",
                "--max-connections=300",
                // A laptop's orders fit into little memory; the defaults reserve for a server.
                "--innodb-buffer-pool-size=48M",
                "--innodb-log-buffer-size=4M",
                "--aria-pagecache-buffer-size=4M",
                "--key-buffer-size=1M",
                "--character-set-server=utf8mb4"));
        return new Program("mariadb", command, environmentOfServer(), () -> Probe.accepts(port), "127.0.0.1:" + port);
    }

    /** A command line that runs {@code sql} with the client that came with the server. */
    static String client(StackPaths paths, int port, String sql) {
        Path client = paths.state().resolve("mariadb/server/bin/mariadb");
        Path shown = client.startsWith(paths.root()) ? paths.root().relativize(client) : client;
        return "%s --skip-ssl -h127.0.0.1 -P%d -u%s -p%s %s -e '%s'".formatted(quoted(shown), port, USER, PASSWORD, DATABASE, sql);
    }

    private static String quoted(Path path) {
        return path.toString().matches("[\\w./-]+") ? path.toString() : "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private void bootstrap(Path folder) throws IOException, InterruptedException {
        StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
        for (String file : SYSTEM_TABLES) {
            sql.append(Files.readString(server.resolve("share").resolve(file))).append('\n');
        }
        Path input = Files.writeString(home().resolve("bootstrap.sql"), sql);
        Path log = paths.log("mariadb");
        Files.createDirectories(log.getParent());
        List<String> command = command(folder);
        command.addAll(List.of("--bootstrap", "--skip-grant-tables", StackProcesses.mariaDbMark(paths)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environmentOfServer());
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new StackException("MariaDB could not make its data folder (exit status %d): see %s".formatted(status, log));
        }
    }

    private List<String> command(Path dataFolder) {
        List<String> command = new ArrayList<>(List.of(
                server.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + server,
                "--datadir=" + dataFolder,
                "--tmpdir=" + dataFolder,
                "--lc-messages-dir=" + server.resolve("share")));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return command;
    }

    private Map<String, String> environmentOfServer() throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        try (Stream<Path> folders = Files.list(server)) {
            folders.filter(folder -> folder.getFileName().toString().startsWith("lib")).findFirst()
                    .ifPresent(libraries -> all.put(isMac() ? "DYLD_FALLBACK_LIBRARY_PATH" : "LD_LIBRARY_PATH", libraries.toString()));
        }
        return all;
    }

    private static boolean isMac() {
        return System.getProperty("os.name").startsWith("Mac");
    }

    /** People run the client from here. A folder of an earlier version stays. */
    private void linkServer() throws IOException {
        Path link = home().resolve("server");
        if (Files.isSymbolicLink(link)) {
            Files.delete(link);
        }
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, server);
        }
    }

    private Path home() {
        return paths.state().resolve("mariadb");
    }

    private Path data() {
        return home().resolve("data");
    }
}
