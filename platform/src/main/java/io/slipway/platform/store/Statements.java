package io.slipway.platform.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prepared statements of one connection. SQLite's driver prepares anew each time, which costs more
 * than a short query does, so the last ones are kept; PostgreSQL's driver keeps its own.
 */
final class Statements {

    private static final int KEPT = 256;

    private final Connection connection;
    private final boolean keep;
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>(64, 0.75f, true);

    Statements(Connection connection, boolean keep) {
        this.connection = connection;
        this.keep = keep;
    }

    PreparedStatement take(String sql) throws SQLException {
        PreparedStatement kept = idle.remove(sql);
        return kept != null ? kept : connection.prepareStatement(sql);
    }

    void giveBack(String sql, PreparedStatement statement) throws SQLException {
        if (!keep) {
            statement.close();
            return;
        }
        PreparedStatement other = idle.put(sql, statement);
        if (other != null) {
            other.close();
        }
        if (idle.size() > KEPT) {
            var eldest = idle.entrySet().iterator();
            PreparedStatement last = eldest.next().getValue();
            eldest.remove();
            last.close();
        }
    }
}
