package io.slipway.forge.identity;

import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of further addresses. */
final class EmailStore {

    private static final String INSERT =
            """
            insert into emails (user_id, email, email_folded, created_at) values (?, ?, ?, ?)
            returning id
            """;
    private static final String LIST = "select * from emails where user_id = ? order by id";
    private static final String FIND = "select * from emails where user_id = ? and id = ?";
    private static final String DELETE = "delete from emails where id = ?";

    Email insert(Transaction tx, UserId user, String email, Instant now) {
        long id = tx.insert(INSERT, user.value(), email, Dialect.fold(email), now);
        return new Email(id, user, email);
    }

    List<Email> list(Reading reading, UserId user) {
        return reading.list(LIST, EmailStore::email, user.value());
    }

    Optional<Email> find(Reading reading, UserId user, long id) {
        return reading.first(FIND, EmailStore::email, user.value(), id);
    }

    void delete(Transaction tx, long id) {
        tx.execute(DELETE, id);
    }

    private static Email email(Row row) {
        return new Email(row.number("id"), new UserId(row.number("user_id")), row.text("email"));
    }
}
