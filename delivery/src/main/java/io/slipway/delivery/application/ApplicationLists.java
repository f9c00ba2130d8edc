package io.slipway.delivery.application;

import io.slipway.delivery.appproject.AppProjects;
import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.store.Database;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists of applications, as people ask for them: of one project, or of all whose applications they
 * may see. The database selects and sorts, so that the cost follows the page and not the number of
 * applications. Safe for several threads.
 */
public final class ApplicationLists {

    private final Database database;
    private final AppProjects projects;
    private final ApplicationStore store = new ApplicationStore();
    private final ApplicationListStore lists = new ApplicationListStore();

    public ApplicationLists(Database database, AppProjects projects) {
        this.database = database;
        this.projects = projects;
    }

    /**
     * What is wanted.
     *
     * @param after where the page before ended
     * @param limit the most of a page, at least 1
     */
    public record Wish(
            ApplicationFilter filter,
            ApplicationOrder order,
            Optional<ApplicationOrder.Place> after,
            int limit) {}

    /**
     * A page of a list.
     *
     * @param version of the newest write of any application that the page can hold
     * @param more whether another page follows
     * @param remaining how many follow, when that is asked for and known
     */
    public record Page(
            List<StoredApplication> applications,
            long version,
            boolean more,
            OptionalLong remaining) {

        /** Copies the list. */
        public Page {
            applications = List.copyOf(applications);
        }
    }

    /** A page of the applications of a project, or of all that the caller may see. */
    public Page page(Caller caller, Optional<String> project, Wish wish) {
        var ids = namespaces(caller, project);
        return database.read(reading -> {
            long version = store.version(reading);
            if (ids.isEmpty()) {
                return new Page(List.of(), version, false, OptionalLong.empty());
            }
            var found =
                    lists.page(
                            reading,
                            ids,
                            wish.filter(),
                            wish.order(),
                            wish.after(),
                            Math.addExact(wish.limit(), 1));
            boolean more = found.size() > wish.limit();
            var page = more ? found.subList(0, wish.limit()) : found;
            var remaining =
                    more && !wish.filter().isSelective()
                            ? OptionalLong.of(
                                    lists.countBehind(
                                            reading,
                                            ids,
                                            wish.order(),
                                            wish.order().placeOf(page.getLast())))
                            : OptionalLong.empty();
            return new Page(page, version, more, remaining);
        });
    }

    /** How many applications of the filter have each value, by facet. */
    public Map<ApplicationFacet, Map<String, Long>> counts(
            Caller caller,
            Optional<String> project,
            ApplicationFilter filter,
            List<ApplicationFacet> facets) {
        var ids = namespaces(caller, project);
        return database.read(reading -> {
            var counts = new LinkedHashMap<ApplicationFacet, Map<String, Long>>();
            facets.forEach(f ->
                    counts.put(
                            f, ids.isEmpty() ? Map.of() : lists.counts(reading, ids, filter, f)));
            return counts;
        });
    }

    /** Those of the filter that were not written after a version. */
    public List<ApplicationId> idsUntil(
            Caller caller, Optional<String> project, ApplicationFilter filter, long version) {
        var ids = namespaces(caller, project);
        return ids.isEmpty()
                ? List.of()
                : database.read(reading -> lists.idsUntil(reading, ids, filter, version));
    }

    private List<Long> namespaces(Caller caller, Optional<String> project) {
        return project
                .map(p -> List.of(projects.require(caller, p, DeliveryAction.GET)))
                .orElseGet(() -> projects.visibleTo(caller))
                .stream()
                .map(p -> p.id().value())
                .toList();
    }
}
