package io.slipway.forge.webhook;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.project.Project;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The hooks of projects, and those of the whole forge. */
public final class Hooks {

    private static final String TOKEN_PURPOSE = "project_hooks.token";

    private final Database database;
    private final Access access;
    private final SecretBox box;
    private final Audit audit;
    private final Clock clock;
    private final HookStore store = new HookStore();

    /** The hooks in the given database. */
    public Hooks(Database database, Access access, SecretBox box, Audit audit, Clock clock) {
        this.database = database;
        this.access = access;
        this.box = box;
        this.audit = audit;
        this.clock = clock;
    }

    /** A project's hooks, newest first. */
    public Page<ProjectHook> list(Caller caller, Project project, PageRequest page) {
        access.require(caller, Ability.ADMIN_PROJECT, project);
        return database.read(reading -> store.list(reading, project.id(), page));
    }

    /**
     * One hook of a project.
     *
     * @throws NotFound if the project has none of this number
     */
    public ProjectHook get(Caller caller, Project project, long id) {
        access.require(caller, Ability.ADMIN_PROJECT, project);
        return database.read(reading -> require(reading, project.id(), id));
    }

    /**
     * Adds a hook.
     *
     * @throws io.slipway.platform.problem.Invalid if the address is no http(s) address
     */
    public ProjectHook create(Caller caller, Project project, HookChange wish) {
        String url = wish.url().orElse("");
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    HookUrl.require(url);
                    ProjectHook fresh =
                            new ProjectHook(
                                    0,
                                    project.id(),
                                    url,
                                    wish.token().isPresent(),
                                    wish.applyTo(HookEvents.defaults()),
                                    wish.sslVerification().orElse(true),
                                    clock.instant());
                    long id = store.insert(tx, fresh, seal(wish.token()), clock.instant());
                    audit.record(caller, tx, "hook.created", target(project), "hook " + id);
                    return require(tx, project.id(), id);
                });
    }

    /** Changes a hook. */
    public ProjectHook update(Caller caller, Project project, long id, HookChange change) {
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    ProjectHook old = require(tx, project.id(), id);
                    change.url().ifPresent(HookUrl::require);
                    ProjectHook changed =
                            new ProjectHook(
                                    id,
                                    project.id(),
                                    change.url().orElse(old.url()),
                                    old.hasToken() || change.token().isPresent(),
                                    change.applyTo(old.events()),
                                    change.sslVerification().orElse(old.sslVerification()),
                                    old.createdAt());
                    store.update(tx, changed, seal(change.token()), clock.instant());
                    audit.record(caller, tx, "hook.updated", target(project), "hook " + id);
                    return changed;
                });
    }

    /** Removes a hook. */
    public ProjectHook delete(Caller caller, Project project, long id) {
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    ProjectHook old = require(tx, project.id(), id);
                    store.delete(tx, id);
                    audit.record(caller, tx, "hook.deleted", target(project), "hook " + id);
                    return old;
                });
    }

    /** All hooks of a project; for whoever calls them. */
    public List<ProjectHook> toCall(ProjectId project) {
        return database.read(reading -> store.all(reading, project));
    }

    /** All hooks of the whole forge; for whoever calls them. */
    public List<SystemHook> toCall() {
        return database.read(store::systemHooks);
    }

    /** Whom a call goes to, as the hook says now. */
    record Callee(String url, Optional<Secret> token, boolean sslVerification) {}

    Optional<Callee> toCall(HookRef hook) {
        return switch (hook.kind()) {
            case PROJECT ->
                    database.read(reading -> store.find(reading, hook.id()))
                            .map(one -> new Callee(one.url(), token(one), one.sslVerification()));
            case SYSTEM ->
                    toCall().stream()
                            .filter(one -> one.id() == hook.id())
                            .findFirst()
                            .map(one -> new Callee(one.url(), Optional.empty(), true));
        };
    }

    /**
     * One hook of the whole forge; administrators only.
     *
     * @throws NotFound if there is none of this number
     */
    public SystemHook systemHook(Caller caller, long id) {
        return systemHooks(caller).stream()
                .filter(hook -> hook.id() == id)
                .findFirst()
                .orElseThrow(() -> new NotFound("Hook"));
    }

    /** The token that goes with a hook's calls; for whoever calls it. */
    public Optional<Secret> token(ProjectHook hook) {
        return database.read(reading -> store.sealedToken(reading, hook.id()))
                .map(sealed -> box.open(TOKEN_PURPOSE, sealed));
    }

    /** The forge's own hooks; administrators only. */
    public List<SystemHook> systemHooks(Caller caller) {
        caller.requireAdmin();
        return database.read(store::systemHooks);
    }

    /** Adds a hook of the forge. */
    public SystemHook createSystemHook(Caller caller, String url) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        HookUrl.require(url);
        return database.write(
                Durability.FULL,
                tx -> {
                    SystemHook hook = store.insertSystem(tx, url, clock.instant());
                    audit.record(
                            caller,
                            tx,
                            "system_hook.created",
                            new AuditTarget("hook", hook.id(), ""));
                    return hook;
                });
    }

    /** Removes a hook of the forge, if there is one of this number. */
    public Optional<SystemHook> deleteSystemHook(Caller caller, long id) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        return database.write(
                Durability.FULL,
                tx -> {
                    Optional<SystemHook> old =
                            store.systemHooks(tx).stream()
                                    .filter(hook -> hook.id() == id)
                                    .findFirst();
                    old.ifPresent(hook -> {
                        store.deleteSystem(tx, id);
                        audit.record(
                                caller, tx, "system_hook.deleted", new AuditTarget("hook", id, ""));
                    });
                    return old;
                });
    }

    private ProjectHook require(Reading reading, ProjectId project, long id) {
        return store.find(reading, project, id).orElseThrow(() -> new NotFound("Hook"));
    }

    private Optional<String> seal(Optional<Secret> token) {
        return token.map(secret -> box.seal(TOKEN_PURPOSE, secret));
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }
}
