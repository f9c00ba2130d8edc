package io.slipway.forge.project;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Reading;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a project's fields must be; the messages are those of the v3 API. */
final class ProjectRules {

    private static final int LONGEST = 255;
    private static final int LONGEST_DESCRIPTION = 2000;
    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{M}\\p{Nd}_][\\p{L}\\p{M}\\p{Nd}_. -]*");
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]*(?<!\\.git)(?<!\\.atom)");

    private final ProjectStore store;

    ProjectRules(ProjectStore store) {
        this.store = store;
    }

    void check(
            Reading reading,
            NamespaceId namespace,
            String name,
            String path,
            Optional<String> description,
            ProjectId self,
            Violations violations) {
        checkName(reading, namespace, name, self, violations);
        checkPath(reading, namespace, path, self, violations);
        violations.addIf(
                description.orElse("").length() > LONGEST_DESCRIPTION,
                "description",
                tooLong(LONGEST_DESCRIPTION));
    }

    private void checkName(
            Reading reading,
            NamespaceId namespace,
            String name,
            ProjectId self,
            Violations violations) {
        if (name.isBlank()) {
            violations.add("name", "can't be blank");
        }
        violations.addIf(name.length() > LONGEST, "name", tooLong(LONGEST));
        violations.addIf(
                !NAME.matcher(name).matches(),
                "name",
                "can contain only letters, digits, '_', '.', dash and space."
                        + " It must start with letter, digit or '_'.");
        violations.addIf(
                store.isNameTaken(reading, namespace, name, self),
                "name",
                "has already been taken");
    }

    private void checkPath(
            Reading reading,
            NamespaceId namespace,
            String path,
            ProjectId self,
            Violations violations) {
        if (path.isBlank()) {
            violations.add("path", "can't be blank");
        }
        violations.addIf(path.length() > LONGEST, "path", tooLong(LONGEST));
        violations.addIf(
                !isPath(path),
                "path",
                "can contain only letters, digits, '_', '-' and '.'."
                        + " Cannot start with '-', end in '.git' or end in '.atom'");
        violations.addIf(
                store.isPathTaken(reading, namespace, path, self),
                "path",
                "has already been taken");
    }

    /** A path of a name: {@code My Tools!} becomes {@code my-tools}. */
    static String pathOf(String name) {
        String plain =
                Normalizer.normalize(name, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}+", "")
                        .toLowerCase(Locale.ROOT);
        return plain.replaceAll("[^a-z0-9_.]+", "-").replaceAll("^-+|-+$", "");
    }

    private static boolean isPath(String path) {
        return PATH.matcher(path).matches() && !path.equals(".") && !path.equals("..");
    }

    private static String tooLong(int most) {
        return "is too long (maximum is " + most + " characters)";
    }
}
