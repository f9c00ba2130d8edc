package io.slipway.forge.release;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.Projects;
import io.slipway.forge.push.RefsUpdated;
import io.slipway.git.ref.RefName;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The releases of projects; a release goes with its tag. */
public final class Releases {

    private final Database database;
    private final Access access;
    private final Projects projects;
    private final Audit audit;
    private final Clock clock;
    private final ReleaseStore store = new ReleaseStore();

    /** The releases in the given database. */
    public Releases(Database database, Access access, Projects projects, Audit audit, Clock clock) {
        this.database = database;
        this.access = access;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    /** All releases of a project, by tag. */
    public Map<String, Release> all(Caller caller, Project project) {
        access.require(caller, Ability.DOWNLOAD_CODE, project);
        return database.read(reading -> store.list(reading, project.id())).stream()
                .collect(Collectors.toMap(Release::tag, Function.identity()));
    }

    /** The release of one tag, if it has one. */
    public Optional<Release> find(Caller caller, Project project, String tag) {
        access.require(caller, Ability.DOWNLOAD_CODE, project);
        return database.read(reading -> store.find(reading, project.id(), tag));
    }

    /**
     * Tells something about a tag.
     *
     * @throws NotFound if there is no such tag
     * @throws Conflict if something is told already
     */
    public Release create(Caller caller, Project project, String tag, String description) {
        access.require(caller, Ability.PUSH_CODE, project);
        requireTag(project, tag);
        requireText(description);
        return database.write(
                Durability.FULL,
                tx -> {
                    if (store.find(tx, project.id(), tag).isPresent()) {
                        throw new Conflict("Release already exists");
                    }
                    Instant now = clock.instant();
                    Release release = new Release(tag, description, now, now);
                    store.insert(tx, project.id(), release);
                    audit.record(caller, tx, "release.created", target(project), tag);
                    return release;
                });
    }

    /** Tells something else about a tag. */
    public Release update(Caller caller, Project project, String tag, String description) {
        access.require(caller, Ability.PUSH_CODE, project);
        requireTag(project, tag);
        requireText(description);
        return database.write(
                Durability.FULL,
                tx -> {
                    Release old =
                            store.find(tx, project.id(), tag)
                                    .orElseThrow(() ->
                                            new NotFound("Release", "Release does not exist"));
                    store.update(tx, project.id(), tag, description, clock.instant());
                    audit.record(caller, tx, "release.updated", target(project), tag);
                    return new Release(tag, description, old.createdAt(), clock.instant());
                });
    }

    /** Forgets the releases of tags that a push deleted; in the transaction that settles it. */
    public void pushed(Transaction tx, RefsUpdated push) {
        push.updates().stream()
                .filter(update -> update.ref().isTag() && update.isDelete())
                .forEach(update -> store.delete(tx, push.project(), update.ref().shortName()));
    }

    private void requireTag(Project project, String tag) {
        boolean exists =
                RefName.isValidTag(tag)
                        && projects.openOrCreate(project).refs().find(RefName.tag(tag)).isPresent();
        if (!exists) {
            throw new NotFound("Tag", "Tag does not exist");
        }
    }

    private static void requireText(String description) {
        if (description.isBlank()) {
            throw Invalid.of("description", "can't be blank");
        }
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }
}
