package io.slipway.delivery.application;

import io.slipway.delivery.destination.Destination;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.yaml.Json;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All SQL of applications themselves. */
final class ApplicationStore {

    /** Whole rows, for {@link #read}; a condition follows. */
    static final String COLUMNS =
            """
            select a.id, a.namespace_id, n.path as project, a.name, a.uid, a.instance, a.generation,
              a.version, a.metadata, a.spec, a.status, a.operation, a.sync_state,
              a.attempted_content, a.created_at, a.deleted_at
            from applications a join namespaces n on n.id = a.namespace_id
            """;

    private static final String BY_ID = COLUMNS + "where a.id = ?";
    private static final String BY_NAME = COLUMNS + "where a.namespace_id = ? and a.name = ?";
    private static final String OF_NAMESPACES =
            COLUMNS + "where a.namespace_id in (?) order by a.name, a.namespace_id";
    private static final String NAMED = COLUMNS + "where a.namespace_id = ? and a.name in (?)";
    private static final String MADE_BY = COLUMNS + "where a.namespace_id = ? and a.parent = ?";
    private static final String OF_INSTANCE =
            COLUMNS + "where a.namespace_id = ? and a.instance = ?";
    private static final String ALL_IDS = "select id from applications order by id";
    private static final String SPECS =
            """
            select n.path || '/' || a.name as full_name, a.spec from applications a
            join namespaces n on n.id = a.namespace_id order by full_name
            """;
    private static final String VERSIONS = "select id, version from applications order by version";
    private static final String INSTANCES = "select id, instance from applications";
    private static final String INSTANCE_TAKEN = "select 1 from applications where instance = ?";
    private static final String NEXT_VERSION =
            "update application_versions set value = value + 1 where one = 1 returning value";
    private static final String VERSION = "select value from application_versions where one = 1";
    private static final String INSERT =
            """
            insert into applications (namespace_id, name, uid, instance, generation, version,
              metadata, spec, status, operation, sync_status, health_status, search_text,
              parent, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String UPDATE =
            """
            update applications set namespace_id = ?, generation = ?, version = ?, metadata = ?,
              spec = ?, status = ?, operation = ?, sync_state = ?, attempted_content = ?,
              sync_status = ?, health_status = ?, search_text = ?, parent = ?, deleted_at = ?
            where id = ? and version = ?
            """;
    private static final String DELETE = "delete from applications where id = ?";
    private static final String DELETE_SOURCES =
            "delete from application_sources where application_id = ?";
    private static final String INSERT_SOURCE =
            """
            insert into application_sources (application_id, position, repository_id, url, revision)
            values (?, ?, ?, ?, ?)
            """;
    private static final String SOURCES =
            """
            select application_id, position, repository_id, url, revision from application_sources
            where application_id = ? order by position
            """;
    private static final String FOLLOWERS =
            """
            select application_id, position, repository_id, url, revision from application_sources
            where repository_id = ? order by application_id, position
            """;

    private static final String NAMES_IN =
            """
            select n.path || '/' || a.name as full_name from applications a
            join namespaces n on n.id = a.namespace_id where a.namespace_id = ?
            order by a.name limit ?
            """;
    private static final String NAMES_READING =
            """
            select distinct n.path || '/' || a.name as full_name from application_sources s
            join applications a on a.id = s.application_id
            join namespaces n on n.id = a.namespace_id where s.repository_id = ?
            order by full_name limit ?
            """;

    private record Metadata(
            Map<String, String> labels, Map<String, String> annotations, List<String> finalizers) {}

    Optional<StoredApplication> find(Reading reading, ApplicationId id) {
        return reading.first(BY_ID, ApplicationStore::read, id.value());
    }

    Optional<StoredApplication> find(Reading reading, long namespaceId, String name) {
        return reading.first(BY_NAME, ApplicationStore::read, namespaceId, name);
    }

    List<StoredApplication> list(Reading reading, Collection<Long> namespaceIds) {
        return namespaceIds.isEmpty()
                ? List.of()
                : reading.list(OF_NAMESPACES, ApplicationStore::read, namespaceIds);
    }

    List<StoredApplication> named(Reading reading, long namespaceId, Collection<String> names) {
        return names.isEmpty()
                ? List.of()
                : reading.list(NAMED, ApplicationStore::read, namespaceId, names);
    }

    /** Those whose tracking annotation names an instance, whatever else it says. */
    List<StoredApplication> madeBy(Reading reading, long namespaceId, String instance) {
        return reading.list(MADE_BY, ApplicationStore::read, namespaceId, instance);
    }

    Optional<StoredApplication> ofInstance(Reading reading, long namespaceId, String instance) {
        return reading.first(OF_INSTANCE, ApplicationStore::read, namespaceId, instance);
    }

    List<ApplicationId> ids(Reading reading) {
        return reading.list(ALL_IDS, row -> new ApplicationId(row.number("id")));
    }

    /** Where each application goes, by {@code project/name}. */
    Map<String, Destination> destinations(Reading reading) {
        var found = new LinkedHashMap<String, Destination>();
        reading.list(
                SPECS,
                row ->
                        found.put(
                                row.text("full_name"),
                                part(ApplicationSpec.class, row.text("spec")).destination()));
        return found;
    }

    /** The version of the last write of each application, in their order. */
    Map<ApplicationId, Long> versions(Reading reading) {
        var found = new LinkedHashMap<ApplicationId, Long>();
        reading.list(
                        VERSIONS,
                        row ->
                                Map.entry(
                                        new ApplicationId(row.number("id")), row.number("version")))
                .forEach(e -> found.put(e.getKey(), e.getValue()));
        return found;
    }

    Map<String, ApplicationId> instances(Reading reading) {
        var found = new LinkedHashMap<String, ApplicationId>();
        reading.list(
                        INSTANCES,
                        row -> Map.entry(row.text("instance"), new ApplicationId(row.number("id"))))
                .forEach(e -> found.put(e.getKey(), e.getValue()));
        return found;
    }

    boolean isInstanceTaken(Reading reading, String instance) {
        return reading.exists(INSTANCE_TAKEN, instance);
    }

    long version(Reading reading) {
        return reading.count(VERSION);
    }

    long nextVersion(Transaction transaction) {
        return transaction.insert(NEXT_VERSION);
    }

    /** Stores a new application, and gives it with its id and version. */
    StoredApplication insert(
            Transaction transaction, long namespaceId, String instance, Application application) {
        long version = nextVersion(transaction);
        var metadata = application.metadata();
        long id =
                transaction.insert(
                        INSERT,
                        namespaceId,
                        metadata.name(),
                        metadata.uid(),
                        instance,
                        metadata.generation(),
                        version,
                        write(metadataOf(metadata)),
                        write(application.spec()),
                        write(application.status()),
                        application.operation().map(ApplicationStore::write),
                        syncStatus(application),
                        application.status().health().status(),
                        searchText(application),
                        parent(application),
                        metadata.creationTimestamp());
        return find(transaction, new ApplicationId(id)).orElseThrow();
    }

    /**
     * Replaces what was read before.
     *
     * @return what is stored now; empty when someone else wrote in between
     */
    Optional<StoredApplication> update(
            Transaction transaction, StoredApplication before, StoredApplication after) {
        var application = after.application();
        int rows =
                transaction.execute(
                        UPDATE,
                        after.namespaceId(),
                        application.metadata().generation(),
                        nextVersion(transaction),
                        write(metadataOf(application.metadata())),
                        write(application.spec()),
                        write(application.status()),
                        application.operation().map(ApplicationStore::write),
                        after.syncState().map(Json::write),
                        after.attemptedContent(),
                        syncStatus(application),
                        application.status().health().status(),
                        searchText(application),
                        parent(application),
                        application.metadata().deletionTimestamp(),
                        before.id().value(),
                        before.version());
        return rows == 0 ? Optional.empty() : find(transaction, before.id());
    }

    void delete(Transaction transaction, ApplicationId id) {
        transaction.execute(DELETE, id.value());
    }

    void replaceSources(Transaction transaction, ApplicationId id, List<FollowedSource> sources) {
        transaction.execute(DELETE_SOURCES, id.value());
        sources.forEach(s ->
                transaction.execute(
                        INSERT_SOURCE,
                        id.value(),
                        s.position(),
                        s.repositoryId(),
                        s.url(),
                        s.revision()));
    }

    List<FollowedSource> sources(Reading reading, ApplicationId id) {
        return reading.list(SOURCES, ApplicationStore::source, id.value());
    }

    List<FollowedSource> followers(Reading reading, long repositoryId) {
        return reading.list(FOLLOWERS, ApplicationStore::source, repositoryId);
    }

    List<String> namesIn(Reading reading, long namespaceId, int limit) {
        return reading.list(NAMES_IN, row -> row.text("full_name"), namespaceId, limit);
    }

    List<String> namesReading(Reading reading, long repositoryId, int limit) {
        return reading.list(NAMES_READING, row -> row.text("full_name"), repositoryId, limit);
    }

    private static FollowedSource source(Row row) {
        return new FollowedSource(
                new ApplicationId(row.number("application_id")),
                row.small("position"),
                row.optionalNumber("repository_id"),
                row.text("url"),
                row.text("revision"));
    }

    static StoredApplication read(Row row) {
        var stored = part(Metadata.class, row.text("metadata"));
        long version = row.number("version");
        var project = row.text("project");
        var metadata =
                new ApplicationMetadata(
                        row.text("name"),
                        project,
                        row.text("uid"),
                        Long.toString(version),
                        row.number("generation"),
                        Optional.of(row.instant("created_at")),
                        row.optionalInstant("deleted_at"),
                        stored.labels(),
                        stored.annotations(),
                        stored.finalizers());
        var application =
                new Application(
                        metadata,
                        part(ApplicationSpec.class, row.text("spec")).inProject(project),
                        part(ApplicationStatus.class, row.text("status")),
                        row.optionalText("operation").map(o -> part(Operation.class, o)));
        return new StoredApplication(
                new ApplicationId(row.number("id")),
                row.number("namespace_id"),
                row.text("instance"),
                application,
                row.optionalText("sync_state").map(Json::readObject),
                row.text("attempted_content"),
                version);
    }

    private static <T> T part(Class<T> type, String json) {
        return ApplicationFormat.readStored(type, Json.readObject(json));
    }

    private static Metadata metadataOf(ApplicationMetadata metadata) {
        return new Metadata(metadata.labels(), metadata.annotations(), metadata.finalizers());
    }

    private static String write(Record part) {
        return Json.write(RecordTree.write(part));
    }

    private static String syncStatus(Application application) {
        return application.status().sync().status().map(Enum::name).orElse("");
    }

    /** Whatever stands before the colon: who reads it looks at the whole annotation again. */
    private static String parent(Application application) {
        return application
                .metadata()
                .annotation(Tracking.ID_ANNOTATION)
                .filter(id -> id.indexOf(':') > 0)
                .map(id -> id.substring(0, id.indexOf(':')))
                .orElse("");
    }

    private static String searchText(Application application) {
        return Dialect.fold(application.name());
    }
}
