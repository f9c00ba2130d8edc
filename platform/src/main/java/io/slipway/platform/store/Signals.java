package io.slipway.platform.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short messages between the processes that share a PostgreSQL database, carried by its own LISTEN
 * and NOTIFY on a connection beside the pool: sent when a transaction commits, in the order of the
 * commits, and heard by the other processes, not by the sender. With SQLite there is one process:
 * nothing is sent and nothing is heard.
 *
 * <p>For waking only. Messages are lost while the connection is; once it is back, listeners are
 * told so, and look for themselves. Thread-safe.
 */
public final class Signals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final String SEND = "select pg_notify('slipway', ?)";
    private static final int LONGEST = 7_900;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final DatabaseSettings settings;
    private final String self = UUID.randomUUID().toString();
    private final List<Topic> topics = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;
    private volatile @Nullable Connection open;

    private record Topic(String name, Listener listener) {}

    /** Hears what other processes send; called on one thread, and must hand over quickly. */
    public interface Listener {

        /** A message came. */
        void heard(String text);

        /** Messages may have been lost: whatever they could have said may be so. */
        void missed();
    }

    Signals(DatabaseSettings settings) {
        this.settings = settings;
    }

    /**
     * Sends a message with a transaction.
     *
     * @param topic one word
     * @param text at most 7,800 bytes
     */
    public void send(Transaction transaction, String topic, String text) {
        if (settings.dialect() == Dialect.POSTGRESQL) {
            var message = self + " " + topic + " " + text;
            if (message.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST) {
                throw new IllegalArgumentException("a signal must be short, this one is not");
            }
            transaction.first(SEND, _ -> true, message);
        }
    }

    /** The longest text that a topic can carry, in bytes. */
    public int room(String topic) {
        return LONGEST - self.length() - topic.length() - 2;
    }

    /** Hears the messages of a topic from now on. */
    public synchronized void listen(String topic, Listener listener) {
        topics.add(new Topic(topic, listener));
        if (settings.dialect() == Dialect.POSTGRESQL && thread == null) {
            thread = Thread.ofPlatform().daemon().name("database-signals").start(this::run);
        }
    }

    private void run() {
        boolean told = false;
        while (closed.getCount() > 0) {
            try (var connection = connect()) {
                open = connection;
                told = false;
                topics.forEach(t -> t.listener().missed());
                hear(connection);
            } catch (SQLException e) {
                if (!told && closed.getCount() > 0) {
                    LOG.warn("other processes are not heard until the database is back", e);
                    told = true;
                }
                pause();
            } catch (RuntimeException e) {
                LOG.error("a signal could not be handled; looking at everything again", e);
                pause();
            } finally {
                open = null;
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password()
                .ifPresent(secret -> properties.setProperty("password", secret.reveal()));
        properties.setProperty("ApplicationName", "slipway signals");
        properties.setProperty("tcpKeepAlive", "true");
        var connection = DriverManager.getConnection(settings.url(), properties);
        try (var statement = connection.createStatement()) {
            statement.execute("listen slipway");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private void hear(Connection connection) throws SQLException {
        var notices = connection.unwrap(PGConnection.class);
        while (closed.getCount() > 0) {
            var heard = notices.getNotifications(PATIENCE_MILLIS);
            if (heard == null || heard.length == 0) {
                try (var statement = connection.createStatement()) {
                    statement.execute("select 1"); // a connection that died in silence fails here
                }
                continue;
            }
            for (var notice : heard) {
                deliver(notice.getParameter());
            }
        }
    }

    private void deliver(String message) {
        var parts = message.split(" ", 3);
        if (parts.length == 3 && !parts[0].equals(self)) {
            topics.stream()
                    .filter(t -> t.name().equals(parts[1]))
                    .forEach(t -> t.listener().heard(parts[2]));
        }
    }

    private void pause() {
        try {
            var _ = closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Optional.ofNullable(open)
                .ifPresent(connection -> {
                    try {
                        connection.abort(Runnable::run);
                    } catch (SQLException e) {
                        LOG.debug("the connection of signals is gone already", e);
                    }
                });
    }
}
