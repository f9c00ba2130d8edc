package io.slipway.delivery.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.Violations;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec gitops-engine-lifecycle W: fields, activity, and the table of decisions. */
class SyncWindowsTest {

    private static final Synced WEB = new Synced("web", "shop", "https://one.example", "");
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final String OPEN = "0 11 * * *"; // for two hours
    private static final String SHUT = "0 18 * * *";

    private static SyncWindow window(String kind, String schedule, String flags) {
        return new SyncWindow(
                kind,
                schedule,
                "2h",
                List.of("*"),
                List.of(),
                List.of(),
                flags.contains("manual"),
                "",
                false,
                flags.contains("overrun"),
                "");
    }

    private static boolean allowed(
            boolean manual, Optional<Instant> startedAt, SyncWindow... windows) {
        return new SyncWindows(List.of(windows)).decide(WEB, manual, startedAt, NOON)
                instanceof Permission.Allowed;
    }

    private static boolean automated(SyncWindow... windows) {
        return allowed(false, Optional.empty(), windows);
    }

    private static boolean manual(SyncWindow... windows) {
        return allowed(true, Optional.empty(), windows);
    }

    // --- the table of decisions ---

    @Test
    void row1WithoutWindowsEverythingIsAllowed() {
        assertThat(automated()).isTrue();
        assertThat(manual()).isTrue();
        var elsewhere =
                new SyncWindow(
                        "deny",
                        OPEN,
                        "2h",
                        List.of("other"),
                        List.of(),
                        List.of(),
                        false,
                        "",
                        false,
                        false,
                        "");
        assertThat(automated(elsewhere)).isTrue();
    }

    @Test
    void row2AnActiveDenyBlocksEvenWhereAnAllowIsActive() {
        assertThat(automated(window("deny", OPEN, ""), window("allow", OPEN, ""))).isFalse();
        assertThat(manual(window("deny", OPEN, ""))).isFalse();
    }

    @Test
    void row2PeoplePassWhenAllActiveDeniesSaySo() {
        assertThat(manual(window("deny", OPEN, "manual"))).isTrue();
        assertThat(manual(window("deny", OPEN, "manual"), window("deny", OPEN, ""))).isFalse();
        assertThat(manual(window("deny", OPEN, "manual"), window("deny", SHUT, ""))).isTrue();
        assertThat(automated(window("deny", OPEN, "manual"))).isFalse();
    }

    @Test
    void row2ASyncThatBeganInTimeRunsOnWhereAllActiveDeniesSaySo() {
        var before = Optional.of(NOON.minusSeconds(2 * 3600));
        var within = Optional.of(NOON.minusSeconds(60));
        assertThat(allowed(false, before, window("deny", OPEN, "overrun"))).isTrue();
        assertThat(allowed(false, before, window("deny", OPEN, ""))).isFalse();
        assertThat(allowed(false, within, window("deny", OPEN, "overrun"))).isFalse();
        assertThat(
                        allowed(
                                false,
                                before,
                                window("deny", OPEN, "overrun"),
                                window("deny", OPEN, "manual")))
                .isFalse();
    }

    @Test
    void row3AnActiveAllowAllows() {
        assertThat(automated(window("allow", OPEN, ""), window("allow", SHUT, ""))).isTrue();
        assertThat(automated(window("allow", OPEN, ""), window("deny", SHUT, ""))).isTrue();
    }

    @Test
    void row4OutsideOfAllAllowsItIsBlockedButForPeopleWhereAllSaySo() {
        assertThat(automated(window("allow", SHUT, ""))).isFalse();
        assertThat(manual(window("allow", SHUT, ""))).isFalse();
        assertThat(manual(window("allow", SHUT, "manual"))).isTrue();
        assertThat(manual(window("allow", SHUT, "manual"), window("allow", SHUT, ""))).isFalse();
        assertThat(
                        allowed(
                                false,
                                Optional.of(Instant.parse("2026-03-09T19:00:00Z")),
                                window("allow", SHUT, "overrun")))
                .isTrue();
    }

    @Test
    void row5AnInactiveDenyDoesNothing() {
        assertThat(automated(window("deny", SHUT, ""))).isTrue();
    }

    @Test
    void aWindowThatCannotBeUnderstoodBlocks() {
        var verdict =
                new SyncWindows(List.of(window("deny", "every day", "")))
                        .decide(WEB, true, Optional.empty(), NOON);
        assertThat(verdict).isInstanceOf(Permission.Blocked.class);
        assertThat(((Permission.Blocked) verdict).message()).contains("cannot be understood");
    }

    // --- what is told ---

    @Test
    void whoIsBlockedLearnsWhichWindowItIsAndWhenItOpens() {
        var denied =
                (Permission.Blocked)
                        new SyncWindows(
                                        List.of(
                                                window("deny", OPEN, ""),
                                                window("deny", "30 12 * * *", "")))
                                .decide(WEB, false, Optional.empty(), NOON);
        assertThat(denied.opensAt()).contains(Instant.parse("2026-03-10T14:30:00Z"));
        assertThat(denied.message())
                .isEqualTo(
                        "blocked by the sync window deny \"0 11 * * *\" for 2h, until"
                                + " 2026-03-10T14:30:00Z");
        var waiting =
                (Permission.Blocked)
                        new SyncWindows(List.of(window("allow", SHUT, "")))
                                .decide(WEB, false, Optional.empty(), NOON);
        assertThat(waiting.opensAt()).contains(Instant.parse("2026-03-10T18:00:01Z"));
        var never =
                (Permission.Blocked)
                        new SyncWindows(List.of(window("deny", "* * * * *", "")))
                                .decide(WEB, false, Optional.empty(), NOON);
        assertThat(never.opensAt()).isEmpty();
        assertThat(never.message()).endsWith("with no end in sight");
    }

    // --- selection ---

    @ParameterizedTest
    @CsvSource({
        "web, '', '', false, true",
        "w*, '', '', false, true",
        "other, '', '', false, false",
        "other, shop, '', false, true",
        "other, shop, '', true, false",
        "web, shop, '', true, true",
        "'', '', https://*.example, false, true",
        "'', '', https:*, true, true",
        "web, shop, elsewhere, true, false",
    })
    void anyListSelectsOrAllDo(
            String names, String namespaces, String clusters, boolean and, boolean selected) {
        var window =
                new SyncWindow(
                        "deny",
                        OPEN,
                        "2h",
                        list(names),
                        list(namespaces),
                        list(clusters),
                        false,
                        "",
                        and,
                        false,
                        "");
        assertThat(window.selects(WEB)).isEqualTo(selected);
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    // --- activity ---

    @Test
    void aWindowIsActiveInItsOwnTimeZoneThroughAChangeOfTheClocks() {
        var berlin =
                new SyncWindow(
                        "deny",
                        "0 12 * * *",
                        "1h",
                        List.of("*"),
                        List.of(),
                        List.of(),
                        false,
                        "Europe/Berlin",
                        false,
                        false,
                        "");
        assertThat(berlin.isActive(Instant.parse("2026-03-28T11:30:00Z"))).isTrue();
        assertThat(berlin.isActive(Instant.parse("2026-03-29T11:30:00Z"))).isFalse();
        assertThat(berlin.isActive(Instant.parse("2026-03-29T10:30:00Z"))).isTrue();
    }

    @Test
    void anUnknownTimeZoneIsUtc() {
        var odd =
                new SyncWindow(
                        "deny",
                        "0 12 * * *",
                        "1h",
                        List.of("*"),
                        List.of(),
                        List.of(),
                        false,
                        "Atlantis/Centre",
                        false,
                        false,
                        "");
        assertThat(odd.isActive(Instant.parse("2026-03-28T12:30:00Z"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0 22 * * *, 2026-03-10T22:00:00Z",
        "*/15 * * * *, 2026-03-10T12:15:00Z",
        "5-10/5 13 * * *, 2026-03-10T13:05:00Z",
        "0 0 1 * *, 2026-04-01T00:00:00Z",
        "0 0 * * SAT, 2026-03-14T00:00:00Z",
        "0 0 1 * sun, 2026-03-15T00:00:00Z",
        "0 0 29 2 *, 2028-02-29T00:00:00Z",
        "0 6 * JUN-AUG 1-5, 2026-06-01T06:00:00Z",
    })
    void aScheduleFiresNext(String schedule, Instant next) {
        assertThat(Cron.parse(schedule).next(NOON, ZoneOffset.UTC)).contains(next);
    }

    @Test
    void aTimeThatTheClocksLeaveOutDoesNotCome() {
        var berlin = ZoneId.of("Europe/Berlin");
        var next = Cron.parse("30 2 * * *").next(Instant.parse("2026-03-28T12:00:00Z"), berlin);
        assertThat(next).contains(Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(Cron.parse("0 0 30 2 *").next(NOON, berlin)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "0 0 0 * * *",
                "@daily",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 7",
                "5-1 * * * *",
                "*/0 * * * *",
                "a * * * *",
                "1,,2 * * * *"
            })
    void whatIsNoScheduleIsRefused(String text) {
        assertThatThrownBy(() -> Cron.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    // --- validation ---

    @Test
    void allThatIsWrongIsNamed() {
        var bad =
                new SyncWindow(
                        "maybe", "x", "long", List.of(), List.of(), List.of(), false, "", false,
                        false, "");
        var one = window("deny", OPEN, "");
        var violations = new Violations();
        new SyncWindows(List.of(bad, one, window("deny", OPEN, "manual"))).check(violations);
        assertThatThrownBy(violations::throwIfAny)
                .isInstanceOfSatisfying(
                        Invalid.class,
                        e -> {
                            assertThat(e.messages().get("syncWindows[0]")).hasSize(4);
                            assertThat(e.messages()).doesNotContainKey("syncWindows[1]");
                            assertThat(e.messages().get("syncWindows[2]"))
                                    .containsExactly("is the same as one before it");
                        });
    }

    @Test
    void windowsSurviveTheirForm() {
        var windows =
                new SyncWindows(
                        List.of(
                                new SyncWindow(
                                        "allow",
                                        "0 1 * * *",
                                        "1h30m",
                                        List.of("a*"),
                                        List.of("n"),
                                        List.of("c"),
                                        true,
                                        "Europe/Oslo",
                                        true,
                                        true,
                                        "night"),
                                window("deny", OPEN, "")));
        assertThat(WindowFormat.read(WindowFormat.write(windows))).isEqualTo(windows);
    }
}
