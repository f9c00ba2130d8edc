package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistenceTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private static String map(String name) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}}";
    }

    @Test
    void objectsTokenAndVersionsSurviveARestart(@TempDir Path folder) {
        long version;
        String token;
        try (var first = SandboxFixture.start(folder)) {
            first.post(MAPS, map("kept"));
            first.post(MAPS, map("deleted"));
            first.delete(MAPS + "/deleted");
            version = Long.parseLong(first.get(MAPS).text("metadata", "resourceVersion"));
            token = first.sandbox().token();
        }
        try (var second = SandboxFixture.start(folder)) {
            assertThat(second.get(MAPS + "/kept").status()).isEqualTo(200);
            assertThat(second.get(MAPS + "/deleted").status()).isEqualTo(404);
            assertThat(second.sandbox().token()).isEqualTo(token);
            assertThat(
                            Long.parseLong(
                                    second.post(MAPS, map("later"))
                                            .text("metadata", "resourceVersion")))
                    .isGreaterThan(version);
        }
    }

    @Test
    void lineThatACrashCutShortIsDropped(@TempDir Path folder) throws Exception {
        try (var first = SandboxFixture.start(folder)) {
            first.post(MAPS, map("kept"));
        }
        Files.writeString(
                folder.resolve("objects.log"),
                "0badf00d {\"v\":999,\"g\":\"\",\"r\":\"conf",
                StandardOpenOption.APPEND);
        try (var second = SandboxFixture.start(folder)) {
            assertThat(second.get(MAPS + "/kept").status()).isEqualTo(200);
        }
    }

    @Test
    void damagedFileIsRefused(@TempDir Path folder) throws Exception {
        try (var first = SandboxFixture.start(folder)) {
            first.post(MAPS, map("kept"));
        }
        var file = folder.resolve("objects.log");
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> SandboxFixture.start(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is damaged at byte");
    }

    @Test
    void folderBelongsToOneSandbox(@TempDir Path folder) {
        try (var first = SandboxFixture.start(folder)) {
            assertThat(first.get("/version").status()).isEqualTo(200);
            assertThatThrownBy(() -> SandboxFixture.start(folder))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("used by another sandbox");
        }
    }

    @Test
    void quotaOnObjectsIsKept() {
        var few = new SandboxSettings.Limits(120, 1L << 30, 3 << 20);
        var settings =
                new SandboxSettings(
                        java.util.Optional.empty(),
                        0,
                        java.util.Optional.empty(),
                        few,
                        java.time.Clock.systemUTC());
        try (var sandbox = SandboxFixture.start(settings)) {
            SandboxFixture.Answer last = sandbox.post(MAPS, map("m"));
            for (int i = 0; i < 120 && last.status() == 201; i++) {
                last = sandbox.post(MAPS, map("m" + i));
            }
            assertThat(last.status()).isEqualTo(507);
            assertThat(last.message()).contains("may hold no more");
        }
    }

    @Test
    void eventsGoAnHourAfterTheirLastChange(@TempDir Path folder) {
        var now = new java.util.concurrent.atomic.AtomicLong(System.currentTimeMillis());
        var clock =
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return Instant.ofEpochMilli(now.get());
                    }
                };
        var settings =
                new SandboxSettings(
                        Optional.of(folder),
                        0,
                        Optional.empty(),
                        SandboxSettings.Limits.defaults(),
                        clock);
        var events = "/api/v1/namespaces/default/events";
        var event =
                "{apiVersion: v1, kind: Event, metadata: {name: %s}, involvedObject: {kind: Pod, name: p, namespace: default}, lastTimestamp: '2999-01-01T00:00:00Z'}";
        try (var first = SandboxFixture.start(settings)) {
            assertThat(first.post(events, event.formatted("old")).status()).isEqualTo(201);
            assertThat(first.post(events, event.formatted("kept")).status()).isEqualTo(201);
            now.addAndGet(Duration.ofMinutes(50).toMillis());
            first.patch(events + "/kept", "merge-patch+json", "{\"count\":2}");
        }
        now.addAndGet(Duration.ofMinutes(15).toMillis());
        try (var second = SandboxFixture.start(settings)) {
            second.await(events + "/old", a -> a.status() == 404);
            assertThat(second.get(events + "/kept").status()).isEqualTo(200);
        }
    }

    @Test
    void fileAndHistoryStayBoundedHoweverOftenAnObjectChanges(@TempDir Path folder)
            throws Exception {
        try (var sandbox = SandboxFixture.start(folder)) {
            sandbox.post(MAPS, map("busy"));
            var begin = sandbox.get(MAPS).text("metadata", "resourceVersion");
            for (int i = 0; i < 200; i++) {
                assertThat(
                                sandbox.patch(
                                                MAPS + "/busy",
                                                "merge-patch+json",
                                                "{\"data\":{\"a\":\"%d%s\"}}"
                                                        .formatted(i, "x".repeat(300_000)))
                                        .status())
                        .isEqualTo(200);
            }
            assertThat(Files.size(folder.resolve("objects.log"))).isLessThan(20L << 20);
            assertThat(sandbox.watch(MAPS + "?watch=true&resourceVersion=" + begin, 1).toString())
                    .as("60 MB of past are not kept")
                    .contains("410");
        }
        try (var second = SandboxFixture.start(folder)) {
            assertThat(second.get(MAPS + "/busy").text("data", "a")).startsWith("199x");
            assertThat(Files.size(folder.resolve("objects.log"))).isLessThan(2L << 20);
        }
    }
}
