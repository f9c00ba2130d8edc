package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
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
    private final Audit audit;
    private final Clock clock;
    private final LoginLimiter limiter;
    private final UserStore users = new UserStore();

    /** Signing in to the accounts of the given database. */
    public SignIn(
            Database database,
            Passwords passwords,
            Sessions sessions,
            Audit audit,
            Clock clock,
            LoginLimits limits) {
        this.database = database;
        this.passwords = passwords;
        this.sessions = sessions;
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
        if (!(check instanceof PasswordCheck.Right(User user))) {
            return new Result.Refused(check);
        }
        Sessions.Started started = sessions.start(user.id(), kind, lifetime, origin);
        database.execute(
                Durability.NORMAL,
                tx -> {
                    users.signedIn(tx, user.id(), clock.instant());
                    audit.record(
                            tx,
                            Caller.of(user, Credential.PASSWORD, origin),
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
                ? new PasswordCheck.NeedsToken(user)
                : new PasswordCheck.Right(user);
    }
}
