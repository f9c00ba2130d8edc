package io.slipway.forge.key;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.notice.Notice;
import io.slipway.forge.project.Project;
import io.slipway.platform.event.Events;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Keys that read projects; masters put them on and take them off. */
public final class DeployKeys {

    private final Database database;
    private final Access access;
    private final Events events;
    private final Audit audit;
    private final Clock clock;
    private final KeyStore store = new KeyStore();

    /** The deploy keys in the given database. */
    public DeployKeys(Database database, Access access, Events events, Audit audit, Clock clock) {
        this.database = database;
        this.access = access;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /** A project's keys, oldest first. */
    public List<SshKey> list(Caller caller, Project project) {
        access.require(caller, Ability.ADMIN_PROJECT, project);
        return database.read(reading -> store.ofProject(reading, project.id()));
    }

    /** All deploy keys; administrators only. */
    public List<SshKey> all(Caller caller) {
        caller.requireAdmin();
        return database.read(store::allDeployKeys);
    }

    /**
     * One key of a project.
     *
     * @throws NotFound if it is not on the project
     */
    public SshKey get(Caller caller, Project project, long id) {
        return list(caller, project).stream()
                .filter(key -> key.id() == id)
                .findFirst()
                .orElseThrow(() -> new NotFound("Key"));
    }

    /**
     * Puts a key on a project. A key that is on another project that the caller can reach is the
     * same key, with its own title.
     *
     * @throws Invalid if it is no key, or is a user's or out of reach
     */
    public SshKey add(Caller caller, Project project, String title, String line) {
        String text = line.strip();
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    Optional<SshKey> known =
                            PublicKeyLine.fingerprint(text)
                                    .flatMap(print -> store.byFingerprint(tx, print));
                    SshKey key =
                            known.isPresent()
                                    ? reachable(tx, caller, known.get())
                                    : make(tx, title, text);
                    store.attach(tx, key.id(), project.id(), clock.instant());
                    audit.record(caller, tx, "deploy_key.added", target(project), key.title());
                    return key;
                });
    }

    /** Takes a key off a project; a key that is on none is gone. */
    public SshKey remove(Caller caller, Project project, long id) {
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    SshKey key =
                            store.ofProject(tx, project.id()).stream()
                                    .filter(one -> one.id() == id)
                                    .findFirst()
                                    .orElseThrow(() -> new NotFound("Key"));
                    store.detach(tx, id, project.id());
                    if (store.find(tx, id).isEmpty()) {
                        events.append(tx, key.notice(Notice.What.REMOVED, Optional.empty()));
                    }
                    audit.record(caller, tx, "deploy_key.removed", target(project), key.title());
                    return key;
                });
    }

    private SshKey make(Transaction tx, String title, String text) {
        Violations violations = new Violations();
        KeyRules.check(title, text, violations);
        violations.throwIfAny();
        String fingerprint = PublicKeyLine.fingerprint(text).orElseThrow();
        SshKey made = store.insert(tx, Optional.empty(), title, text, fingerprint, clock.instant());
        events.append(tx, made.notice(Notice.What.ADDED, Optional.empty()));
        return made;
    }

    private SshKey reachable(Transaction tx, Caller caller, SshKey key) {
        long user = caller.userId().map(UserId::value).orElse(-1L);
        if (key.isDeployKey() && store.isReachable(tx, key.id(), caller.isAdmin(), user)) {
            return key;
        }
        throw Invalid.of("key", "has already been taken");
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }
}
