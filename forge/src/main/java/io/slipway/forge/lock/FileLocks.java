package io.slipway.forge.lock;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import io.slipway.tree.TreePath;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The locks of files. A lock holds for every branch of its project. Whoever may push may lock; a
 * lock is taken away by its owner, or by force by those who may push to protected branches.
 * Thread-safe.
 */
public final class FileLocks {

    /** How many locks a project has at most; each is looked at in every push. */
    public static final int MAX_LOCKS = 10_000;

    private static final int MAX_PATH = 4_096;

    private final Database database;
    private final Access access;
    private final Audit audit;
    private final Clock clock;
    private final FileLockStore store = new FileLockStore();

    /** The locks in the given database. */
    public FileLocks(Database database, Access access, Audit audit, Clock clock) {
        this.database = database;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of locking. */
    public sealed interface Locked {

        /** The caller holds it now. */
        record Yes(FileLock lock) implements Locked {}

        /** Somebody holds it already, perhaps the caller. */
        record Already(FileLock lock) implements Locked {}
    }

    /**
     * Locks a file, which need not exist.
     *
     * @throws Invalid if that is no path of a file in a repository
     * @throws Conflict if the project has as many locks as it may have
     * @throws Denied if the caller may not push
     * @throws NotFound if they may not even see the project
     */
    public Locked lock(Caller caller, Project project, String path) {
        TreePath file = file(path);
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.PUSH_CODE, project);
                    var owner = caller.requirePerson().id();
                    if (store.count(tx, project.id()) >= MAX_LOCKS) {
                        throw new Conflict(
                                "the project has " + MAX_LOCKS + " locks", "unlock some first");
                    }
                    boolean made = store.insert(tx, project.id(), file, owner, clock.instant());
                    FileLock lock = store.find(tx, project.id(), file.value()).orElseThrow();
                    if (!made) {
                        return new Locked.Already(lock);
                    }
                    audit.record(caller, tx, "file.locked", target(project), file.value());
                    return new Locked.Yes(lock);
                });
    }

    /** The locks that a query asks for, by id. */
    public List<FileLock> list(Caller caller, Project project, FileLockQuery query) {
        return database.read(reading -> {
            access.require(caller, reading, Ability.DOWNLOAD_CODE, project);
            if (query.id().isPresent() || query.path().isPresent()) {
                Optional<FileLock> one =
                        query.id().isPresent()
                                ? store.find(reading, project.id(), query.id().get())
                                : store.find(reading, project.id(), query.path().get());
                return one.filter(lock -> lock.id() > query.after())
                        .filter(lock -> query.path().map(lock.path().value()::equals).orElse(true))
                        .map(List::of)
                        .orElse(List.of());
            }
            return store.list(reading, project.id(), query.after(), query.limit());
        });
    }

    /**
     * Takes a lock away.
     *
     * @param force also if it is somebody else's
     * @return the lock that was
     * @throws NotFound if there is none of that id
     * @throws Denied if it is somebody else's, and either not forced or not for the caller to force
     */
    public FileLock unlock(Caller caller, Project project, long id, boolean force) {
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.PUSH_CODE, project);
                    FileLock lock =
                            store.find(tx, project.id(), id)
                                    .orElseThrow(() -> new NotFound("Lock"));
                    boolean own = caller.userId().filter(lock.owner()::equals).isPresent();
                    if (!own && !force) {
                        throw Denied.forbidden(
                                lock.path() + " is locked by " + lock.ownerName() + ", not by you");
                    }
                    if (!own && !access.allows(caller, tx, Ability.PUSH_PROTECTED, project)) {
                        throw Denied.forbidden(
                                "Only masters take away the locks of others: "
                                        + lock.path()
                                        + " is locked by "
                                        + lock.ownerName());
                    }
                    store.delete(tx, project.id(), id);
                    audit.record(
                            caller,
                            tx,
                            own ? "file.unlocked" : "file.unlocked_by_force",
                            target(project),
                            lock.path().value());
                    return lock;
                });
    }

    /** The locks that keep the caller from changing files, in a reading under way. */
    public List<FileLock> ofOthers(Caller caller, Reading reading, ProjectId project) {
        return store.ofOthers(reading, project, caller.userId().map(id -> id.value()).orElse(0L));
    }

    private static TreePath file(String path) {
        if (path.isBlank() || path.length() > MAX_PATH || path.indexOf('\0') >= 0) {
            throw Invalid.of("path", "must have 1 to " + MAX_PATH + " characters");
        }
        try {
            TreePath file = TreePath.of(path);
            if (!file.value().equals(path)) {
                throw Invalid.of("path", "must be written as " + file.value());
            }
            return file;
        } catch (IllegalArgumentException e) {
            throw Invalid.of("path", "is no path of a file in a repository");
        }
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }
}
