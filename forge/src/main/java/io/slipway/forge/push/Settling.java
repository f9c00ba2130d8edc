package io.slipway.forge.push;

import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.ProjectSettings;
import io.slipway.forge.project.Projects;
import io.slipway.forge.protection.ProtectedBranch;
import io.slipway.forge.protection.ProtectedBranches;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.Ref;
import io.slipway.git.ref.RefMoveListener;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.platform.event.Events;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link between refs on the disk and rows in the database. The intent is on the disk before a
 * ref moves. Settling need not be: if a power cut takes it back, the intent is back as well, and
 * the next start settles it again.
 */
final class Settling {

    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final int TRIES = 60;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Database database;
    private final Projects projects;
    private final ProtectedBranches protectedBranches;
    private final Repositories repositories;
    private final ProjectSettings settings;
    private final Events events;
    private final Audit audit;
    private final Clock clock;
    private final PushIntentStore store = new PushIntentStore();
    private final List<PushListener> listeners = new CopyOnWriteArrayList<>();

    Settling(
            Database database,
            Projects projects,
            ProtectedBranches protectedBranches,
            Repositories repositories,
            ProjectSettings settings,
            Events events,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.projects = projects;
        this.protectedBranches = protectedBranches;
        this.repositories = repositories;
        this.settings = settings;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    void add(PushListener listener) {
        listeners.add(listener);
    }

    /** Follows one move of one push. */
    RefMoveListener follow(Caller caller, Project project) {
        return new RefMoveListener() {
            private @Nullable PushIntent intent;

            @Override
            public void beforeMove(List<RefUpdate> updates) {
                PushIntent fresh =
                        new PushIntent(
                                0,
                                project.id(),
                                project.repositoryId(),
                                caller.userId(),
                                caller.label(),
                                updates,
                                clock.instant());
                intent = database.write(Durability.FULL, tx -> store.insert(tx, fresh));
            }

            @Override
            public void afterMove(List<RefUpdate> moved) {
                PushIntent written = java.util.Objects.requireNonNull(intent);
                Instant at = clock.instant();
                try {
                    settle(caller, written, moved, at);
                } catch (RuntimeException e) {
                    LOG.error("push {} moved its refs but is not settled yet", written.id(), e);
                    settleLater(caller, written, moved, at);
                }
            }
        };
    }

    int recover() {
        List<PushIntent> left = database.read(store::unsettled);
        int told = 0;
        for (int i = 0; i < left.size(); i++) {
            PushIntent intent = left.get(i);
            List<RefUpdate> moved = moved(intent, left.subList(i + 1, left.size()));
            settle(Caller.system(), intent, moved, intent.at());
            if (!moved.isEmpty()) {
                told++;
                LOG.info("push {} had moved its refs before the server stopped", intent.id());
            }
        }
        return told;
    }

    /** Which of an intent's refs moved, as far as the refs and later intents tell. */
    private List<RefUpdate> moved(PushIntent intent, List<PushIntent> later) {
        Optional<GitRepository> repository = repositories.open(intent.repository());
        if (repository.isEmpty()) {
            return List.of();
        }
        return intent.updates().stream()
                .filter(update -> {
                    ObjectHash now = current(repository.get(), update.ref());
                    return !now.equals(update.old()) || movedOn(intent, update, later);
                })
                .toList();
    }

    private static boolean movedOn(PushIntent intent, RefUpdate update, List<PushIntent> later) {
        return later.stream()
                .filter(other -> other.repository().equals(intent.repository()))
                .flatMap(other -> other.updates().stream())
                .anyMatch(other ->
                        other.ref().equals(update.ref()) && other.old().equals(update.next()));
    }

    private void settle(Caller caller, PushIntent intent, List<RefUpdate> moved, Instant at) {
        Optional<Project> project = moved.isEmpty() ? Optional.empty() : find(intent);
        Optional<String> firstBranch = project.flatMap(p -> chooseDefaultBranch(p, moved));
        database.execute(
                Durability.NORMAL,
                tx -> {
                    if (store.delete(tx, intent.id()) && project.isPresent()) {
                        RefsUpdated event = intent.event(moved, at);
                        firstBranch.ifPresent(b -> makeDefault(tx, caller, project.get(), b));
                        projects.touch(tx, intent.project());
                        audit(tx, caller, project.get(), event);
                        listeners.forEach(listener -> listener.pushed(tx, event));
                        events.append(tx, event);
                    }
                });
    }

    private Optional<Project> find(PushIntent intent) {
        try {
            return Optional.of(projects.get(Caller.system(), intent.project()));
        } catch (NotFound e) {
            return Optional.empty(); // removed meanwhile: nobody is left to be told
        }
    }

    /** The first branch of a repository becomes its default branch; HEAD names it first. */
    private Optional<String> chooseDefaultBranch(Project project, List<RefUpdate> moved) {
        if (project.defaultBranch().isPresent()) {
            return Optional.empty();
        }
        GitRepository repository = projects.openOrCreate(project);
        RefName head = repository.refs().head();
        List<RefName> made =
                moved.stream()
                        .filter(update -> update.ref().isBranch() && !update.isDelete())
                        .map(RefUpdate::ref)
                        .toList();
        Optional<RefName> chosen =
                made.contains(head)
                        ? Optional.of(head)
                        : made.stream()
                                .filter(ref -> ref.shortName().equals("main"))
                                .findFirst()
                                .or(() -> made.stream().findFirst());
        chosen.filter(ref -> !ref.equals(head)).ifPresent(repository.refs()::setHead);
        return chosen.map(RefName::shortName);
    }

    private void makeDefault(Transaction tx, Caller caller, Project project, String branch) {
        projects.setDefaultBranch(tx, project.id(), Optional.of(branch));
        switch (settings.defaultBranchProtection()) {
            case NONE -> {}
            case PARTIAL ->
                    protectedBranches.protect(
                            caller, tx, project, new ProtectedBranch(branch, true, false));
            case FULL ->
                    protectedBranches.protect(
                            caller, tx, project, new ProtectedBranch(branch, false, false));
        }
    }

    private void audit(Transaction tx, Caller caller, Project project, RefsUpdated event) {
        String what =
                event.updates().size() == 1
                        ? event.updates().getFirst().ref().value()
                        : event.updates().size() + " refs";
        String who = caller.isSystem() ? " by " + event.pusherName() : "";
        audit.record(
                caller,
                tx,
                "project.pushed",
                new AuditTarget("project", project.id().value(), project.fullPath()),
                what + who);
    }

    /** The database was away for a moment: tries on, so that nobody waits for the next start. */
    private void settleLater(Caller caller, PushIntent intent, List<RefUpdate> moved, Instant at) {
        Thread.ofVirtual()
                .name("settle-" + intent.id())
                .start(() -> {
                    for (int tries = 0; tries < TRIES; tries++) {
                        try {
                            Thread.sleep(BETWEEN_TRIES);
                            settle(caller, intent, moved, at);
                            return;
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return;
                        } catch (RuntimeException e) {
                            LOG.warn("push {} cannot be settled yet", intent.id(), e);
                        }
                    }
                });
    }

    private static ObjectHash current(GitRepository repository, RefName name) {
        return repository.refs().find(name).map(Ref::object).orElse(ObjectHash.ZERO);
    }
}
