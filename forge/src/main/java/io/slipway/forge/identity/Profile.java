package io.slipway.forge.identity;

import java.util.Optional;

/** What a user tells about themselves; all optional, and empty texts where the forge shows such. */
public record Profile(
        Optional<String> bio,
        Optional<String> location,
        String skype,
        String linkedin,
        String twitter,
        String websiteUrl) {

    /** A profile that tells nothing. */
    public static Profile empty() {
        return new Profile(Optional.empty(), Optional.empty(), "", "", "", "");
    }
}
