package io.slipway.forge.note;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.activity.Activities;
import io.slipway.forge.activity.Activity;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.Projects;
import io.slipway.git.object.Commit;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.DiffSettings;
import io.slipway.git.repository.GitRepository;
import io.slipway.platform.event.Events;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What people say about commits. Whoever may read the code may say something about it. */
public final class CommitNotes {

    private static final int LONGEST = 1_000_000;
    private static final int LONGEST_TITLE = 255;

    private final Database database;
    private final Access access;
    private final Projects projects;
    private final Activities activities;
    private final Events events;
    private final Audit audit;
    private final Clock clock;
    private final NoteStore store = new NoteStore();

    /** The notes in the given database. */
    public CommitNotes(
            Database database,
            Access access,
            Projects projects,
            Activities activities,
            Events events,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.access = access;
        this.projects = projects;
        this.activities = activities;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /** Notes about a commit, oldest first. */
    public Page<CommitNote> list(
            Caller caller, Project project, CommitId commit, PageRequest page) {
        requireCommit(caller, project, commit);
        return database.read(r -> store.of(r, project.id(), commit.hex(), page));
    }

    /** Those of these numbers, of a project whose code the caller may read; for lists of events. */
    public Map<Long, CommitNote> byIds(Caller caller, Project project, Collection<Long> ids) {
        if (ids.isEmpty() || !access.allows(caller, Ability.DOWNLOAD_CODE, project)) {
            return Map.of();
        }
        return database.read(r -> store.byIds(r, project.id(), ids)).stream()
                .collect(Collectors.toMap(CommitNote::id, Function.identity()));
    }

    /**
     * Says something about a commit.
     *
     * @param wish the line that it is about; one that the commit does not change is left out, and
     *     the note is about the whole commit
     * @throws NotFound if there is no such commit
     */
    public CommitNote add(
            Caller caller,
            Project project,
            CommitId commit,
            String body,
            Optional<NotePosition> wish) {
        GitRepository repository = requireCommit(caller, project, commit);
        access.require(caller, Ability.CREATE_NOTE, project);
        Violations violations = new Violations();
        violations.addIf(body.isBlank(), "note", "can't be blank");
        violations.addIf(
                body.length() > LONGEST,
                "note",
                "is too long (maximum is " + LONGEST + " characters)");
        violations.throwIfAny();
        Optional<NotePosition> position = wish.filter(at -> isChanged(repository, commit, at));
        String title = repository.commit(commit).map(Commit::message).orElse("").strip();
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.CREATE_NOTE, project);
                    CommitNote note =
                            store.insert(
                                    tx,
                                    project.id(),
                                    commit.hex(),
                                    caller.userId(),
                                    body,
                                    position,
                                    clock.instant());
                    activities.record(
                            tx,
                            caller.userId(),
                            project.id(),
                            "commented on",
                            Optional.of(new Activity.Target("Note", note.id(), firstLine(title))));
                    events.append(tx, new CommitNoted(project.id(), note.id()));
                    projects.touch(tx, project.id());
                    audit.record(
                            caller,
                            tx,
                            "commit.noted",
                            new AuditTarget("project", project.id().value(), project.fullPath()),
                            commit.hex());
                    return note;
                });
    }

    private static boolean isChanged(GitRepository git, CommitId commit, NotePosition at) {
        return git.diffs().of(commit, DiffSettings.defaults()).files().stream()
                .filter(file -> file.newPath().equals(at.path()))
                .anyMatch(file -> PatchLines.has(file.patch(), at.line(), at.side()));
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > LONGEST_TITLE ? line.substring(0, LONGEST_TITLE) : line;
    }

    private GitRepository requireCommit(Caller caller, Project project, CommitId commit) {
        GitRepository repository = projects.repository(caller, project);
        if (repository.commit(commit).isEmpty()) {
            throw new NotFound("Commit");
        }
        return repository;
    }
}
