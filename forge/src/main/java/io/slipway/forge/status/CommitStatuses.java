package io.slipway.forge.status;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.Projects;
import io.slipway.git.object.CommitId;
import io.slipway.git.ref.Ref;
import io.slipway.git.repository.GitRepository;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What builds elsewhere tell about commits. */
public final class CommitStatuses {

    private static final String STAGE = "external";

    private final Database database;
    private final Access access;
    private final Projects projects;
    private final Audit audit;
    private final Clock clock;
    private final CommitStatusStore store = new CommitStatusStore();

    /** The statuses in the given database. */
    public CommitStatuses(
            Database database, Access access, Projects projects, Audit audit, Clock clock) {
        this.database = database;
        this.access = access;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    /** Statuses of a commit, newest first. */
    public Page<CommitStatus> list(
            Caller caller, Project project, CommitId commit, StatusQuery query, PageRequest page) {
        access.require(caller, Ability.READ_COMMIT_STATUS, project);
        requireCommit(project, commit);
        return database.read(r -> store.list(r, project.id(), commit.hex(), query, page));
    }

    /** What the latest statuses of a commit come to; empty if there are none. */
    public Optional<CommitState> aggregate(Caller caller, Project project, CommitId commit) {
        if (!access.allows(caller, Ability.READ_COMMIT_STATUS, project)) {
            return Optional.empty();
        }
        return aggregate(database.read(r -> store.latestStates(r, project.id(), commit.hex())));
    }

    /**
     * Posts a status. One that is pending or running under the same name and ref is changed, else a
     * new one is made.
     *
     * @throws NotFound if there is no such commit, or no ref that holds it
     */
    public CommitStatus post(Caller caller, Project project, CommitId commit, NewStatus wish) {
        access.require(caller, Ability.CREATE_COMMIT_STATUS, project);
        GitRepository repository = requireCommit(project, commit);
        String ref =
                wish.ref()
                        .or(() -> holder(repository, commit))
                        .orElseThrow(() -> new NotFound("References for commit"));
        return database.write(
                Durability.FULL,
                tx -> {
                    Instant now = clock.instant();
                    CommitStatus base =
                            store.open(tx, project.id(), commit.hex(), ref, wish.name())
                                    .orElseGet(() -> fresh(caller, commit, ref, wish, now));
                    CommitStatus status = progressed(base, wish, now);
                    audit.record(
                            caller,
                            tx,
                            "commit.status_posted",
                            new AuditTarget("project", project.id().value(), project.fullPath()),
                            commit.hex() + " " + wish.name() + " " + wish.state().text());
                    if (base.id() == 0) {
                        long id = store.insert(tx, project.id(), status);
                        return numbered(status, id);
                    }
                    store.update(tx, status);
                    return status;
                });
    }

    static Optional<CommitState> aggregate(List<CommitState> states) {
        if (states.isEmpty()) {
            return Optional.empty();
        }
        for (CommitState state :
                List.of(
                        CommitState.RUNNING,
                        CommitState.PENDING,
                        CommitState.FAILED,
                        CommitState.CANCELED)) {
            if (states.contains(state)) {
                return Optional.of(state);
            }
        }
        return Optional.of(CommitState.SUCCESS);
    }

    private GitRepository requireCommit(Project project, CommitId commit) {
        GitRepository repository = projects.openOrCreate(project);
        if (repository.commit(commit).isEmpty()) {
            throw new NotFound("Commit");
        }
        return repository;
    }

    private static Optional<String> holder(GitRepository repository, CommitId commit) {
        for (Ref branch : repository.refs().branches()) {
            Optional<CommitId> tip = repository.refs().commitOf(branch.name());
            if (tip.isPresent() && repository.commits().isAncestor(commit, tip.get())) {
                return Optional.of(branch.name().shortName());
            }
        }
        return Optional.empty();
    }

    private static CommitStatus fresh(
            Caller caller, CommitId commit, String ref, NewStatus wish, Instant now) {
        return new CommitStatus(
                0,
                commit.hex(),
                ref,
                wish.name(),
                STAGE,
                CommitState.PENDING,
                Optional.empty(),
                Optional.empty(),
                caller.userId(),
                false,
                now,
                Optional.empty(),
                Optional.empty());
    }

    private static CommitStatus progressed(CommitStatus old, NewStatus wish, Instant now) {
        boolean started = wish.state() != CommitState.PENDING;
        boolean finished = !wish.state().isOpen();
        return new CommitStatus(
                old.id(),
                old.sha(),
                old.ref(),
                old.name(),
                old.stage(),
                wish.state(),
                wish.targetUrl().or(old::targetUrl),
                wish.description().or(old::description),
                old.author(),
                old.allowFailure(),
                old.createdAt(),
                old.startedAt()
                        .or(() -> started && !finished ? Optional.of(now) : Optional.empty()),
                finished ? Optional.of(now) : Optional.empty());
    }

    private static CommitStatus numbered(CommitStatus status, long id) {
        return new CommitStatus(
                id,
                status.sha(),
                status.ref(),
                status.name(),
                status.stage(),
                status.state(),
                status.targetUrl(),
                status.description(),
                status.author(),
                status.allowFailure(),
                status.createdAt(),
                status.startedAt(),
                status.finishedAt());
    }
}
