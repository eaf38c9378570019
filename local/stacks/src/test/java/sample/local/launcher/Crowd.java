package sample.local.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many connections to one port. Each sends its bytes, then perhaps an {@code x} every second, and reads what comes. Whenever the service
 * closes one, another takes its place a second later, until the crowd gives up. One thread holds them all, so that the crowd takes
 * little of the machine.
 */
final class Crowd implements AutoCloseable {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Pattern STATUS = Pattern.compile("HTTP/1.1 (\\d{3})");

    private static final class Member {

        private final ByteBuffer bytes;
        private long begin;

        Member(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes);
        }
    }

    private final Selector selector = Selector.open();
    private final ByteBuffer read = ByteBuffer.allocate(8192);
    private final InetSocketAddress address;
    private final int count;
    private final boolean trickles;
    private final IntFunction<String> bytes;
    private final Deque<Long> places = new ArrayDeque<>();
    private final Set<Integer> statuses = new ConcurrentSkipListSet<>();
    private final Thread thread = Thread.ofPlatform().name("crowd").unstarted(this::run);

    private volatile boolean gaveUp;
    private volatile boolean closing;
    private volatile int connected;
    private volatile int mostConnected;
    private volatile int answers;
    private volatile Duration longest = Duration.ZERO;
    private volatile IOException failure;
    private int opened;

    /** @param bytes what a connection sends, by its number, in ISO 8859-1 */
    Crowd(int port, int count, boolean trickles, IntFunction<String> bytes) throws IOException {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.count = count;
        this.trickles = trickles;
        this.bytes = bytes;
        for (int i = 0; i < count; i++) {
            places.add(System.nanoTime());
        }
        thread.start();
    }

    /** From now on a connection that is closed stays closed. All have been opened once before that. */
    void giveUp() {
        gaveUp = true;
    }

    /** How many connections are open now. */
    int connected() {
        return connected;
    }

    int mostConnected() {
        return mostConnected;
    }

    int answers() {
        return answers;
    }

    Set<Integer> statuses() {
        return statuses;
    }

    /** The longest time that the service left a connection open. */
    Duration longest() {
        return longest;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void run() {
        try (selector) {
            long nextTrickle = System.nanoTime() + SECOND;
            while (!closing) {
                takePlaces();
                selector.select(this::goOn, 20);
                if (trickles && System.nanoTime() > nextTrickle) {
                    nextTrickle += SECOND;
                    selector.keys().stream().filter(SelectionKey::isValid).forEach(this::trickle);
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void takePlaces() throws IOException {
        while ((!gaveUp || opened < count) && !places.isEmpty() && places.getFirst() < System.nanoTime()) {
            places.removeFirst();
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            Member member = new Member(bytes.apply(opened++).getBytes(ISO_8859_1));
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, member);
            if (channel.connect(address)) {
                begin(key, member);
            }
        }
    }

    private void goOn(SelectionKey key) {
        Member member = (Member) key.attachment();
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            if (key.isConnectable() && channel.finishConnect()) {
                begin(key, member);
            }
            if (key.isWritable()) {
                write(key, channel, member.bytes);
            }
            if (key.isReadable() && !read(channel)) {
                end(key, member);
            }
        } catch (IOException reset) {
            end(key, member);
        }
    }

    private void begin(SelectionKey key, Member member) {
        member.begin = System.nanoTime();
        connected++;
        mostConnected = Math.max(mostConnected, connected);
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    private static void write(SelectionKey key, SocketChannel channel, ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        if (!bytes.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** False at the end. */
    private boolean read(SocketChannel channel) throws IOException {
        read.clear();
        int count = channel.read(read);
        if (count > 0) {
            Matcher status = STATUS.matcher(new String(read.array(), 0, Math.min(count, 12), ISO_8859_1));
            if (status.lookingAt()) {
                answers++;
                statuses.add(Integer.valueOf(status.group(1)));
            }
        }
        return count >= 0;
    }

    private void trickle(SelectionKey key) {
        Member member = (Member) key.attachment();
        if (member.begin != 0 && !member.bytes.hasRemaining()) {
            try {
                ((SocketChannel) key.channel()).write(ByteBuffer.wrap(new byte[] {'x'}));
            } catch (IOException reset) {
                end(key, member);
            }
        }
    }

    private void end(SelectionKey key, Member member) {
        try {
            key.channel().close();
        } catch (IOException e) {
            // It is closed all the same.
        }
        if (member.begin != 0) {
            connected--;
            Duration life = Duration.ofNanos(System.nanoTime() - member.begin);
            longest = life.compareTo(longest) > 0 ? life : longest;
        }
        places.addLast(System.nanoTime() + SECOND);
    }
}
