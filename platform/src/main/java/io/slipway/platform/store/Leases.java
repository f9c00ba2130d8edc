package io.slipway.platform.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Leases: who may work on a named thing until when, over all processes that share a database. A
 * holder that dies loses its leases when they run out. Thread-safe.
 */
public final class Leases {

    private static final String TAKE =
            """
            insert into leases (name, holder, expires_at) values (?, ?, ?)
            on conflict (name) do update set holder = excluded.holder,
              expires_at = excluded.expires_at
            where leases.holder = excluded.holder or leases.expires_at <= ?
            """;
    private static final String RENEW =
            "update leases set expires_at = ? where name = ? and holder = ?";
    private static final String HELD =
            "select 1 from leases where name = ? and holder = ? and expires_at > ?";
    private static final String RELEASE = "delete from leases where name = ? and holder = ?";
    private static final String FORGET_HOLDER = "delete from leases where holder = ?";

    private final Database database;
    private final Clock clock;

    /** Leases in the given database. */
    public Leases(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Takes or renews a lease.
     *
     * @param holder the process, by a name that no other start of it has
     * @return whether the holder has it now, until the duration has passed
     */
    public boolean take(String name, String holder, Duration duration) {
        return database.write(
                Durability.NORMAL, transaction -> take(transaction, name, holder, duration));
    }

    /** As {@link #take(String, String, Duration)}, in a transaction under way. */
    public boolean take(Transaction transaction, String name, String holder, Duration duration) {
        Instant now = clock.instant();
        return transaction.execute(TAKE, name, holder, now.plus(duration), now) > 0;
    }

    /**
     * Prolongs a lease.
     *
     * @return whether the holder still had it: one that was lost meanwhile is not taken again, even
     *     when nobody has it any more, since somebody may have worked under it
     */
    public boolean renew(String name, String holder, Duration duration) {
        return database.write(
                Durability.NORMAL,
                transaction ->
                        transaction.execute(RENEW, clock.instant().plus(duration), name, holder)
                                > 0);
    }

    /**
     * Whether the holder has a lease, in a transaction under way: until that ends, nobody else gets
     * it. What is written under this check is never written by two holders at once.
     */
    public boolean isHeld(Transaction transaction, String name, String holder) {
        var lock = transaction.dialect() == Dialect.POSTGRESQL ? " for share" : "";
        return transaction.exists(HELD + lock, name, holder, clock.instant());
    }

    /** Gives a lease back; nothing happens if the holder has lost it. */
    public void release(String name, String holder) {
        database.execute(
                Durability.NORMAL, transaction -> transaction.execute(RELEASE, name, holder));
    }

    /** Gives back all leases of a holder. */
    public void releaseAll(String holder) {
        database.execute(
                Durability.NORMAL, transaction -> transaction.execute(FORGET_HOLDER, holder));
    }
}
