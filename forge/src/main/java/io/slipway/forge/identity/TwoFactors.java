package io.slipway.forge.identity;

import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Transaction;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Second factors of sign-in: codes of an authenticator program (RFC 6238), and recovery codes for
 * the day when it is lost. A code works once; a few wrong ones make everybody wait.
 */
public final class TwoFactors {

    private static final String PURPOSE = "two_factors.secret";
    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_DIGITS = 16;

    private final Database database;
    private final SecretBox box;
    private final Tokens tokens;
    private final Audit audit;
    private final Clock clock;
    private final LoginLimiter limiter;
    private final SecureRandom random = new SecureRandom();
    private final TwoFactorStore store = new TwoFactorStore();
    private final UserStore users = new UserStore();

    /** Second factors of the accounts in the given database. */
    public TwoFactors(
            Database database,
            SecretBox box,
            Tokens tokens,
            Audit audit,
            Clock clock,
            LoginLimits limits) {
        this.database = database;
        this.box = box;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
        // Six digits can be guessed: far fewer tries than for passwords.
        this.limiter =
                new LoginLimiter(
                        new LoginLimits(
                                20,
                                5,
                                Duration.ofMinutes(5),
                                Duration.ofHours(1),
                                Duration.ofMinutes(5),
                                Set.copyOf(limits.neverBanned())),
                        clock);
    }

    /** How far a person is. */
    public sealed interface Status {

        /**
         * Off; this secret waits for its first code.
         *
         * @param secret in base 32, to be typed
         * @param address {@code otpauth://…}, to be opened or shown as a picture
         */
        record Off(Secret secret, Secret address) implements Status {}

        /** On. */
        record On(long recoveryCodesLeft) implements Status {}
    }

    /** How far the caller is; makes a secret when there is none yet. */
    public Status own(Caller caller) {
        Caller.Person person = caller.requirePerson();
        return database.write(
                Durability.FULL,
                tx -> {
                    Optional<TwoFactorStore.Factor> factor = store.find(tx, person.id());
                    if (factor.filter(TwoFactorStore.Factor::confirmed).isPresent()) {
                        return new Status.On(store.codesLeft(tx, person.id()));
                    }
                    Secret secret =
                            factor.map(this::secret).orElseGet(() -> begin(tx, person.id()));
                    return new Status.Off(secret, address(person, secret));
                });
    }

    /**
     * Turns the second factor on with a first code.
     *
     * @return the recovery codes, told only now
     * @throws Invalid if the code is wrong
     * @throws Conflict if it is on already, or too many were wrong
     */
    public List<Secret> confirm(Caller caller, String code) {
        Caller.Person person = caller.requirePerson();
        caller.requireScope(Scope.API);
        requireTries(caller, person.id());
        List<Secret> codes = recoveryCodes();
        boolean right =
                database.write(
                        Durability.FULL,
                        tx -> {
                            TwoFactorStore.Factor factor =
                                    store.find(tx, person.id())
                                            .orElseThrow(() -> new NotFound("Two-factor secret"));
                            if (factor.confirmed()) {
                                throw new Conflict("Two-factor authentication is on already");
                            }
                            if (!useStep(tx, person.id(), factor, code)) {
                                return false;
                            }
                            store.confirm(tx, person.id(), clock.instant());
                            store.replaceCodes(tx, person.id(), hashes(codes));
                            record(caller, tx, "user.two_factor_on", person);
                            return true;
                        });
        judge(caller, person.id(), right);
        return codes;
    }

    /**
     * Makes new recovery codes; the old ones work no more.
     *
     * @param code of the program, or a recovery code
     */
    public List<Secret> renewRecoveryCodes(Caller caller, String code) {
        Caller.Person person = caller.requirePerson();
        List<Secret> codes = recoveryCodes();
        changeWith(
                caller,
                code,
                tx -> {
                    store.replaceCodes(tx, person.id(), hashes(codes));
                    record(caller, tx, "user.recovery_codes_renewed", person);
                });
        return codes;
    }

    /**
     * Turns the caller's second factor off.
     *
     * @param code of the program, or a recovery code
     */
    public void disable(Caller caller, String code) {
        Caller.Person person = caller.requirePerson();
        changeWith(
                caller,
                code,
                tx -> {
                    store.delete(tx, person.id(), clock.instant());
                    record(caller, tx, "user.two_factor_off", person);
                });
    }

    /**
     * Turns another person's second factor off, who lost it; administrators only.
     *
     * @throws NotFound if there is no such user
     * @throws Conflict if it is off
     */
    public void reset(Caller caller, UserId id) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        database.execute(
                Durability.FULL,
                tx -> {
                    User user = users.find(tx, id).orElseThrow(() -> new NotFound("User"));
                    if (!user.twoFactor()) {
                        throw new Conflict("Two-factor authentication is off for this user");
                    }
                    store.delete(tx, id, clock.instant());
                    audit.record(
                            caller,
                            tx,
                            "user.two_factor_reset",
                            new AuditTarget("user", id.value(), user.username()));
                });
    }

    /** What came of a code at sign-in. */
    sealed interface Check {

        record Right() implements Check {}

        record Wrong() implements Check {}

        record Throttled(Duration retryAfter) implements Check {}
    }

    Check check(UserId user, String code, Origin origin) {
        Optional<Duration> wait = limiter.wait(origin.address(), account(user));
        if (wait.isPresent()) {
            return new Check.Throttled(wait.get());
        }
        if (database.write(Durability.FULL, tx -> use(tx, user, code))) {
            limiter.right(account(user));
            return new Check.Right();
        }
        limiter.wrong(origin.address(), account(user));
        return new Check.Wrong();
    }

    private interface Change {
        void in(Transaction tx);
    }

    private void changeWith(Caller caller, String code, Change change) {
        UserId user = caller.requirePerson().id();
        caller.requireScope(Scope.API);
        requireTries(caller, user);
        boolean right =
                database.write(
                        Durability.FULL,
                        tx -> {
                            boolean used = use(tx, user, code);
                            if (used) {
                                change.in(tx);
                            }
                            return used;
                        });
        judge(caller, user, right);
    }

    private void requireTries(Caller caller, UserId user) {
        limiter.wait(caller.origin().address(), account(user))
                .ifPresent(wait -> {
                    throw new Conflict(
                            "Too many wrong codes. Try again in "
                                    + Math.max(1, wait.toSeconds())
                                    + " seconds.");
                });
    }

    private void judge(Caller caller, UserId user, boolean right) {
        if (!right) {
            limiter.wrong(caller.origin().address(), account(user));
            throw Invalid.of("code", "is wrong");
        }
        limiter.right(account(user));
    }

    private boolean use(Transaction tx, UserId user, String text) {
        Optional<TwoFactorStore.Factor> factor =
                store.find(tx, user).filter(TwoFactorStore.Factor::confirmed);
        String code = text.strip().toLowerCase(Locale.ROOT).replace("-", "").replace(" ", "");
        return factor.isPresent()
                && (code.length() == RECOVERY_DIGITS
                        ? store.useCode(tx, user, Tokens.hash(new Secret(code)))
                        : useStep(tx, user, factor.get(), code));
    }

    private boolean useStep(
            Transaction tx, UserId user, TwoFactorStore.Factor factor, String text) {
        String code = text.strip().replace(" ", "");
        byte[] secret = Totp.bytes(secret(factor).reveal());
        OptionalLong step = Totp.match(secret, code, clock.instant(), factor.lastStep());
        return step.isPresent() && store.use(tx, user, step.getAsLong());
    }

    private Secret begin(Transaction tx, UserId user) {
        byte[] bytes = new byte[Totp.SECRET_BYTES];
        random.nextBytes(bytes);
        Secret secret = new Secret(Totp.base32(bytes));
        Instant now = clock.instant();
        store.insert(tx, user, box.seal(PURPOSE, secret), now);
        return secret;
    }

    private Secret secret(TwoFactorStore.Factor factor) {
        return box.open(PURPOSE, factor.secretSealed());
    }

    private static Secret address(Caller.Person person, Secret secret) {
        String label = URLEncoder.encode("Slipway:" + person.email(), StandardCharsets.UTF_8);
        return new Secret(
                "otpauth://totp/"
                        + label.replace("+", "%20")
                        + "?secret="
                        + secret.reveal()
                        + "&issuer=Slipway");
    }

    private List<Secret> recoveryCodes() {
        List<Secret> codes = new ArrayList<>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            codes.add(tokens.nextHex(RECOVERY_DIGITS));
        }
        return codes;
    }

    private static List<String> hashes(List<Secret> codes) {
        return codes.stream().map(Tokens::hash).toList();
    }

    private void record(Caller caller, Transaction tx, String verb, Caller.Person person) {
        audit.record(
                caller, tx, verb, new AuditTarget("user", person.id().value(), person.username()));
    }

    private static String account(UserId user) {
        return "second factor of " + user.value();
    }
}
