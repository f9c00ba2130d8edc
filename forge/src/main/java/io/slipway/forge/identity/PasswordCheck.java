package io.slipway.forge.identity;

import java.time.Duration;

/** What came of a user name and a password. */
public sealed interface PasswordCheck {

    /** They are right. */
    record Right(User user) implements PasswordCheck {}

    /** One of them is wrong; which one is not told. */
    record Wrong() implements PasswordCheck {}

    /** They are right, but the user is blocked. */
    record Blocked(User user) implements PasswordCheck {}

    /** They are right, but this door takes no second factor; a token does instead. */
    record NeedsToken(User user) implements PasswordCheck {}

    /** Too many wrong ones; nothing was checked. */
    record Throttled(Duration retryAfter) implements PasswordCheck {}
}
