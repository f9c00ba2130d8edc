package io.slipway.forge.intake;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.activity.Activities;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.Users;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.Projects;
import io.slipway.forge.push.Pushes;
import io.slipway.forge.webhook.AddressRules;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.transport.RemoteContents;
import io.slipway.git.transport.RemoteFetch;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills projects from repositories elsewhere. The branches and tags come in as one push of whoever
 * asked, so protection, events and applications follow as after any push.
 */
public final class Imports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
    private static final String PURPOSE = "import-login";
    private static final int LONGEST_ERROR = 500;
    private static final String UNKNOWN = "Something went wrong here; the server's log says what";

    private final Database database;
    private final Access access;
    private final Users users;
    private final Projects projects;
    private final Pushes pushes;
    private final Activities activities;
    private final SecretBox box;
    private final Audit audit;
    private final Clock clock;
    private final AddressRules hosts;
    private final RemoteFetch remote;
    private final Semaphore free;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final ImportStore store = new ImportStore();
    private volatile boolean stopped;

    /** Imports into the projects of the given database; {@link #start} goes on with old ones. */
    public Imports(
            Database database,
            Access access,
            Users users,
            Projects projects,
            Pushes pushes,
            Activities activities,
            SecretBox box,
            Audit audit,
            Clock clock,
            IntakeSettings settings) {
        this.database = database;
        this.access = access;
        this.users = users;
        this.projects = projects;
        this.pushes = pushes;
        this.activities = activities;
        this.box = box;
        this.audit = audit;
        this.clock = clock;
        this.hosts = new AddressRules(settings.allowedHosts());
        this.remote = new RemoteFetch(this::find, settings.limits());
        this.free = new Semaphore(settings.atOnce());
    }

    private InetAddress find(String host) throws IOException {
        try {
            return hosts.resolve(host)
                    .orElseThrow(() ->
                            new IOException(
                                    "the host is in a private network; an administrator may allow"
                                            + " it"));
        } catch (UnknownHostException e) {
            throw new IOException("the host has no address", e);
        }
    }

    /** Begins to fill a project, in the background; for its masters. */
    public void begin(Caller caller, Project project, ImportAddress from) {
        database.execute(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    store.insert(
                            tx,
                            project.id(),
                            from.url().toString(),
                            from.login().map(login -> box.seal(PURPOSE, login)),
                            caller.userId(),
                            clock.instant());
                    audit.record(
                            caller, tx, "project.import_begun", target(project), from.toString());
                    tx.afterCommit(() -> launch(project.id()));
                });
    }

    /** The imports of projects that have one; of those that the caller may see. */
    public Map<ProjectId, Import> of(Caller caller, Collection<ProjectId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Set<ProjectId> seen = projects.byIds(caller, ids).keySet();
        return database.read(reading -> store.of(reading, seen)).stream()
                .collect(Collectors.toMap(Import::project, Function.identity()));
    }

    /** Goes on with what the last stop cut off. */
    public void start() {
        database.read(store::open).forEach(job -> launch(job.project()));
    }

    private void launch(ProjectId project) {
        if (!stopped) {
            Thread.ofVirtual().name("import-" + project.value()).start(() -> run(project));
        }
    }

    private void run(ProjectId id) {
        Thread self = Thread.currentThread();
        running.add(self);
        try {
            free.acquire();
            try {
                Optional<ImportStore.Job> job = database.read(reading -> store.job(reading, id));
                if (job.isPresent() && !job.get().state().isOver() && !stopped) {
                    run(job.get());
                }
            } finally {
                free.release();
            }
        } catch (InterruptedException e) {
            self.interrupt(); // the server stops; the next start goes on
        } catch (RuntimeException e) {
            LOG.error("import into project {} ended badly", id.value(), e);
            failed(id, UNKNOWN);
        } finally {
            running.remove(self);
        }
    }

    private void run(ImportStore.Job job) {
        set(job.project(), ImportState.STARTED, Optional.empty());
        try {
            // As whoever asked, with the rights that they have now.
            Caller caller =
                    Caller.of(
                            users.get(Caller.system(), job.user()),
                            Credential.SYSTEM,
                            Origin.internal());
            Project project = projects.get(caller, job.project());
            GitRepository git = projects.openOrCreate(project);
            RemoteContents contents =
                    remote.fetch(git, URI.create(job.url()), login(job), () -> stopped);
            move(caller, project, git, contents);
            finished(caller, job.project());
        } catch (IOException | IllegalArgumentException e) {
            if (!stopped) {
                failed(job.project(), String.valueOf(e.getMessage()));
            }
        } catch (NotFound e) {
            failed(job.project(), "Whoever asked for it may not write to the project any more");
        } catch (Problem e) {
            failed(job.project(), e.getMessage());
        }
    }

    private Optional<RemoteFetch.Login> login(ImportStore.Job job) {
        return job.login()
                .map(sealed -> box.open(PURPOSE, sealed))
                .map(Secret::reveal)
                .map(text -> {
                    int colon = text.indexOf(':');
                    return colon < 0
                            ? new RemoteFetch.Login(text, "")
                            : new RemoteFetch.Login(
                                    text.substring(0, colon), text.substring(colon + 1));
                });
    }

    private void move(Caller caller, Project project, GitRepository git, RemoteContents contents)
            throws IOException {
        // The first branch of an empty repository becomes its default one.
        List<RefUpdate> updates = new ArrayList<>();
        contents.head()
                .flatMap(head -> update(git, head, contents))
                .ifPresent(head -> push(caller, project, List.of(head)));
        contents.refs().keySet().stream()
                .sorted()
                .forEach(name -> update(git, name, contents).ifPresent(updates::add));
        push(caller, project, updates);
        if (git.isEmpty() && contents.refs().isEmpty()) {
            throw new IOException("the repository is empty");
        }
    }

    private static Optional<RefUpdate> update(
            GitRepository git, RefName name, RemoteContents contents) {
        ObjectHash next = contents.refs().get(name);
        ObjectHash old = git.refs().find(name).map(ref -> ref.object()).orElse(ObjectHash.ZERO);
        return next == null || next.equals(old)
                ? Optional.empty()
                : Optional.of(new RefUpdate(name, old, next));
    }

    private void push(Caller caller, Project project, List<RefUpdate> updates) {
        if (updates.isEmpty()) {
            return;
        }
        for (RefOutcome outcome : pushes.move(caller, project, updates)) {
            String refused =
                    switch (outcome) {
                        case RefOutcome.Moved _ -> "";
                        case RefOutcome.Refused(_, var reason) -> reason;
                        case RefOutcome.Stale(_, var reason) -> reason;
                        case RefOutcome.Failed(_, var reason) -> reason;
                    };
            if (!refused.isEmpty()) {
                throw new IllegalArgumentException(outcome.update().ref() + ": " + refused);
            }
        }
    }

    private void set(ProjectId project, ImportState state, Optional<String> error) {
        database.execute(
                Durability.FULL, tx -> store.setState(tx, project, state, error, clock.instant()));
    }

    private void finished(Caller caller, ProjectId project) {
        database.execute(
                Durability.FULL,
                tx -> {
                    store.setState(
                            tx, project, ImportState.FINISHED, Optional.empty(), clock.instant());
                    activities.record(tx, caller.userId(), project, "imported", Optional.empty());
                });
    }

    private void failed(ProjectId project, String why) {
        String text = why.length() > LONGEST_ERROR ? why.substring(0, LONGEST_ERROR) : why;
        LOG.info("import into project {} failed: {}", project.value(), text);
        set(project, ImportState.FAILED, Optional.of(text));
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }

    /** Stops what runs; the next start goes on with it. */
    @Override
    public void close() {
        stopped = true;
        running.forEach(Thread::interrupt);
    }
}
