package io.slipway.forge.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Identity;
import io.slipway.forge.identity.NewUser;
import io.slipway.forge.identity.Profile;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserChange;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.identity.Users;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.secret.Tokens;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in with the provider. {@link #begin} sends the browser there and gives it a sealed memory
 * to keep in a cookie; {@link #finish} takes both back. Who comes back is known by their subject at
 * the provider, never by a name.
 */
public final class OpenIdConnect {

    /** The provider's name in a user's identities. */
    public static final String PROVIDER = "openid_connect";

    private static final Logger LOG = LoggerFactory.getLogger(OpenIdConnect.class);
    private static final String PURPOSE = "oidc.memory";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int RANDOM_CHARACTERS = 43;
    private static final int USERNAMES_TRIED = 50;

    private final OidcSettings settings;
    private final Users users;
    private final SecretBox box;
    private final Tokens tokens;
    private final Clock clock;
    private final Provider provider;

    /** Signing in to the accounts of a forge. */
    public OpenIdConnect(
            OidcSettings settings, Users users, SecretBox box, Tokens tokens, Clock clock) {
        this.settings = settings;
        this.users = users;
        this.box = box;
        this.tokens = tokens;
        this.clock = clock;
        this.provider = new Provider(settings, clock);
    }

    /** Where a sign-in failed. */
    public enum Stage {
        /** The provider's discovery document. */
        DISCOVERY,
        /** The browser came back with another state, none, or too late. */
        STATE,
        /** The provider took the code for none. */
        EXCHANGE,
        /** The provider gave no ID token. */
        NO_ID_TOKEN,
        /** The ID token is not to be believed. */
        BAD_ID_TOKEN,
        /** The person is known now, but has no account here, or may not have one. */
        ACCOUNT
    }

    /**
     * Where to send the browser.
     *
     * @param memory for its cookie, until it comes back
     */
    public record Departure(URI to, Secret memory) {}

    /** What came of a sign-in. */
    public sealed interface Arrival {

        /**
         * The person.
         *
         * @param returnTo as given when they left
         */
        record Known(UserId user, String returnTo) implements Arrival {}

        /**
         * Nobody.
         *
         * @param why for a reader; holds no secret
         */
        record Failed(Stage stage, String why) implements Arrival {}
    }

    /** What the button on the sign-in page says. */
    public String label() {
        return settings.label();
    }

    /**
     * Begins.
     *
     * @param redirectUri where the provider sends the browser back to
     * @param returnTo where the person wanted to go
     * @param link the signed-in person who wants this provider to sign them in from now on
     * @return empty if the provider cannot be reached; the log says why
     */
    public Optional<Departure> begin(String redirectUri, String returnTo, Optional<Caller> link) {
        try {
            URI authorization = provider.discover().authorization();
            String state = tokens.next(RANDOM_CHARACTERS).reveal();
            String nonce = tokens.next(RANDOM_CHARACTERS).reveal();
            String verifier = tokens.next(RANDOM_CHARACTERS).reveal();
            long linked = link.flatMap(Caller::userId).map(UserId::value).orElse(0L);
            long end = clock.instant().plus(PATIENCE).getEpochSecond();
            var memory = new Memory(state, nonce, verifier, end, linked, redirectUri, returnTo);
            String query =
                    "response_type=code&client_id="
                            + Provider.encoded(settings.clientId())
                            + "&redirect_uri="
                            + Provider.encoded(redirectUri)
                            + "&scope="
                            + Provider.encoded(String.join(" ", settings.scopes()))
                            + "&state="
                            + state
                            + "&nonce="
                            + nonce
                            + "&code_challenge="
                            + challenge(verifier)
                            + "&code_challenge_method=S256";
            String address = authorization.toString();
            URI to = URI.create(address + (address.contains("?") ? "&" : "?") + query);
            return Optional.of(new Departure(to, seal(memory)));
        } catch (ProviderFailure e) {
            LOG.warn("sign-in with the provider cannot begin: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Finishes.
     *
     * @param memory of the browser's cookie
     * @param caller who is signed in here already, if anybody
     */
    public Arrival finish(
            Optional<Secret> memory, String state, String code, Optional<Caller> caller) {
        Optional<Memory> kept = memory.flatMap(this::open);
        if (kept.isEmpty()
                || kept.get().end() < clock.instant().getEpochSecond()
                || !new Secret(kept.get().state()).equals(new Secret(state))) {
            return new Arrival.Failed(
                    Stage.STATE, "The sign-in took too long, or was begun in another browser.");
        }
        Memory began = kept.get();
        try {
            JWTClaimsSet token =
                    provider.exchange(code, began.verifier(), began.redirectUri(), began.nonce());
            Claims claims = Claims.of(token, settings);
            return new Arrival.Known(account(claims, began, caller), began.returnTo());
        } catch (ProviderFailure e) {
            LOG.warn("sign-in with the provider failed at {}: {}", e.stage(), e.getMessage());
            return new Arrival.Failed(e.stage(), String.valueOf(e.getMessage()));
        }
    }

    private UserId account(Claims claims, Memory began, Optional<Caller> caller)
            throws ProviderFailure {
        boolean allowed =
                settings.allowedGroups().isEmpty()
                        || claims.groups().stream().anyMatch(settings.allowedGroups()::contains);
        if (!allowed) {
            throw refused("Nobody of your groups may sign in here.");
        }
        Optional<User> known = users.byIdentity(Caller.system(), claims.identity());
        if (began.link() != 0) {
            return link(claims.identity(), known, began, caller);
        }
        if (known.isPresent()) {
            return known.get().id();
        }
        Optional<User> sameEmail =
                claims.email().flatMap(email -> users.byEmail(Caller.system(), email));
        if (sameEmail.isPresent()) {
            if (!settings.linkByEmail() || !claims.emailVerified()) {
                throw refused(
                        "There is an account with your e-mail address. Sign in to it with its"
                                + " password and link it at /profile/account.");
            }
            return linked(sameEmail.get().id(), claims.identity());
        }
        if (!settings.autoCreate()) {
            throw refused("You have no account here. Ask an administrator for one.");
        }
        return create(claims);
    }

    private UserId link(
            Identity identity, Optional<User> known, Memory began, Optional<Caller> caller)
            throws ProviderFailure {
        UserId self = new UserId(began.link());
        if (caller.flatMap(Caller::userId).filter(self::equals).isEmpty()) {
            throw refused("You are not signed in any more as who you were.");
        }
        if (known.filter(user -> !user.id().equals(self)).isPresent()) {
            throw refused("That person has another account here.");
        }
        return linked(self, identity);
    }

    private UserId linked(UserId user, Identity identity) {
        users.update(Caller.system(), user, UserChange.identity(identity));
        return user;
    }

    private UserId create(Claims claims) throws ProviderFailure {
        String email =
                claims.email()
                        .orElseThrow(() -> refused("The provider told no e-mail address of you."));
        String base = claims.usernameToTry();
        for (int tried = 0; tried < USERNAMES_TRIED; tried++) {
            String username = tried == 0 ? base : base + tried;
            try {
                return users.create(
                                Caller.system(),
                                new NewUser(
                                        username,
                                        claims.name().orElse(username),
                                        email,
                                        Optional.empty(),
                                        Profile.empty(),
                                        false,
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        true,
                                        Optional.of(claims.identity())))
                        .id();
            } catch (Invalid wrong) {
                if (!wrong.messages().containsKey("username")) {
                    throw refused("Your account cannot be made: " + wrong.messages());
                }
            } catch (Conflict raced) {
                LOG.info("the user name {} has just been taken", username);
            }
        }
        throw refused("All user names like yours are taken.");
    }

    private static ProviderFailure refused(String why) {
        return new ProviderFailure(Stage.ACCOUNT, why);
    }

    private record Memory(
            String state,
            String nonce,
            String verifier,
            long end,
            long link,
            String redirectUri,
            String returnTo) {}

    private Secret seal(Memory memory) {
        String text =
                String.join(
                        " ",
                        memory.state(),
                        memory.nonce(),
                        memory.verifier(),
                        Long.toString(memory.end()),
                        Long.toString(memory.link()),
                        Provider.encoded(memory.redirectUri()),
                        Provider.encoded(memory.returnTo()));
        return new Secret(box.seal(PURPOSE, new Secret(text)));
    }

    private Optional<Memory> open(Secret sealed) {
        String[] parts;
        try {
            parts = box.open(PURPOSE, sealed.reveal()).reveal().split(" ", 7);
        } catch (IllegalStateException | IllegalArgumentException forged) {
            return Optional.empty();
        }
        return Optional.of(
                new Memory(
                        parts[0],
                        parts[1],
                        parts[2],
                        Long.parseLong(parts[3]),
                        Long.parseLong(parts[4]),
                        decoded(parts[5]),
                        decoded(parts[6])));
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
