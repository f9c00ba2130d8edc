package io.slipway.forge.project;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.GroupAbility;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectFilter;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.group.Namespaces;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.identity.Users;
import io.slipway.forge.notice.Notice;
import io.slipway.git.ref.RefName;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.platform.event.Events;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DuplicateException;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Projects and their repositories. */
public final class Projects {

    /** The branch that HEAD names in a repository that has none yet. */
    public static final String INITIAL_BRANCH = "master";

    private static final ProjectId NEW = new ProjectId(0);
    private static final int RUNNERS_TOKEN_LENGTH = 20;

    private final Database database;
    private final Access access;
    private final Namespaces namespaces;
    private final Users users;
    private final Repositories repositories;
    private final ProjectSettings settings;
    private final Events events;
    private final Audit audit;
    private final Tokens tokens;
    private final Clock clock;
    private final ProjectStore store = new ProjectStore();
    private final ProjectRules rules = new ProjectRules(store);
    private final List<ProjectCreation> creations = new CopyOnWriteArrayList<>();
    private final List<ProjectRemoval> removals = new CopyOnWriteArrayList<>();

    /** The projects in the given database and repositories. */
    public Projects(
            Database database,
            Access access,
            Namespaces namespaces,
            Users users,
            Repositories repositories,
            ProjectSettings settings,
            Events events,
            Audit audit,
            Tokens tokens,
            Clock clock) {
        this.database = database;
        this.access = access;
        this.namespaces = namespaces;
        this.users = users;
        this.repositories = repositories;
        this.settings = settings;
        this.events = events;
        this.audit = audit;
        this.tokens = tokens;
        this.clock = clock;
        namespaces.onRemoval(this::removeAllIn);
    }

    /** Has somebody told of each new project; while the server is wired, not later. */
    public void onCreation(ProjectCreation creation) {
        creations.add(creation);
    }

    /** Has somebody asked before a project goes; while the server is wired, not later. */
    public void onRemoval(ProjectRemoval removal) {
        removals.add(removal);
    }

    /**
     * One project.
     *
     * @throws NotFound if there is none that the caller may see
     */
    public Project get(Caller caller, ProjectId id) {
        return database.read(reading -> get(caller, reading, id));
    }

    /** As {@link #get(Caller, ProjectId)}, in a reading or transaction under way. */
    public Project get(Caller caller, Reading reading, ProjectId id) {
        return visible(reading, caller, store.find(reading, id));
    }

    /**
     * The project of a full path, whatever its case: {@code demo/web}. A path that it had before
     * leads to it too, unless another project has that path now.
     *
     * @throws NotFound if there is none that the caller may see
     */
    public Project byPath(Caller caller, String fullPath) {
        return database.read(reading -> visible(reading, caller, find(reading, fullPath)));
    }

    /**
     * The project of a number in digits, or of a full path: what the v3 API takes in an address.
     *
     * @throws NotFound if there is none that the caller may see
     */
    public Project find(Caller caller, String idOrPath) {
        if (idOrPath.indexOf('/') >= 0) {
            return byPath(caller, idOrPath);
        }
        try {
            return get(caller, new ProjectId(Long.parseLong(idOrPath)));
        } catch (NumberFormatException e) {
            throw new NotFound("Project");
        }
    }

    /** The projects of these ids that the caller may see, in one question. */
    public Map<ProjectId, Project> byIds(Caller caller, Collection<ProjectId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return database.read(r -> store.find(r, ProjectFilter.of(caller), ids)).stream()
                .collect(Collectors.toMap(Project::id, Function.identity()));
    }

    /** Projects that the caller may see, a page of them. */
    public Page<Project> list(Caller caller, ProjectQuery query, PageRequest page) {
        if (query.of() != ProjectQuery.Of.VISIBLE) {
            caller.requirePerson();
        }
        return database.read(r -> store.list(r, ProjectFilter.of(caller), query, page));
    }

    /** How many personal projects a user has; counts against their limit. */
    public long personalCount(UserId user) {
        return database.read(reading -> store.personalCount(reading, user));
    }

    /** The same of several users; who has none is not in it. */
    public Map<UserId, Long> personalCounts(Collection<UserId> users) {
        return database.read(reading -> store.personalCounts(reading, users));
    }

    /**
     * Makes a project and its empty repository.
     *
     * @throws Invalid with the messages of the v3 API; {@code limit_reached} if the caller has as
     *     many projects as they may
     */
    public Project create(Caller caller, NewProject wish) {
        Namespace namespace = target(caller, wish.namespace());
        Project made = write(tx -> insert(tx, caller, creator(caller), namespace, wish));
        openOrCreate(made);
        return made;
    }

    /** Makes a project in another user's own namespace; administrators only. */
    public Project createFor(Caller caller, UserId owner, NewProject wish) {
        caller.requireAdmin();
        User user = users.get(caller, owner);
        Namespace namespace = namespaces.ofUser(owner).orElseThrow(() -> new NotFound("Namespace"));
        Project made = write(tx -> insert(tx, caller, user.id(), namespace, wish));
        openOrCreate(made);
        return made;
    }

    /**
     * Copies a project with its repository into the caller's own namespace, under the same name.
     *
     * @throws Invalid if they have a project of that name or path
     */
    public Project fork(Caller caller, ProjectId source) {
        return fork(caller, source, Optional.empty());
    }

    /**
     * Copies a project with its repository, under the same name. The copy borrows the objects of
     * the source, and is no more visible than where it goes allows.
     *
     * @param to where; empty means the caller's own namespace
     * @throws Invalid if there is a project of that name or path, or they may make none there
     */
    public Project fork(Caller caller, ProjectId source, Optional<NamespaceId> to) {
        access.require(caller, Ability.FORK_PROJECT, get(caller, source));
        Namespace namespace = target(caller, to);
        Project made =
                write(tx -> {
                    Project from = get(caller, tx, source);
                    access.require(caller, tx, Ability.FORK_PROJECT, from);
                    NewProject wish = ProjectEdit.copyOf(from);
                    if (namespace.isGroup()
                            && namespace.visibility().level() < from.visibility().level()) {
                        wish = wish.as(namespace.visibility());
                    }
                    Project copy = insert(tx, caller, creator(caller), namespace, wish);
                    store.update(
                            tx,
                            new ProjectEdit(copy, clock.instant()).forkedFrom(Optional.of(source)));
                    store.setDefaultBranch(tx, copy.id(), from.defaultBranch(), clock.instant());
                    store.countForks(tx, source);
                    return store.find(tx, copy.id()).orElseThrow();
                });
        openOrCreate(made);
        return made;
    }

    /**
     * Records that a project was copied from another; administrators only.
     *
     * @throws Conflict if it is recorded as a copy already
     */
    public Project setForkedFrom(Caller caller, ProjectId id, ProjectId source) {
        caller.requireAdmin();
        return write(tx -> {
            Project old = get(caller, tx, id);
            if (old.forkedFrom().isPresent()) {
                throw new Conflict("Project already forked");
            }
            if (id.equals(source)) {
                throw Invalid.of("forked_from_id", "is the project itself");
            }
            if (store.find(tx, source).isEmpty()) {
                throw new NotFound("Source Project");
            }
            Project changed = new ProjectEdit(old, clock.instant()).forkedFrom(Optional.of(source));
            store.update(tx, changed);
            store.countForks(tx, source);
            told(tx, caller, "project.fork_related", changed, "to " + source.value());
            return changed;
        });
    }

    /** Forgets what a project was copied from. Returns what that was. */
    public Optional<ProjectId> forgetFork(Caller caller, ProjectId id) {
        return database.write(
                Durability.FULL,
                tx -> {
                    Project old = get(caller, tx, id);
                    access.require(caller, tx, Ability.REMOVE_FORK_PROJECT, old);
                    old.forkedFrom()
                            .ifPresent(source -> {
                                store.update(
                                        tx,
                                        new ProjectEdit(old, clock.instant())
                                                .forkedFrom(Optional.empty()));
                                store.countForks(tx, source);
                                told(
                                        tx,
                                        caller,
                                        "project.fork_forgotten",
                                        old,
                                        "of " + source.value());
                            });
                    return old.forkedFrom();
                });
    }

    /** Changes a project; a new name or visibility needs more than a new description. */
    public Project update(Caller caller, ProjectId id, ProjectChange change) {
        Project changed = write(tx -> update(tx, caller, id, change));
        change.defaultBranch()
                .ifPresent(branch -> openOrCreate(changed).refs().setHead(RefName.branch(branch)));
        return changed;
    }

    /** Moves a project to another namespace. */
    public Project transfer(Caller caller, ProjectId id, NamespaceId to) {
        return write(tx -> {
            Namespace namespace = namespaces.get(caller, tx, to);
            Project old = get(caller, tx, id);
            access.require(caller, tx, Ability.CHANGE_NAMESPACE, old);
            access.require(caller, tx, GroupAbility.CREATE_PROJECTS, namespace);
            if (old.namespaceId().equals(to)) {
                throw Invalid.of("new_namespace", "is invalid");
            }
            if (store.isPathTaken(tx, to, old.path(), id)
                    || store.isNameTaken(tx, to, old.name(), id)) {
                throw Invalid.of(
                        "new_namespace",
                        "Project with same path in target namespace already exists");
            }
            if (namespace.isGroup() && old.visibility().level() > namespace.visibility().level()) {
                throw Invalid.of(
                        "visibility_level",
                        old.visibility().text()
                                + " is not allowed in a "
                                + namespace.visibility().text()
                                + " group.");
            }
            Project moved = new ProjectEdit(old, clock.instant()).movedTo(namespace);
            store.update(tx, moved);
            store.redirect(tx, old);
            told(tx, caller, "project.transferred", moved, "from " + old.fullPath());
            events.append(
                    tx, new ProjectEvents.ProjectMoved(id, to, old.fullPath(), moved.fullPath()));
            announce(tx, Notice.What.TRANSFERRED, moved, Optional.of(old.fullPath()));
            return moved;
        });
    }

    /** Archives a project, or brings it back. */
    public Project setArchived(Caller caller, ProjectId id, boolean archived) {
        return write(tx -> {
            Project old = get(caller, tx, id);
            access.require(caller, tx, Ability.ARCHIVE_PROJECT, old);
            Project changed = new ProjectEdit(old, clock.instant()).archived(archived);
            store.update(tx, changed);
            told(tx, caller, archived ? "project.archived" : "project.unarchived", changed, "");
            return changed;
        });
    }

    /**
     * Removes a project and its repository.
     *
     * @return the project as it was
     * @throws Conflict if it is still in use; names by what
     */
    public Project delete(Caller caller, ProjectId id) {
        Project gone =
                database.write(
                        Durability.FULL,
                        tx -> {
                            Project project = get(caller, tx, id);
                            access.require(caller, tx, Ability.REMOVE_PROJECT, project);
                            remove(caller, tx, project);
                            return project;
                        });
        repositories.delete(gone.repositoryId());
        return gone;
    }

    /** Stars a project for the caller. Returns whether that is a change. */
    public boolean star(Caller caller, ProjectId id) {
        UserId user = caller.requirePerson().id();
        return database.write(
                Durability.FULL,
                tx -> {
                    get(caller, tx, id);
                    return store.star(tx, user, id, clock.instant());
                });
    }

    /** Takes the caller's star away. Returns whether that is a change. */
    public boolean unstar(Caller caller, ProjectId id) {
        UserId user = caller.requirePerson().id();
        return database.write(
                Durability.FULL,
                tx -> {
                    get(caller, tx, id);
                    return store.unstar(tx, user, id);
                });
    }

    /**
     * The repository of a project, for those who may download its code.
     *
     * @throws NotFound if the caller may not see the project
     * @throws Denied if they may not read its code
     */
    public GitRepository repository(Caller caller, Project project) {
        access.require(caller, Ability.DOWNLOAD_CODE, project);
        return openOrCreate(project);
    }

    /**
     * The repository of a project for a verb that has already decided; makes it if a crash came
     * between the project's row and its repository.
     */
    public GitRepository openOrCreate(Project project) {
        RepositoryId id = project.repositoryId();
        return repositories
                .open(id)
                .orElseGet(() -> {
                    Optional<RepositoryId> source =
                            project.forkedFrom()
                                    .map(from -> new RepositoryId(from.value()))
                                    .filter(repositories::exists);
                    if (source.isPresent()) {
                        return repositories.fork(source.get(), id);
                    }
                    String branch = project.defaultBranch().orElse(INITIAL_BRANCH);
                    return repositories.create(id, RefName.branch(branch));
                });
    }

    /** Records work on a project, in a transaction under way. */
    public void touch(Transaction tx, ProjectId id) {
        store.touch(tx, id, clock.instant());
    }

    /** Records which branch is the default one, in a transaction under way. */
    public void setDefaultBranch(Transaction tx, ProjectId id, Optional<String> branch) {
        store.setDefaultBranch(tx, id, branch, clock.instant());
    }

    /** Removes repositories whose project is gone: a crash came between the two. At the start. */
    public int removeOrphanRepositories() {
        Set<Long> known = new HashSet<>(database.read(store::allIds));
        int removed = 0;
        for (RepositoryId id : repositories.list()) {
            if (!known.contains(id.value()) && repositories.delete(id)) {
                removed++;
            }
        }
        return removed;
    }

    private Namespace target(Caller caller, Optional<NamespaceId> wish) {
        Namespace namespace;
        try {
            namespace =
                    wish.isPresent() ? namespaces.get(caller, wish.get()) : namespaces.own(caller);
        } catch (NotFound e) {
            throw Invalid.of("namespace", "is not valid");
        }
        if (!access.allows(caller, GroupAbility.CREATE_PROJECTS, namespace)) {
            caller.requireScope(io.slipway.forge.identity.Scope.API);
            throw Invalid.of("namespace", "is not valid");
        }
        return namespace;
    }

    private static UserId creator(Caller caller) {
        return caller.userId().orElse(new UserId(0));
    }

    private Project insert(
            Transaction tx, Caller caller, UserId creator, Namespace namespace, NewProject wish) {
        checkLimit(tx, caller, namespace);
        String path = wish.path().orElseGet(() -> ProjectRules.pathOf(wish.name()));
        Visibility visibility = wish.visibility().orElseGet(settings::defaultVisibility);
        Violations violations = new Violations();
        rules.check(tx, namespace.id(), wish.name(), path, wish.description(), NEW, violations);
        checkVisibility(caller, namespace, visibility, violations);
        wish.importUrl()
                .ifPresent(url ->
                        violations.addIf(
                                !url.matches("(https?|ssh|git)://[^\\s]+"),
                                "import_url",
                                "is invalid"));
        violations.throwIfAny();
        Instant now = clock.instant();
        Project fresh =
                ProjectEdit.fresh(
                        namespace,
                        creator,
                        wish,
                        path,
                        visibility,
                        tokens.nextHex(RUNNERS_TOKEN_LENGTH),
                        now);
        ProjectId id = store.insert(tx, fresh);
        namespace.owner().ifPresent(owner -> store.addOwner(tx, id, owner, now));
        Project made = store.find(tx, id).orElseThrow();
        told(tx, caller, "project.created", made, "");
        announce(tx, Notice.What.ADDED, made, Optional.empty());
        namespace
                .owner()
                .ifPresent(owner ->
                        events.append(
                                tx,
                                new Notice.OfProjectMember(
                                        Notice.What.ADDED,
                                        made.named(),
                                        users.get(Caller.system(), tx, owner).asPerson(),
                                        Role.MASTER.text(),
                                        Notice.Times.now(now))));
        creations.forEach(one -> one.created(caller, tx, made));
        events.append(tx, new ProjectEvents.ProjectCreated(id, namespace.id(), made.fullPath()));
        return made;
    }

    private Project update(Transaction tx, Caller caller, ProjectId id, ProjectChange change) {
        Project old = get(caller, tx, id);
        access.require(caller, tx, Ability.ADMIN_PROJECT, old);
        if (change.name().filter(name -> !name.equals(old.name())).isPresent()
                || change.path().filter(path -> !path.equals(old.path())).isPresent()) {
            access.require(caller, tx, Ability.RENAME_PROJECT, old);
        }
        if (change.visibility().filter(wish -> wish != old.visibility()).isPresent()) {
            access.require(caller, tx, Ability.CHANGE_VISIBILITY_LEVEL, old);
        }
        Project changed = new ProjectEdit(old, clock.instant()).changed(change);
        Violations violations = new Violations();
        rules.check(
                tx,
                old.namespaceId(),
                changed.name(),
                changed.path(),
                changed.description(),
                id,
                violations);
        change.visibility()
                .filter(wish -> wish != old.visibility())
                .ifPresent(wish ->
                        checkVisibility(
                                caller,
                                namespaces.get(caller, tx, old.namespaceId()),
                                wish,
                                violations));
        change.visibility()
                .ifPresent(wish ->
                        old.forkedFrom()
                                .flatMap(source -> store.find(tx, source))
                                .ifPresent(source ->
                                        violations.addIf(
                                                wish.level() > source.visibility().level(),
                                                "visibility_level",
                                                wish.text()
                                                        + " is not allowed since the fork source project has lower"
                                                        + " visibility.")));
        change.defaultBranch()
                .ifPresent(branch ->
                        violations.addIf(
                                !RefName.isValidBranch(branch), "default_branch", "is invalid"));
        violations.throwIfAny();
        store.update(tx, changed);
        told(tx, caller, "project.updated", changed, "");
        if (!changed.path().equals(old.path())) {
            store.redirect(tx, old);
            events.append(
                    tx,
                    new ProjectEvents.ProjectMoved(
                            id, old.namespaceId(), old.fullPath(), changed.fullPath()));
            announce(tx, Notice.What.RENAMED, changed, Optional.of(old.fullPath()));
        }
        return changed;
    }

    private void checkLimit(Reading reading, Caller caller, Namespace namespace) {
        Optional<UserId> owner = namespace.owner();
        if (owner.isEmpty() || caller.isSystem()) {
            return;
        }
        int limit = users.get(Caller.system(), reading, owner.get()).projectsLimit();
        if (!caller.isAdmin() && store.personalCount(reading, owner.get()) >= limit) {
            throw Invalid.of(
                    "limit_reached",
                    "Your project limit is "
                            + limit
                            + " projects! Please contact your"
                            + " administrator to increase it");
        }
    }

    private void checkVisibility(
            Caller caller, Namespace namespace, Visibility wish, Violations violations) {
        violations.addIf(
                namespace.isGroup() && wish.level() > namespace.visibility().level(),
                "visibility_level",
                wish.text() + " is not allowed in a " + namespace.visibility().text() + " group.");
        violations.addIf(
                !settings.allows(caller, wish),
                "visibility_level",
                wish.text() + " has been restricted by your GitLab administrator");
    }

    private void removeAllIn(Caller caller, Transaction tx, Namespace namespace) {
        for (Project project : store.inNamespace(tx, namespace.id())) {
            remove(caller, tx, project);
            tx.afterCommit(() -> repositories.delete(project.repositoryId()));
        }
    }

    private void remove(Caller caller, Transaction tx, Project project) {
        removals.forEach(one -> one.beforeRemoval(caller, tx, project));
        store.delete(tx, project.id());
        project.forkedFrom().ifPresent(source -> store.countForks(tx, source));
        told(tx, caller, "project.removed", project, "");
        announce(tx, Notice.What.REMOVED, project, Optional.empty());
        events.append(
                tx,
                new ProjectEvents.ProjectRemoved(
                        project.id(), project.namespaceId(), project.fullPath()));
    }

    private void announce(
            Transaction tx, Notice.What what, Project project, Optional<String> oldFullPath) {
        Namespace namespace = namespaces.get(Caller.system(), tx, project.namespaceId());
        Optional<User> owner = namespace.owner().map(user -> users.get(Caller.system(), tx, user));
        events.append(
                tx,
                new Notice.OfProject(
                        what,
                        project.named(),
                        owner.map(User::name).orElse(namespace.name()),
                        owner.map(User::email).orElse(""),
                        oldFullPath,
                        new Notice.Times(project.createdAt(), project.updatedAt())));
    }

    private void told(Transaction tx, Caller caller, String verb, Project project, String detail) {
        audit.record(
                caller,
                tx,
                verb,
                new AuditTarget("project", project.id().value(), project.fullPath()),
                detail);
    }

    private Optional<Project> find(Reading reading, String fullPath) {
        int slash = fullPath.lastIndexOf('/');
        return slash < 0
                ? Optional.empty()
                : store.byPath(
                        reading, fullPath.substring(0, slash), fullPath.substring(slash + 1));
    }

    private Project visible(Reading reading, Caller caller, Optional<Project> found) {
        Project project = found.orElseThrow(() -> new NotFound("Project"));
        access.require(caller, reading, Ability.READ_PROJECT, project);
        return project;
    }

    private Project write(Function<Transaction, Project> work) {
        try {
            return database.write(Durability.FULL, work);
        } catch (DuplicateException e) {
            throw Invalid.of("path", "has already been taken");
        }
    }
}
