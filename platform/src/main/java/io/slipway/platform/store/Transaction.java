package io.slipway.platform.store;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** A transaction under way: all of it happens, or none. Bound to one thread. */
public final class Transaction extends Reading {

    private final List<Runnable> afterCommit = new ArrayList<>();

    Transaction(Statements statements, Dialect dialect) {
        super(statements, dialect);
    }

    /** Changes rows, and says how many. */
    public int execute(String sql, Object... arguments) {
        return run(sql, arguments, statement -> statement.executeUpdate());
    }

    /** Runs an {@code insert … returning id}, and gives that id. */
    public long insert(String sql, Object... arguments) {
        return run(
                sql,
                arguments,
                statement -> {
                    try (ResultSet results = statement.executeQuery()) {
                        if (!results.next()) {
                            throw new IllegalStateException("an insert returned no id");
                        }
                        return results.getLong(1);
                    }
                });
    }

    /**
     * Runs something short once this is committed, on the committing thread; not at all if it is
     * rolled back. For signals only: after a crash nobody runs it.
     */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    List<Runnable> afterCommit() {
        return afterCommit;
    }
}
