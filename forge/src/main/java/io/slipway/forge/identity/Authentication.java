package io.slipway.forge.identity;

import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Reading;
import java.time.Clock;
import java.util.Optional;

/**
 * Finds out who speaks: from any credential to a caller. A credential of a blocked user is none. An
 * empty answer means that the text is no such credential; the surface goes on with its next one.
 */
public final class Authentication {

    private final Database database;
    private final Sessions sessions;
    private final SignIn signIn;
    private final AccessTokens accessTokens;
    private final Clock clock;
    private final UserStore users = new UserStore();
    private final PersonalAccessTokenStore personal = new PersonalAccessTokenStore();

    /** Credentials of the given database, and of an OAuth 2 provider. */
    public Authentication(
            Database database,
            Sessions sessions,
            SignIn signIn,
            AccessTokens accessTokens,
            Clock clock) {
        this.database = database;
        this.sessions = sessions;
        this.signIn = signIn;
        this.accessTokens = accessTokens;
        this.clock = clock;
    }

    /** A private token, or else a personal access token: the v3 API's {@code PRIVATE-TOKEN}. */
    public Optional<Caller> privateToken(Secret text, Origin origin) {
        String hash = Tokens.hash(text);
        return database.read(reading ->
                users.byPrivateToken(reading, hash)
                        .filter(User::isActive)
                        .map(user -> Caller.of(user, Credential.PRIVATE_TOKEN, origin))
                        .or(() -> personalToken(reading, hash, origin)));
    }

    /**
     * An OAuth 2 access token.
     *
     * @throws Denied if it is expired or revoked, with the words for the client
     */
    public Optional<Caller> oauth(Secret text, Origin origin) {
        return accessTokens
                .find(text)
                .flatMap(found ->
                        switch (found) {
                            case AccessTokens.Found.Ended(var description) ->
                                    throw Denied.notSignedIn(description);
                            case AccessTokens.Found.Usable(var user, var scopes) ->
                                    database.read(reading -> users.find(reading, user))
                                            .filter(User::isActive)
                                            .map(active ->
                                                    Caller.of(
                                                            active,
                                                            Credential.OAUTH,
                                                            scopes,
                                                            origin));
                        });
    }

    /** Any token at all: {@code Authorization: Bearer} of the Applications API. */
    public Optional<Caller> bearer(Secret text, Origin origin) {
        return privateToken(text, origin).or(() -> oauth(text, origin));
    }

    /** The session of a cookie. */
    public Optional<Caller> session(Secret token, Origin origin) {
        return sessions.find(token)
                .flatMap(found -> database.read(reading -> users.find(reading, found.user())))
                .filter(User::isActive)
                .map(user -> Caller.of(user, Credential.SESSION, origin));
    }

    /** What came of Git's user name and password. */
    public sealed interface Basic {

        /** They stand for this caller. */
        record Known(Caller caller) implements Basic {}

        /** They stand for nobody; the check says why. */
        record Refused(PasswordCheck reason) implements Basic {}
    }

    /**
     * Git's user name and password: {@code oauth2} with an access token, any name with a personal
     * access token or private token of that user, or the user's own password.
     */
    public Basic basic(String username, Secret password, Origin origin) {
        Optional<Caller> byToken =
                username.equals("oauth2")
                        ? oauth(password, origin).or(() -> privateToken(password, origin))
                        : privateToken(password, origin)
                                .filter(caller -> isNamed(caller, username));
        if (byToken.isPresent()) {
            return new Basic.Known(byToken.get());
        }
        PasswordCheck check = signIn.check(username, password, origin);
        return check instanceof PasswordCheck.Right(User user)
                ? new Basic.Known(Caller.of(user, Credential.PASSWORD, origin))
                : new Basic.Refused(check);
    }

    /** A user who was authenticated by other means: an SSH key, an OpenID Connect provider. */
    public Optional<Caller> user(UserId id, Credential credential, Origin origin) {
        return database.read(reading -> users.find(reading, id))
                .filter(User::isActive)
                .map(user -> Caller.of(user, credential, origin));
    }

    /**
     * An administrator in another person's name.
     *
     * @param name a user id in digits, or an exact user name
     * @throws Denied if the caller is no administrator
     * @throws NotFound if there is no such user
     */
    public Caller sudo(Caller caller, String name) {
        Caller.Person person = caller.requirePerson();
        if (!person.admin()) {
            throw Denied.forbidden("Must be admin to use sudo");
        }
        Optional<User> user =
                database.read(reading ->
                        isNumber(name)
                                ? users.find(reading, new UserId(Long.parseLong(name)))
                                : users.byUsername(reading, name)
                                        .filter(u -> u.username().equals(name)));
        User other =
                user.orElseThrow(() -> new NotFound("User", "No user id or username for: " + name));
        return other.id().equals(person.id()) ? caller : caller.as(other);
    }

    private Optional<Caller> personalToken(Reading reading, String hash, Origin origin) {
        return personal.find(reading, hash)
                .filter(token -> token.isUsable(clock.instant()))
                .flatMap(token ->
                        users.find(reading, token.user())
                                .filter(User::isActive)
                                .map(user ->
                                        Caller.of(
                                                user,
                                                Credential.PERSONAL_ACCESS_TOKEN,
                                                token.scopes(),
                                                origin)));
    }

    private static boolean isNamed(Caller caller, String username) {
        return caller.person()
                .filter(person ->
                        person.username().equalsIgnoreCase(username)
                                || person.email().equalsIgnoreCase(username))
                .isPresent();
    }

    private static boolean isNumber(String text) {
        return text.length() < 19
                && !text.isEmpty()
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
