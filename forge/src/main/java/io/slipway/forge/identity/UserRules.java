package io.slipway.forge.identity;

import io.slipway.platform.problem.Violations;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.store.Reading;
import java.util.regex.Pattern;

/** What a user's fields must be; the messages are those of the v3 API. */
final class UserRules {

    static final int SHORTEST_PASSWORD = 8;
    static final int LONGEST_PASSWORD = 128;
    private static final int LONGEST = 255;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s<>]{1,64}@[^@\\s<>]{1,190}");

    private final UserStore store;

    UserRules(UserStore store) {
        this.store = store;
    }

    void checkEmail(Reading reading, String email, UserId self, Violations violations) {
        if (email.isBlank()) {
            violations.add("email", "can't be blank");
        } else if (!EMAIL.matcher(email).matches()) {
            violations.add("email", "is invalid");
        } else if (store.isEmailTaken(reading, email, self)) {
            violations.add("email", "has already been taken");
        }
    }

    void checkUsername(
            Reading reading,
            PersonalNamespace namespaces,
            String username,
            UserId self,
            Violations violations) {
        if (store.isUsernameTaken(reading, username, self)) {
            violations.add("username", "has already been taken");
        } else {
            namespaces.check(reading, username, self, violations);
        }
    }

    static void checkName(String name, Violations violations) {
        violations.addIf(name.isBlank(), "name", "can't be blank");
        violations.addIf(name.length() > LONGEST, "name", tooLong(LONGEST));
    }

    static void checkPassword(Secret password, Violations violations) {
        int length = password.reveal().length();
        violations.addIf(
                length < SHORTEST_PASSWORD,
                "password",
                "is too short (minimum is " + SHORTEST_PASSWORD + " characters)");
        violations.addIf(length > LONGEST_PASSWORD, "password", tooLong(LONGEST_PASSWORD));
    }

    static void checkProfile(Profile profile, int projectsLimit, Violations violations) {
        violations.addIf(profile.bio().orElse("").length() > LONGEST, "bio", tooLong(LONGEST));
        violations.addIf(projectsLimit < 0, "projects_limit", "must be greater than or equal to 0");
    }

    private static String tooLong(int most) {
        return "is too long (maximum is " + most + " characters)";
    }
}
