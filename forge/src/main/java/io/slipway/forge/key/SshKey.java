package io.slipway.forge.key;

import io.slipway.forge.identity.UserId;
import io.slipway.forge.notice.Notice;
import java.time.Instant;
import java.util.Optional;

/**
 * A public key.
 *
 * @param user whose it is; empty of a deploy key
 * @param text the line as it was given: type, key and comment
 * @param fingerprint SHA-256 of the key, as {@code ssh-keygen -l} shows it
 */
public record SshKey(
        long id,
        Optional<UserId> user,
        String title,
        String text,
        String fingerprint,
        Instant createdAt) {

    /** Whether it is a deploy key. */
    public boolean isDeployKey() {
        return user.isEmpty();
    }

    Notice notice(Notice.What what, Optional<String> username) {
        return new Notice.OfKey(what, id, text, username, Notice.Times.now(createdAt));
    }
}
