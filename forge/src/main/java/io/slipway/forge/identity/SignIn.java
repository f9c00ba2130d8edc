package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Signing in with a password: the one verb without a caller, behind every front door that takes a
 * password. Wrong ones are throttled by address and account, and take as long as right ones.
 */
public final class SignIn {

    private final Database database;
    private final Passwords passwords;
    private final Sessions sessions;
    private final TwoFactors twoFactors;
    private final Ticket tickets;
    private final Audit audit;
    private final Clock clock;
    private final LoginLimiter limiter;
    private final UserStore users = new UserStore();

    /** Signing in to the accounts of the given database. */
    public SignIn(
            Database database,
            Passwords passwords,
            Sessions sessions,
            TwoFactors twoFactors,
            SecretBox box,
            Audit audit,
            Clock clock,
            LoginLimits limits) {
        this.database = database;
        this.passwords = passwords;
        this.sessions = sessions;
        this.twoFactors = twoFactors;
        this.tickets = new Ticket(box, clock);
        this.audit = audit;
        this.clock = clock;
        this.limiter = new LoginLimiter(limits, clock);
    }

    /** What came of signing in. */
    public sealed interface Result {

        /** A session was made; its token is told here and never again. */
        record SignedIn(Secret token, Session session, User user) implements Result {}

        /** No session was made. */
        record Refused(PasswordCheck reason) implements Result {}
    }

    /**
     * Checks a password, and starts a session if it is right.
     *
     * @param login a user name or an e-mail address, whatever its case
     * @param lifetime how long the session lasts, used or not
     */
    public Result signIn(
            String login, Secret password, SessionKind kind, Duration lifetime, Origin origin) {
        PasswordCheck check = check(login, password, origin);
        return check instanceof PasswordCheck.Right(User user)
                ? begin(user, kind, lifetime, origin)
                : new Result.Refused(check);
    }

    /**
     * Starts a session with the second factor.
     *
     * @param ticket of {@link PasswordCheck.NeedsToken}
     * @param code of the authenticator program, or a recovery code
     */
    public Result signIn(
            Secret ticket, String code, SessionKind kind, Duration lifetime, Origin origin) {
        Optional<User> user = tickets.read(ticket).flatMap(this::holder);
        if (user.isEmpty()) {
            return new Result.Refused(new PasswordCheck.TooLate());
        }
        return switch (twoFactors.check(user.get().id(), code, origin)) {
            case TwoFactors.Check.Right() -> begin(user.get(), kind, lifetime, origin);
            case TwoFactors.Check.Wrong() -> new Result.Refused(new PasswordCheck.Wrong());
            case TwoFactors.Check.Throttled(var wait) ->
                    new Result.Refused(new PasswordCheck.Throttled(wait));
        };
    }

    /**
     * Starts a session of a user whom another provider signed in.
     *
     * @return refused if the user is blocked
     */
    public Result signIn(UserId id, SessionKind kind, Duration lifetime, Origin origin) {
        User user = database.read(reading -> users.find(reading, id)).orElseThrow();
        return user.isActive()
                ? begin(user, kind, lifetime, origin)
                : new Result.Refused(new PasswordCheck.Blocked(user));
    }

    /** Whose ticket it is, unless the password was changed since, or the factor turned off. */
    private Optional<User> holder(Ticket.Content content) {
        return database.read(reading -> users.find(reading, content.user()))
                .filter(user -> user.isActive() && user.twoFactor())
                .filter(user ->
                        database.read(reading -> users.login(reading, user.username()))
                                .flatMap(UserStore.Login::passwordHash)
                                .filter(content::isOf)
                                .isPresent());
    }

    private Result begin(User user, SessionKind kind, Duration lifetime, Origin origin) {
        Sessions.Started started = sessions.start(user.id(), kind, lifetime, origin);
        database.execute(
                Durability.NORMAL,
                tx -> {
                    users.signedIn(tx, user.id(), clock.instant());
                    audit.record(
                            Caller.of(user, Credential.PASSWORD, origin),
                            tx,
                            "user.signed_in",
                            new AuditTarget("user", user.id().value(), user.username()));
                });
        return new Result.SignedIn(started.token(), started.session(), user);
    }

    /** Checks a password without starting anything: Git, the password grant, the v3 session. */
    public PasswordCheck check(String login, Secret password, Origin origin) {
        Optional<Duration> wait = limiter.wait(origin.address(), login);
        if (wait.isPresent()) {
            return new PasswordCheck.Throttled(wait.get());
        }
        Optional<UserStore.Login> found = database.read(reading -> users.login(reading, login));
        Optional<String> hash = found.flatMap(UserStore.Login::passwordHash);
        if (!passwords.matches(hash, password) || found.isEmpty()) {
            limiter.wrong(origin.address(), login);
            return new PasswordCheck.Wrong();
        }
        limiter.right(login);
        User user = found.get().user();
        if (!user.isActive()) {
            return new PasswordCheck.Blocked(user);
        }
        return user.twoFactor()
                ? new PasswordCheck.NeedsToken(user, tickets.make(user.id(), hash.orElseThrow()))
                : new PasswordCheck.Right(user);
    }
}
