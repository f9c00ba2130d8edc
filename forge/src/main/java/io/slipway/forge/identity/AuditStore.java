package io.slipway.forge.identity;

import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** All SQL of the audit log. */
final class AuditStore {

    private static final String INSERT =
            """
            insert into audit_rows (at, actor_id, actor, impersonator_id, credential, address,
              request_id, verb, target_type, target_id, target, detail)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String LIST = "select * from audit_rows order by id desc limit ? offset ?";
    private static final String COUNT = "select count(*) from audit_rows";

    void insert(
            Transaction transaction,
            Instant at,
            Caller caller,
            String verb,
            AuditTarget target,
            String detail) {
        transaction.execute(
                INSERT,
                at,
                caller.userId().map(UserId::value),
                caller.label(),
                caller.impersonator().map(UserId::value),
                caller.credential().name().toLowerCase(Locale.ROOT),
                caller.origin().address(),
                caller.origin().requestId(),
                verb,
                target.type(),
                target.id(),
                target.name(),
                detail);
    }

    Page<AuditRow> list(Reading reading, PageRequest page) {
        List<AuditRow> rows =
                reading.list(
                        LIST,
                        row ->
                                new AuditRow(
                                        row.number("id"),
                                        row.instant("at"),
                                        row.optionalNumber("actor_id").map(UserId::new),
                                        row.text("actor"),
                                        row.optionalNumber("impersonator_id").map(UserId::new),
                                        row.text("credential"),
                                        row.text("address"),
                                        row.text("request_id"),
                                        row.text("verb"),
                                        new AuditTarget(
                                                row.text("target_type"),
                                                row.number("target_id"),
                                                row.text("target")),
                                        row.text("detail")),
                        page.size(),
                        page.offset());
        return new Page<>(rows, page, reading.count(COUNT));
    }
}
