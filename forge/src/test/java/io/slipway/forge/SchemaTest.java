package io.slipway.forge;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.platform.store.Database;
import io.slipway.platform.store.DatabaseFixture;
import io.slipway.platform.store.DatabaseKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The two databases' migrations are written apart, and must come to the same. */
class SchemaTest {

    private static final String SQLITE_COLUMNS =
            """
            select m.name || '.' || c.name as name, c."notnull" = 1 or c.pk > 0 as required,
              c.type as type
            from sqlite_master m join pragma_table_info(m.name) c
            where m.type in ('table', 'view') and m.name not like 'sqlite_%'
            """;
    private static final String POSTGRESQL_COLUMNS =
            """
            select table_name || '.' || column_name as name, is_nullable = 'NO' as required,
              data_type as type
            from information_schema.columns where table_schema = 'public'
            """;
    private static final String SQLITE_INDEXES =
            """
            select name || ' on ' || tbl_name || ' ' || (select group_concat(i.name)
              from pragma_index_info(m.name) i) as name
            from sqlite_master m where type = 'index' and sql is not null order by 1
            """;
    private static final String POSTGRESQL_INDEXES =
            """
            select i.relname || ' on ' || t.relname || ' ' || (select string_agg(a.attname, ','
                order by array_position(x.indkey::int[], a.attnum::int))
              from pg_attribute a where a.attrelid = t.oid and a.attnum = any(x.indkey)) as name
            from pg_index x join pg_class i on i.oid = x.indexrelid
            join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace
            where n.nspname = 'public' and not exists
              (select 1 from pg_constraint c where c.conindid = i.oid) order by 1
            """;

    @Test
    void bothDatabasesHaveTheSameTablesColumnsAndIndexes() {
        try (DatabaseFixture sqlite = DatabaseFixture.fresh(DatabaseKind.SQLITE);
                DatabaseFixture postgresql = DatabaseFixture.fresh(DatabaseKind.POSTGRESQL)) {
            assertThat(columns(sqlite.database(), SQLITE_COLUMNS))
                    .isEqualTo(columns(postgresql.database(), POSTGRESQL_COLUMNS))
                    .hasSizeGreaterThan(200);
            assertThat(indexes(sqlite.database(), SQLITE_INDEXES))
                    .isEqualTo(indexes(postgresql.database(), POSTGRESQL_INDEXES))
                    .hasSizeGreaterThan(20);
        }
    }

    private static Map<String, String> columns(Database database, String sql) {
        Map<String, String> columns = new TreeMap<>();
        database.read(reading ->
                reading.list(
                        sql,
                        row ->
                                columns.put(
                                        row.text("name"),
                                        (row.flag("required") ? "required " : "")
                                                + kind(row.text("type")))));
        // A view's columns say nothing of what is required, and types there differ in name.
        columns.replaceAll((name, kind) -> name.contains("_levels.") ? "" : kind);
        columns.keySet().removeIf(name -> name.startsWith("flyway_"));
        return columns;
    }

    private static List<String> indexes(Database database, String sql) {
        List<String> indexes = database.read(reading -> reading.list(sql, row -> row.text("name")));
        return indexes.stream().filter(name -> !name.startsWith("flyway_")).sorted().toList();
    }

    /** SQLite's id columns are called integer, since only those count up by themselves. */
    private static String kind(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.equals("bigint") || lower.equals("integer") ? "number" : lower;
    }
}
