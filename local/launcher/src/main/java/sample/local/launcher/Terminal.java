package sample.local.launcher;

/** The user's terminal, or what stands for it. Only a real terminal shows a living line: one that is written over. */
final class Terminal {

    private static final int WIDTH = 79;

    private final boolean real;
    private boolean live;

    Terminal(boolean real) {
        this.real = real;
    }

    void print(String text) {
        clear();
        System.out.println(text);
    }

    void live(String text) {
        if (real) {
            System.out.print("\r" + text.substring(0, Math.min(text.length(), WIDTH)) + "\033[K");
            System.out.flush();
            live = true;
        }
    }

    void clear() {
        if (live) {
            System.out.print("\r\033[K");
            System.out.flush();
            live = false;
        }
    }
}
