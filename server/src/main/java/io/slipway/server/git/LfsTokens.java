package io.slipway.server.git;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.project.Project;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Short-lived tokens for the large files of one project. A client gets one over SSH, where it has
 * proved who it is, or with the addresses of a batch, so that its password need not travel with
 * every file. Nothing is stored: a token is a sealed sentence, and who it names is looked up anew
 * each time. Thread-safe.
 */
public final class LfsTokens {

    /** The user name that comes with a token. */
    static final String USER = "slipway-lfs";

    /** How long a token is good. */
    public static final Duration LIFETIME = Duration.ofMinutes(30);

    private static final String PURPOSE = "lfs token";
    private static final Pattern FORM =
            Pattern.compile(
                    "(user|key) (\\d{1,18}) (\\d{1,18}) (upload|download) (\\d{1,12})(?: (.*))?");

    private final SecretBox box;
    private final Authentication authentication;
    private final Clock clock;

    /** Sealed with the box's key. */
    public LfsTokens(SecretBox box, Authentication authentication, Clock clock) {
        this.box = box;
        this.authentication = authentication;
        this.clock = clock;
    }

    /**
     * A token and when it ends.
     *
     * @param authorization as the header of that name
     */
    public record Token(Secret authorization, Instant expires) {}

    /** What a token says. */
    record Opened(Caller caller, ProjectId project, boolean mayUpload, Instant expires) {}

    /** A new token; empty for callers who are neither a person nor a key. */
    public Optional<Token> make(Caller caller, Project project, boolean upload) {
        var who =
                switch (caller.who()) {
                    case Caller.Person person -> "user " + person.id().value();
                    case Caller.DeployKey key -> "key " + key.keyId();
                    case Caller.Nobody _, Caller.Server _ -> "";
                };
        if (who.isEmpty()) {
            return Optional.empty();
        }
        var expires = Instant.ofEpochSecond(clock.instant().plus(LIFETIME).getEpochSecond());
        var text =
                "%s %d %s %d %s"
                        .formatted(
                                who,
                                project.id().value(),
                                upload ? "upload" : "download",
                                expires.getEpochSecond(),
                                caller.label());
        return Optional.of(
                new Token(
                        new GitLogin(USER, new Secret(box.seal(PURPOSE, new Secret(text))))
                                .header(),
                        expires));
    }

    /** What a login says that is such a token; empty when it is none, or not good any more. */
    Optional<Opened> open(GitLogin login, Origin origin) {
        if (!login.username().equals(USER)) {
            return Optional.empty();
        }
        String text;
        try {
            text = box.open(PURPOSE, login.password().reveal()).reveal();
        } catch (IllegalStateException | IllegalArgumentException e) {
            return Optional.empty(); // made up, cut off, or sealed with another key
        }
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var expires = Instant.ofEpochSecond(Long.parseLong(match.group(5)));
        if (!clock.instant().isBefore(expires)) {
            return Optional.empty();
        }
        long id = Long.parseLong(match.group(2));
        var caller =
                match.group(1).equals("key")
                        ? Optional.of(
                                Caller.deployKey(
                                        id, match.group(6) == null ? "" : match.group(6), origin))
                        : authentication.user(new UserId(id), Credential.SSH_KEY, origin);
        return caller.map(who ->
                new Opened(
                        who,
                        new ProjectId(Long.parseLong(match.group(3))),
                        match.group(4).equals("upload"),
                        expires));
    }
}
