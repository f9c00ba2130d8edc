package io.slipway.forge.webhook;

import io.slipway.forge.access.ProjectId;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of hooks. */
final class HookStore {

    private static final String INSERT =
            """
            insert into project_hooks (project_id, url, token_sealed, push_events, issues_events,
              merge_requests_events, tag_push_events, note_events, build_events,
              wiki_page_events, enable_ssl_verification, created_at, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String UPDATE =
            """
            update project_hooks set url = ?, token_sealed = coalesce(?, token_sealed),
              push_events = ?, issues_events = ?, merge_requests_events = ?,
              tag_push_events = ?, note_events = ?, build_events = ?, wiki_page_events = ?,
              enable_ssl_verification = ?, updated_at = ?
            where id = ?
            """;
    private static final String LIST =
            "select * from project_hooks where project_id = ? order by id desc limit ? offset ?";
    private static final String COUNT = "select count(*) from project_hooks where project_id = ?";
    private static final String ALL =
            "select * from project_hooks where project_id = ? order by id";
    private static final String FIND =
            "select * from project_hooks where project_id = ? and id = ?";
    private static final String FIND_ANY = "select * from project_hooks where id = ?";
    private static final String TOKEN = "select token_sealed from project_hooks where id = ?";
    private static final String DELETE = "delete from project_hooks where id = ?";
    private static final String SYSTEM_INSERT =
            "insert into system_hooks (url, created_at) values (?, ?) returning id";
    private static final String SYSTEM_LIST = "select * from system_hooks order by id";
    private static final String SYSTEM_DELETE = "delete from system_hooks where id = ?";

    long insert(Transaction tx, ProjectHook hook, Optional<String> token, Instant now) {
        HookEvents events = hook.events();
        return tx.insert(
                INSERT,
                hook.project().value(),
                hook.url(),
                token,
                events.push(),
                events.issues(),
                events.mergeRequests(),
                events.tagPush(),
                events.notes(),
                events.builds(),
                events.wikiPages(),
                hook.sslVerification(),
                now,
                now);
    }

    void update(Transaction tx, ProjectHook hook, Optional<String> token, Instant now) {
        HookEvents events = hook.events();
        tx.execute(
                UPDATE,
                hook.url(),
                token,
                events.push(),
                events.issues(),
                events.mergeRequests(),
                events.tagPush(),
                events.notes(),
                events.builds(),
                events.wikiPages(),
                hook.sslVerification(),
                now,
                hook.id());
    }

    Page<ProjectHook> list(Reading reading, ProjectId project, PageRequest page) {
        return new Page<>(
                reading.list(LIST, HookStore::hook, project.value(), page.size(), page.offset()),
                page,
                reading.count(COUNT, project.value()));
    }

    List<ProjectHook> all(Reading reading, ProjectId project) {
        return reading.list(ALL, HookStore::hook, project.value());
    }

    Optional<ProjectHook> find(Reading reading, ProjectId project, long id) {
        return reading.first(FIND, HookStore::hook, project.value(), id);
    }

    Optional<ProjectHook> find(Reading reading, long id) {
        return reading.first(FIND_ANY, HookStore::hook, id);
    }

    Optional<String> sealedToken(Reading reading, long id) {
        return reading.first(TOKEN, row -> row.optionalText("token_sealed"), id)
                .flatMap(token -> token);
    }

    void delete(Transaction tx, long id) {
        tx.execute(DELETE, id);
    }

    SystemHook insertSystem(Transaction tx, String url, Instant now) {
        return new SystemHook(tx.insert(SYSTEM_INSERT, url, now), url, now);
    }

    List<SystemHook> systemHooks(Reading reading) {
        return reading.list(
                SYSTEM_LIST,
                row ->
                        new SystemHook(
                                row.number("id"), row.text("url"), row.instant("created_at")));
    }

    void deleteSystem(Transaction tx, long id) {
        tx.execute(SYSTEM_DELETE, id);
    }

    private static ProjectHook hook(Row row) {
        return new ProjectHook(
                row.number("id"),
                new ProjectId(row.number("project_id")),
                row.text("url"),
                row.optionalText("token_sealed").isPresent(),
                new HookEvents(
                        row.flag("push_events"),
                        row.flag("issues_events"),
                        row.flag("merge_requests_events"),
                        row.flag("tag_push_events"),
                        row.flag("note_events"),
                        row.flag("build_events"),
                        row.flag("wiki_page_events")),
                row.flag("enable_ssl_verification"),
                row.instant("created_at"));
    }
}
