package io.slipway.forge.label;

import io.slipway.platform.problem.Violations;
import java.util.regex.Pattern;

/** What a label's fields must be; the messages are those of the v3 API. */
final class LabelRules {

    private static final int LONGEST = 255;
    private static final Pattern TITLE = Pattern.compile("[^&?,]+");
    private static final Pattern COLOR = Pattern.compile("#(?:[0-9A-Fa-f]{3}){1,2}");
    private static final Pattern TAG = Pattern.compile("<[^<>]*>");

    private LabelRules() {}

    /** A title without HTML tags and outer space. */
    static String clean(String title) {
        return TAG.matcher(title).replaceAll("").strip();
    }

    static void check(String title, String color, Violations violations) {
        violations.addIf(title.isBlank(), "title", "can't be blank");
        violations.addIf(!TITLE.matcher(title).matches(), "title", "is invalid");
        violations.addIf(
                title.length() > LONGEST,
                "title",
                "is too long (maximum is " + LONGEST + " characters)");
        violations.addIf(!COLOR.matcher(color).matches(), "color", "must be a valid color code");
    }
}
