package io.slipway.forge.key;

import io.slipway.platform.problem.Violations;

/** What a key's fields must be; the messages are those of the v3 API. */
final class KeyRules {

    private static final int LONGEST_TITLE = 255;

    private KeyRules() {}

    static void check(String title, String line, Violations violations) {
        violations.addIf(title.isBlank(), "title", "can't be blank");
        violations.addIf(
                title.length() > LONGEST_TITLE,
                "title",
                "is too long (maximum is " + LONGEST_TITLE + " characters)");
        PublicKeyLine.check(line, violations);
    }
}
