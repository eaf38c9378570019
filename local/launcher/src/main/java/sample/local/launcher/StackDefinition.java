package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a stack is made of. */
interface StackDefinition {

    /** The script that starts it, for messages. */
    String script();

    /** What has to be built before anything can be run. */
    List<Path> files();

    /** The ports that it will listen on, by the variable that moves each. */
    Map<String, Integer> ports();

    Zipkin zipkin();

    /** Starts it all and waits until it can be used. The first child that is started is the last to be stopped. */
    void start(Stack stack) throws IOException, InterruptedException;

    String whereToLook();
}
