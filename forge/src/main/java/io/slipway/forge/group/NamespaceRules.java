package io.slipway.forge.group;

import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Reading;
import java.util.regex.Pattern;

/** What a namespace's fields must be; the messages are those of the v3 API. */
final class NamespaceRules {

    private static final int LONGEST = 255;
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]*(?<!\\.)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}_. -]+");

    private final NamespaceStore store;
    private final ReservedPaths reserved;

    NamespaceRules(NamespaceStore store, ReservedPaths reserved) {
        this.store = store;
        this.reserved = reserved;
    }

    /** Checks a path, under the name that the caller knows it by. */
    void checkPath(Reading reading, String field, String path, long self, Violations violations) {
        if (path.isBlank()) {
            violations.add(field, "can't be blank");
            return;
        }
        violations.addIf(path.length() > LONGEST, field, tooLong());
        violations.addIf(store.isPathTaken(reading, path, self), field, "has already been taken");
        violations.addIf(
                !PATH.matcher(path).matches(),
                field,
                "can contain only letters, digits, '_', '-' and '.'."
                        + " Cannot start with '-' or end in '.'.");
        violations.addIf(reserved.contains(path), field, path + " is a reserved name");
    }

    void checkName(Reading reading, String name, long self, Violations violations) {
        if (name.isBlank()) {
            violations.add("name", "can't be blank");
            return;
        }
        violations.addIf(name.length() > LONGEST, "name", tooLong());
        violations.addIf(store.isNameTaken(reading, name, self), "name", "has already been taken");
        violations.addIf(
                !NAME.matcher(name).matches(),
                "name",
                "can contain only letters, digits, '_', '.', dash and space.");
    }

    static void checkDescription(String description, Violations violations) {
        violations.addIf(description.length() > LONGEST, "description", tooLong());
    }

    private static String tooLong() {
        return "is too long (maximum is " + LONGEST + " characters)";
    }
}
