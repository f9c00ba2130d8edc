package io.slipway.platform.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A connection on which stores may ask. On SQLite all questions of one reading see the same state.
 *
 * <p>Arguments may be texts, numbers, truth values, byte arrays, {@link Instant}s and {@link
 * Optional}s of them (empty is null). A collection fills an {@code in (?)}: its one {@code ?}
 * becomes as many as it has elements. Bound to one thread.
 */
public sealed class Reading permits Transaction {

    private final Statements statements;
    private final Dialect dialect;
    private long statementsRun;

    Reading(Statements statements, Dialect dialect) {
        this.statements = statements;
        this.dialect = dialect;
    }

    /** Which database this is, for the few things that differ. */
    public final Dialect dialect() {
        return dialect;
    }

    /** How many statements ran on this connection through this reading. */
    final long statementsRun() {
        return statementsRun;
    }

    /** All rows of a query; say a limit in the query where the table grows. */
    public final <T> List<T> list(String sql, RowReader<T> reader, Object... arguments) {
        return run(
                sql,
                arguments,
                statement -> {
                    List<T> rows = new ArrayList<>();
                    try (ResultSet results = statement.executeQuery()) {
                        Row row = new Row(results);
                        while (results.next()) {
                            rows.add(reader.read(row));
                        }
                    }
                    return rows;
                });
    }

    /** The first row of a query, if there is one. */
    public final <T> Optional<T> first(String sql, RowReader<T> reader, Object... arguments) {
        return run(
                sql,
                arguments,
                statement -> {
                    try (ResultSet results = statement.executeQuery()) {
                        return results.next()
                                ? Optional.of(reader.read(new Row(results)))
                                : Optional.empty();
                    }
                });
    }

    /** The number in the first column of the first row; 0 if there is none. */
    public final long count(String sql, Object... arguments) {
        return run(
                sql,
                arguments,
                statement -> {
                    try (ResultSet results = statement.executeQuery()) {
                        return results.next() ? results.getLong(1) : 0L;
                    }
                });
    }

    /** Whether the query has a row. */
    public final boolean exists(String sql, Object... arguments) {
        return first(sql, _ -> true, arguments).isPresent();
    }

    interface Work<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    final <T> T run(String sql, Object[] arguments, Work<T> work) {
        String expanded = expand(sql, arguments);
        try {
            statementsRun++;
            PreparedStatement statement = statements.take(expanded);
            T result;
            try {
                bind(statement, arguments);
                result = work.run(statement);
            } catch (Throwable failure) {
                close(statement, failure);
                throw failure;
            }
            statements.giveBack(expanded, statement);
            return result;
        } catch (SQLException e) {
            throw Failures.of(sql, e);
        }
    }

    private static void close(PreparedStatement statement, Throwable failure) {
        try {
            statement.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static String expand(String sql, Object[] arguments) {
        boolean plain = true;
        for (Object argument : arguments) {
            plain &= !(argument instanceof Collection);
        }
        if (plain) {
            return sql;
        }
        StringBuilder out = new StringBuilder(sql.length() + 32);
        int next = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c != '?') {
                out.append(c);
            } else if (arguments[next++] instanceof Collection<?> several) {
                out.append(several.isEmpty() ? "null" : "?, ".repeat(several.size() - 1) + "?");
            } else {
                out.append('?');
            }
        }
        return out.toString();
    }

    private static void bind(PreparedStatement statement, Object[] arguments) throws SQLException {
        int index = 1;
        for (Object argument : arguments) {
            if (argument instanceof Collection<?> several) {
                for (Object one : several) {
                    bindOne(statement, index++, one);
                }
            } else {
                bindOne(statement, index++, argument);
            }
        }
    }

    private static void bindOne(PreparedStatement statement, int index, Object argument)
            throws SQLException {
        switch (argument) {
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean flag -> statement.setBoolean(index, flag);
            case Instant instant -> statement.setLong(index, Row.micros(instant));
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Optional<?> maybe -> {
                if (maybe.isPresent()) {
                    bindOne(statement, index, maybe.get());
                } else {
                    statement.setNull(index, Types.NULL);
                }
            }
            default ->
                    throw new IllegalArgumentException(
                            "a store cannot bind a " + argument.getClass().getSimpleName());
        }
    }
}
