package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
import java.time.Duration;

/** What came of a user name and a password. */
public sealed interface PasswordCheck {

    /** They are right. */
    record Right(User user) implements PasswordCheck {}

    /** One of them is wrong; which one is not told. */
    record Wrong() implements PasswordCheck {}

    /** They are right, but the user is blocked. */
    record Blocked(User user) implements PasswordCheck {}

    /**
     * They are right, but the account has a second factor.
     *
     * @param ticket stands for the right password for some minutes, at the door that asks for a
     *     code; every other door takes a token instead
     */
    record NeedsToken(User user, Secret ticket) implements PasswordCheck {}

    /** The password was right too long ago, or is another one now: sign in from the beginning. */
    record TooLate() implements PasswordCheck {}

    /** Too many wrong ones; nothing was checked. */
    record Throttled(Duration retryAfter) implements PasswordCheck {}
}
