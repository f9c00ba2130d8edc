package io.slipway.server.config;

import io.slipway.testkit.Golden;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} is the catalog, so that neither can be changed alone. */
class SettingsPageTest {

    @Test
    void thePageIsTheCatalog() {
        var rows =
                Catalog.all().stream()
                        .map(s ->
                                "| `%s` | %s | `%s` | %s |"
                                        .formatted(
                                                s.name(),
                                                s.secret() ? "" : "`--" + s.name() + "`",
                                                s.variable(),
                                                s.meaning()
                                                        + (s.fallback().isEmpty()
                                                                ? ""
                                                                : " Default: `"
                                                                        + s.fallback()
                                                                        + "`.")))
                        .collect(Collectors.joining("\n"));
        var page =
                """
                # Settings

                The command line beats the environment, the environment beats the file, the file beats the default. The file is YAML, a
                line `name: value` each; it is `slipway.yaml` in the data folder, or what `--config` names. A name that does not exist is
                refused. `slipway config` prints every setting with its value and where it came from.

                | setting | option | environment variable | meaning |
                | --- | --- | --- | --- |
                """
                        + rows
                        + "\n";
        Golden.assertMatches(Path.of("../docs/settings.md"), page);
    }
}
