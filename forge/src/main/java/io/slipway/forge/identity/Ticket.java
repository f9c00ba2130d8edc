package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.secret.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What a browser holds between the right password and the code: sealed, so that nobody can make
 * one, and bound to the password, so that a new password ends it.
 */
final class Ticket {

    private static final String PURPOSE = "sign_in.ticket";
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final SecretBox box;
    private final Clock clock;

    Ticket(SecretBox box, Clock clock) {
        this.box = box;
        this.clock = clock;
    }

    /**
     * What a ticket says.
     *
     * @param password a hash of the hash of the password
     */
    record Content(UserId user, String password) {

        boolean isOf(String passwordHash) {
            return digest(passwordHash).equals(password);
        }
    }

    Secret make(UserId user, String passwordHash) {
        long end = clock.instant().plus(LIFETIME).getEpochSecond();
        String text = user.value() + " " + end + " " + digest(passwordHash);
        return new Secret(box.seal(PURPOSE, new Secret(text)));
    }

    /** What a ticket says; empty if it is none of ours, or too old. */
    Optional<Content> read(Secret ticket) {
        String[] parts;
        try {
            parts = box.open(PURPOSE, ticket.reveal()).reveal().split(" ");
        } catch (IllegalStateException | IllegalArgumentException forged) {
            return Optional.empty();
        }
        return Long.parseLong(parts[1]) > clock.instant().getEpochSecond()
                ? Optional.of(new Content(new UserId(Long.parseLong(parts[0])), parts[2]))
                : Optional.empty();
    }

    private static String digest(String passwordHash) {
        return Tokens.hash(new Secret(passwordHash));
    }
}
