package io.slipway.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.server.config.Settings.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @TempDir Path folder;

    @Test
    void commandLineBeatsEnvironmentBeatsFileBeatsDefault() throws Exception {
        Files.writeString(
                folder.resolve("slipway.yaml"), "port: 1\nlog.level: warn\nlog.format: json\n");
        var settings =
                Settings.read(
                        Map.of("data", folder.toString(), "port", "3"),
                        Map.of("SLIPWAY_PORT", "2", "SLIPWAY_LOG_LEVEL", "debug"));
        assertThat(settings.all().get(Catalog.PORT))
                .isEqualTo(new Settings.Value("3", Origin.COMMAND_LINE));
        assertThat(settings.all().get(Catalog.LOG_LEVEL))
                .isEqualTo(new Settings.Value("debug", Origin.ENVIRONMENT));
        assertThat(settings.all().get(Catalog.LOG_FORMAT))
                .isEqualTo(new Settings.Value("json", Origin.FILE));
        assertThat(settings.all().get(Catalog.LISTEN))
                .isEqualTo(new Settings.Value("127.0.0.1", Origin.DEFAULT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    port                  | eighty                | port (from the command line) must be a whole number from 0 to 65535, not "eighty"
                    port                  | 65536                 | whole number from 0 to 65535
                    log.level             | loud                  | error, warn, info, debug or trace
                    log.format            | xml                   | text or json
                    demo                  | yes                   | true or false
                    url                   | slipway.example.com   | an address such as https://
                    tls-cert              | a.pem                 | belong together
                    database              | jdbc:mysql://x        | must start with jdbc:postgresql:
                    stop.drain            | soon                  | a duration such as
                    root-password         | short                 | at least 8 characters
                    """)
    void aWrongValueIsRefusedWithItsNameAndTheRemedy(String name, String value, String message) {
        assertThatThrownBy(() ->
                        Settings.read(Map.of("data", folder.toString(), name, value), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aMisspeltNameInTheFileIsRefused() throws Exception {
        Files.writeString(folder.resolve("slipway.yaml"), "prot: 1\n");
        assertThatThrownBy(() -> Settings.read(Map.of("data", folder.toString()), Map.of()))
                .hasMessageContaining("settings that do not exist: prot");
    }

    @Test
    void aFileThatWasNamedMustExist() {
        assertThatThrownBy(() -> Settings.read(Map.of("config", "/nowhere.yaml"), Map.of()))
                .hasMessageContaining("/nowhere.yaml does not exist");
    }

    @Test
    void aSecretsValueIsNotInTheMessage() {
        assertThatThrownBy(() -> Settings.read(Map.of("root-password", "hunter2"), Map.of()))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void durationsAndListsAreRead() {
        var settings =
                Settings.read(
                        Map.of(
                                "data", folder.toString(),
                                "sync.wave-delay", "250ms",
                                "trusted-proxies", "10.0.0.1, 192.168.0.0/16,"),
                        Map.of());
        assertThat(settings.duration(Catalog.WAVE_DELAY)).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.items(Catalog.TRUSTED_PROXIES))
                .containsExactly("10.0.0.1", "192.168.0.0/16");
    }
}
