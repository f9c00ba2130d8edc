package io.slipway.delivery.application;

import static io.slipway.delivery.DeliveryFixture.URL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.DeliveryFixture;
import io.slipway.delivery.application.ApplicationFilter.Field;
import io.slipway.delivery.application.ApplicationFilter.FieldRule;
import io.slipway.delivery.application.ApplicationFilter.LabelRule;
import io.slipway.delivery.application.ApplicationOrder.By;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.platform.store.Durability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lists of 10,000 applications. Every row but those of {@code shown-*} has a status that cannot be
 * read: whoever loads a row too many fails.
 */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class ApplicationListsTest {

    private static final int MANY = 10_000;

    private static final String MANY_ROWS =
            """
            with recursive n(i) as (select 0 union all select i + 1 from n where i < ? - 1)
            insert into applications (namespace_id, name, uid, instance, generation, version,
              metadata, spec, status, sync_status, health_status, search_text, created_at)
            select p.id, 'many-' || cast(10000 + i as text), 'u' || cast(i as text),
              'demo_many-' || cast(10000 + i as text), 1, 1,
              '{"labels":{"team":"x' || cast(i % 7 as text) || '"}}',
              '{"destination":{"name":"c' || cast(i % 3 as text) || '","namespace":"there"}}',
              '{broken', 'SYNCED', 'Healthy', 'many-' || cast(10000 + i as text), cast(i as bigint) * 1000000
            from n, namespaces p where p.path = 'demo'
            """;
    // By time of creation these come behind all others; number 9 is in another project.
    private static final String SHOWN_ROWS =
            """
            with n(i, path) as (values (0, 'demo'), (1, 'demo'), (2, 'demo'), (3, 'demo'),
              (4, 'demo'), (5, 'demo'), (9, 'other'))
            insert into applications (namespace_id, name, uid, instance, generation, version,
              metadata, spec, status, sync_status, health_status, search_text, created_at)
            select p.id, 'shown-' || cast(i as text), 's' || cast(i as text),
              p.path || '_shown-' || cast(i as text), 1, i,
              '{"labels":{"team":"t' || cast(i % 2 as text) || '","odd/key":"it''s"}}',
              '{"destination":{"name":"c' || cast(i % 3 as text) || '","namespace":"here"}}',
              '{"sync":{"status":"OutOfSync"},"health":{"status":"Degraded"}}',
              'OUT_OF_SYNC', 'Degraded', 'shown-' || cast(i as text),
              20000000000 + cast(i as bigint) * 1000000
            from n join namespaces p on p.path = n.path
            """;
    private static final String SOURCES =
            """
            insert into application_sources (application_id, position, url, revision)
            select id, 0, case when uid like 's%' then ? else ? end, 'master' from applications
            """;

    private final DeliveryFixture world;
    private final ApplicationLists lists;

    ApplicationListsTest(DatabaseKind kind) {
        world = DeliveryFixture.started(kind);
        lists = world.delivery().lists();
    }

    @BeforeEach
    void fill() {
        world.stopEngine();
        world.forge().project("demo/web");
        world.forge().project("other/web");
        world.forge()
                .database()
                .execute(
                        Durability.NORMAL,
                        transaction -> {
                            transaction.execute(MANY_ROWS, MANY);
                            transaction.execute(SHOWN_ROWS);
                            transaction.execute(
                                    SOURCES, URL + "/demo/shown.git", URL + "/demo/many");
                        });
    }

    @AfterEach
    void close() {
        world.close();
    }

    private ApplicationLists.Page page(
            ApplicationFilter filter,
            ApplicationOrder order,
            Optional<ApplicationOrder.Place> after,
            int limit) {
        return lists.page(
                world.root(),
                Optional.of("demo"),
                new ApplicationLists.Wish(filter, order, after, limit));
    }

    private static List<String> names(ApplicationLists.Page page) {
        return page.applications().stream().map(s -> s.application().name()).toList();
    }

    private static ApplicationFilter labels(LabelRule... rules) {
        return new ApplicationFilter(List.of(rules), List.of(), Optional.empty(), "");
    }

    private static ApplicationFilter fields(FieldRule... rules) {
        return new ApplicationFilter(List.of(), List.of(rules), Optional.empty(), "");
    }

    @Test
    void everySelectorIsPutToTheDatabase() {
        var wishes = new HashMap<String, ApplicationFilter>();
        wishes.put("label in", labels(new LabelRule.OneOf("team", Set.of("t0", "t1"), true)));
        wishes.put(
                "label notin",
                labels(
                        new LabelRule.OneOf("team", Set.of("x0", "x1", "x2", "x3"), false),
                        new LabelRule.OneOf("team", Set.of("x4", "x5", "x6"), false)));
        wishes.put("label there", labels(new LabelRule.Exists("odd/key", true)));
        wishes.put(
                "label absent",
                labels(
                        new LabelRule.Exists("nothing", false),
                        new LabelRule.OneOf("odd/key", Set.of("it's"), true)));
        wishes.put("sync", fields(new FieldRule(Field.SYNC, "OutOfSync", true)));
        wishes.put("not synced", fields(new FieldRule(Field.SYNC, "Synced", false)));
        wishes.put("health", fields(new FieldRule(Field.HEALTH, "Degraded", true)));
        wishes.put("destination", fields(new FieldRule(Field.DESTINATION_NAMESPACE, "here", true)));
        wishes.put(
                "repository",
                new ApplicationFilter(
                        List.of(), List.of(), Optional.of("git@forge.test:Demo/shown"), ""));
        wishes.put("name", new ApplicationFilter(List.of(), List.of(), Optional.empty(), "HOWN-"));
        wishes.forEach((what, filter) -> {
            assertThat(names(page(filter, ApplicationOrder.NAME, Optional.empty(), 100)))
                    .as(what)
                    .containsExactly(
                            "shown-0", "shown-1", "shown-2", "shown-3", "shown-4", "shown-5");
            assertThat(page(filter, ApplicationOrder.NAME, Optional.empty(), 100).applications())
                    .as("the same wish put to the application itself: " + what)
                    .allMatch(s -> what.equals("repository") || filter.test(s.application()));
        });
        assertThat(
                        names(
                                page(
                                        fields(
                                                new FieldRule(Field.CLUSTER_NAME, "c1", true),
                                                new FieldRule(Field.HEALTH, "Degraded", true)),
                                        ApplicationOrder.NAME,
                                        Optional.empty(),
                                        100)))
                .containsExactly("shown-1", "shown-4");
        assertThat(
                        names(
                                page(
                                        fields(new FieldRule(Field.SYNC, "no such", true)),
                                        ApplicationOrder.NAME,
                                        Optional.empty(),
                                        100)))
                .isEmpty();
    }

    @Test
    void everyOrderGoesOnFromWhereAPageEnded() {
        var filter = labels(new LabelRule.Exists("odd/key", true));
        for (var by : By.values()) {
            for (boolean down : List.of(false, true)) {
                var order = new ApplicationOrder(by, down);
                var seen = new ArrayList<String>();
                Optional<ApplicationOrder.Place> after = Optional.empty();
                boolean more = true;
                while (more) {
                    var page = page(filter, order, after, 4);
                    seen.addAll(names(page));
                    after = Optional.of(order.placeOf(page.applications().getLast()));
                    more = page.more();
                    assertThat(seen).as(order.toString()).hasSizeLessThan(10);
                }
                var expected =
                        List.of("shown-0", "shown-1", "shown-2", "shown-3", "shown-4", "shown-5");
                boolean turned = down && (by == By.NAME || by == By.CREATED);
                assertThat(seen)
                        .as(order.toString())
                        .isEqualTo(turned ? expected.reversed() : expected);
            }
        }
    }

    @Test
    void aPageReadsItsOwnRowsAndCountsTheRest() {
        var newest = new ApplicationOrder(By.CREATED, true);
        // The page asks for one row more than it shows, to know whether there is another.
        var page = page(ApplicationFilter.ALL, newest, Optional.empty(), 5);
        assertThat(names(page))
                .containsExactly("shown-5", "shown-4", "shown-3", "shown-2", "shown-1");
        assertThat(page.more()).isTrue();
        assertThat(page.remaining()).hasValue(MANY + 1);
        var last =
                page(
                        ApplicationFilter.ALL,
                        ApplicationOrder.NAME,
                        Optional.of(new ApplicationOrder.Place("many-99999", "many-99999", 0)),
                        5);
        assertThat(names(last)).hasSize(5).startsWith("shown-0");
        assertThat(last.remaining()).hasValue(1);
    }

    @Test
    void facetsAreCountedByTheDatabase() {
        var facets =
                List.<ApplicationFacet>of(
                        new ApplicationFacet.OfField(Field.SYNC),
                        new ApplicationFacet.OfField(Field.PROJECT),
                        new ApplicationFacet.OfCluster(),
                        new ApplicationFacet.OfLabel("odd/key"));
        var counts = lists.counts(world.root(), Optional.empty(), ApplicationFilter.ALL, facets);
        assertThat(counts.get(facets.get(0)))
                .isEqualTo(Map.of("OutOfSync", 7L, "Synced", (long) MANY));
        assertThat(counts.get(facets.get(1))).isEqualTo(Map.of("demo", MANY + 6L, "other", 1L));
        assertThat(counts.get(facets.get(2))).containsOnlyKeys("c0", "c1", "c2");
        assertThat(counts.get(facets.get(3))).isEqualTo(Map.of("it's", 7L, "", (long) MANY));
    }

    @Test
    void onlyTheProjectsOfTheCallerAreAsked() {
        var member = world.forge().member("rita", "other", io.slipway.forge.access.Role.REPORTER);
        var wish =
                new ApplicationLists.Wish(
                        ApplicationFilter.ALL, ApplicationOrder.NAME, Optional.empty(), 100);
        assertThat(names(lists.page(member, Optional.empty(), wish))).containsExactly("shown-9");
        var stranger = world.forge().user("eve");
        assertThat(names(lists.page(stranger, Optional.empty(), wish))).isEmpty();
        assertThatThrownBy(() -> lists.page(member, Optional.of("demo"), wish))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void whatWasWrittenSinceIsLeftOutOfTheFirstStateOfAStream() {
        var ids =
                lists.idsUntil(
                        world.root(),
                        Optional.of("demo"),
                        labels(new LabelRule.Exists("odd/key", true)),
                        3);
        assertThat(ids).hasSize(4);
    }

    @Test
    void aLookAtItsFamilyReadsNoOtherRowsOfTheProject() {
        world.forge()
                .database()
                .execute(
                        Durability.NORMAL,
                        tx ->
                                tx.execute(
                                        "update applications set parent = ? where name in (?)",
                                        "demo_shown-0",
                                        List.of("shown-1", "shown-2", "shown-9")));
        var page =
                page(
                        ApplicationFilter.ALL,
                        new ApplicationOrder(By.CREATED, true),
                        Optional.empty(),
                        1);
        long demo = page.applications().getFirst().namespaceId();
        var family =
                world.delivery()
                        .records()
                        .family(demo, List.of("shown-2", "shown-3", "none"), "demo_shown-0");
        assertThat(family)
                .extracting(a -> a.application().name())
                .containsExactlyInAnyOrder("shown-1", "shown-2", "shown-3");
        assertThat(world.delivery().records().ofInstance(demo, "demo_shown-0")).isPresent();
        assertThat(world.delivery().records().ofInstance(demo, "other_shown-9")).isEmpty();
    }
}
