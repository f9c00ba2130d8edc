package io.slipway.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {

    private static final int MARKS = 300;

    @TempDir Path folder;

    @Test
    void whatAKilledProcessToldIsThereAndItsFolderIsFree() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WritingProcess.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long told = 0;
        try (BufferedReader lines = process.inputReader()) {
            while (told < MARKS) {
                String line = lines.readLine();
                assertThat(line).as("the process writes on").isNotNull();
                told = line.matches("\\d+") ? Long.parseLong(line) : told;
            }
            assertThatThrownBy(() -> DataFolder.open(folder))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("is in use by process " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (DataFolder free = DataFolder.open(folder);
                Database database =
                        Database.open(DatabaseSettings.sqlite(free.resolve("slipway.db")))) {
            long kept = database.read(r -> r.count("select count(*) from marks"));
            assertThat(kept).isGreaterThanOrEqualTo(told);
            assertThat(database.integrityProblems()).isEmpty();
        }
    }
}
