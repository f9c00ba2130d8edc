package io.slipway.platform.store;

import io.slipway.platform.problem.Unavailable;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Sorts the drivers' failures into those that callers can do something about, and the rest. */
final class Failures {

    private Failures() {}

    static RuntimeException of(String sql, SQLException failure) {
        if (isDuplicate(failure)) {
            return new DuplicateException("a row with this key is there already", failure);
        }
        if (failure instanceof SQLiteException sqlite) {
            switch (sqlite.getResultCode().code & 0xff) {
                case 13 -> {
                    return new Unavailable("The disk that holds the database is full; make room");
                }
                case 8 -> {
                    return new Unavailable("The disk that holds the database is read-only");
                }
                default -> {}
            }
        }
        String state = failure.getSQLState();
        if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
            return new Unavailable("The database cannot be reached now");
        }
        if (state != null && state.startsWith("53")) {
            return new Unavailable("The database is out of room or connections");
        }
        return new StoreException("failed: " + sql.strip().lines().findFirst().orElse(""), failure);
    }

    private static boolean isDuplicate(SQLException failure) {
        if (failure instanceof SQLiteException sqlite) {
            SQLiteErrorCode code = sqlite.getResultCode();
            return code == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE
                    || code == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY;
        }
        return "23505".equals(failure.getSQLState());
    }
}
