package io.slipway.forge.webhook;

import io.slipway.platform.secret.Secret;
import java.util.Optional;

/** A hook to be, or what to change of one; what is empty stays, or is as the default says. */
public record HookChange(
        Optional<String> url,
        Optional<Secret> token,
        Optional<Boolean> push,
        Optional<Boolean> issues,
        Optional<Boolean> mergeRequests,
        Optional<Boolean> tagPush,
        Optional<Boolean> notes,
        Optional<Boolean> builds,
        Optional<Boolean> wikiPages,
        Optional<Boolean> sslVerification) {

    /** A hook at pushes. */
    public static HookChange of(String url) {
        return new HookChange(
                Optional.of(url),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    HookEvents applyTo(HookEvents old) {
        return new HookEvents(
                push.orElse(old.push()),
                issues.orElse(old.issues()),
                mergeRequests.orElse(old.mergeRequests()),
                tagPush.orElse(old.tagPush()),
                notes.orElse(old.notes()),
                builds.orElse(old.builds()),
                wikiPages.orElse(old.wikiPages()));
    }
}
