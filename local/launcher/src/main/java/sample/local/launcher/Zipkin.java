package sample.local.launcher;

import java.nio.file.Path;
import java.util.Map;

/** Zipkin: one for all stacks of this machine, which belongs to the one that was started first. */
record Zipkin(StackPaths home, int port) {

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String health() {
        return url() + "/health";
    }

    Path jar() {
        return home.program("zipkin.jar");
    }

    /** By default it keeps half a million spans in memory. 50 000, of some 3 KB each, are one drill, and fit into its heap. */
    Program program() {
        return new Program("zipkin", AgentJvm.command("-Xmx384m", "-XX:+UseSerialGC", "-jar", jar().toString(),
                "--armeria.ports[0].ip=127.0.0.1",
                "--armeria.ports[0].port=" + port,
                "--armeria.ports[0].protocols[0]=http",
                "--zipkin.storage.mem.max-spans=50000"), Map.of());
    }
}
