package io.slipway.api.gitlab.template;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of a licence besides its text.
 *
 * @param key its name in the SPDX list, in lower case
 * @param popular whether it is shown first
 */
record License(
        String key,
        String name,
        Optional<String> nickname,
        boolean popular,
        Optional<String> source,
        String description,
        List<String> conditions,
        List<String> permissions,
        List<String> limitations) {

    private static final List<String> FREE =
            List.of("commercial-use", "modifications", "distribution", "private-use");
    private static final List<String> WITH_PATENTS =
            List.of("commercial-use", "modifications", "distribution", "patent-use", "private-use");
    private static final List<String> LIABILITY = List.of("no-liability");
    private static final List<String> TRADEMARKS = List.of("trademark-use", "no-liability");
    private static final List<String> COPYLEFT =
            List.of("include-copyright", "document-changes", "disclose-source", "same-license");

    /** All of them, by key. */
    static final List<License> ALL =
            List.of(
                    new License(
                            "apache-2.0",
                            "Apache License 2.0",
                            Optional.empty(),
                            true,
                            Optional.of("http://www.apache.org/licenses/LICENSE-2.0.txt"),
                            "Asks for the notices to be kept and for changes to be told; gives"
                                    + " rights to the patents of those who contribute.",
                            List.of("include-copyright", "document-changes"),
                            WITH_PATENTS,
                            TRADEMARKS),
                    short2("bsd-2-clause", "BSD 2-clause \"Simplified\" License", ""),
                    short2(
                            "bsd-3-clause",
                            "BSD 3-clause \"New\" or \"Revised\" License",
                            " Nobody may advertise with the names of the authors."),
                    new License(
                            "cc0-1.0",
                            "Creative Commons Zero v1.0 Universal",
                            Optional.of("CC0 1.0 Universal"),
                            false,
                            Optional.of("http://creativecommons.org/publicdomain/zero/1.0/"),
                            "Gives up all rights as far as the law lets anybody.",
                            List.of(),
                            FREE,
                            List.of("patent-use", "trademark-use", "no-liability")),
                    gnu("gpl-2.0", "GNU General Public License v2.0", "GNU GPLv2", false, FREE),
                    gnu(
                            "gpl-3.0",
                            "GNU General Public License v3.0",
                            "GNU GPLv3",
                            true,
                            WITH_PATENTS),
                    short2("isc", "ISC License", ""),
                    gnu(
                            "lgpl-2.1",
                            "GNU Lesser General Public License v2.1",
                            "GNU LGPLv2.1",
                            false,
                            FREE),
                    gnu(
                            "lgpl-3.0",
                            "GNU Lesser General Public License v3.0",
                            "GNU LGPLv3",
                            false,
                            WITH_PATENTS),
                    new License(
                            "mit",
                            "MIT License",
                            Optional.empty(),
                            true,
                            Optional.of("http://opensource.org/licenses/MIT"),
                            "Short: anybody may do anything who keeps the notice.",
                            List.of("include-copyright"),
                            FREE,
                            LIABILITY),
                    new License(
                            "mpl-2.0",
                            "Mozilla Public License 2.0",
                            Optional.empty(),
                            false,
                            Optional.of("http://www.mozilla.org/MPL/2.0/"),
                            "Changed files stay under it and open; what is added beside them need"
                                    + " not.",
                            List.of("include-copyright", "disclose-source", "same-license"),
                            WITH_PATENTS,
                            TRADEMARKS),
                    new License(
                            "unlicense",
                            "The Unlicense",
                            Optional.empty(),
                            false,
                            Optional.of("http://unlicense.org/UNLICENSE"),
                            "Gives the work to the public, without any condition.",
                            List.of(),
                            FREE,
                            LIABILITY));

    License {
        conditions = List.copyOf(conditions);
        permissions = List.copyOf(permissions);
        limitations = List.copyOf(limitations);
    }

    /** Where people read about it. */
    String page() {
        return "http://choosealicense.com/licenses/" + key + "/";
    }

    private static License short2(String key, String name, String more) {
        return new License(
                key,
                name,
                Optional.empty(),
                false,
                Optional.of("http://opensource.org/licenses/" + key.toUpperCase(Locale.ROOT)),
                "Anybody may do anything who keeps the notice and the disclaimer." + more,
                List.of("include-copyright"),
                FREE,
                LIABILITY);
    }

    private static License gnu(
            String key, String name, String nickname, boolean popular, List<String> permissions) {
        return new License(
                key,
                name,
                Optional.of(nickname),
                popular,
                Optional.of("http://www.gnu.org/licenses/" + key + ".txt"),
                key.startsWith("l")
                        ? "The work stays open; programs that only use it as a library need not."
                        : "Whoever passes the work on, changed or not, passes on its source under"
                                + " the same terms.",
                COPYLEFT,
                permissions,
                LIABILITY);
    }
}
