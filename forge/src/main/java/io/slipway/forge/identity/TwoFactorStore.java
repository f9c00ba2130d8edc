package io.slipway.forge.identity;

import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of second factors. */
final class TwoFactorStore {

    private static final String FIND = "select * from two_factors where user_id = ?";
    private static final String INSERT =
            "insert into two_factors (user_id, secret_sealed, created_at) values (?, ?, ?)";
    private static final String USE =
            "update two_factors set last_step = ? where user_id = ? and last_step < ?";
    private static final String CONFIRM =
            "update two_factors set confirmed_at = ? where user_id = ?";
    private static final String FLAG =
            "update users set two_factor = ?, updated_at = ? where id = ?";
    private static final String DELETE = "delete from two_factors where user_id = ?";
    private static final String INSERT_CODE =
            "insert into recovery_codes (code_hash, user_id) values (?, ?)";
    private static final String USE_CODE =
            "delete from recovery_codes where code_hash = ? and user_id = ?";
    private static final String DELETE_CODES = "delete from recovery_codes where user_id = ?";
    private static final String COUNT_CODES =
            "select count(*) from recovery_codes where user_id = ?";

    /** A second factor, confirmed or about to be. */
    record Factor(String secretSealed, long lastStep, boolean confirmed) {}

    Optional<Factor> find(Reading reading, UserId user) {
        return reading.first(
                FIND,
                row ->
                        new Factor(
                                row.text("secret_sealed"),
                                row.number("last_step"),
                                row.optionalInstant("confirmed_at").isPresent()),
                user.value());
    }

    void insert(Transaction tx, UserId user, String secretSealed, Instant now) {
        tx.execute(INSERT, user.value(), secretSealed, now);
    }

    /** Whether the step was not used yet; it is now. */
    boolean use(Transaction tx, UserId user, long step) {
        return tx.execute(USE, step, user.value(), step) > 0;
    }

    void confirm(Transaction tx, UserId user, Instant now) {
        tx.execute(CONFIRM, now, user.value());
        tx.execute(FLAG, true, now, user.value());
    }

    void delete(Transaction tx, UserId user, Instant now) {
        tx.execute(DELETE, user.value());
        tx.execute(DELETE_CODES, user.value());
        tx.execute(FLAG, false, now, user.value());
    }

    void replaceCodes(Transaction tx, UserId user, List<String> hashes) {
        tx.execute(DELETE_CODES, user.value());
        hashes.forEach(hash -> tx.execute(INSERT_CODE, hash, user.value()));
    }

    boolean useCode(Transaction tx, UserId user, String hash) {
        return tx.execute(USE_CODE, hash, user.value()) > 0;
    }

    long codesLeft(Reading reading, UserId user) {
        return reading.count(COUNT_CODES, user.value());
    }
}
