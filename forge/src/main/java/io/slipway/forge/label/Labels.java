package io.slipway.forge.label;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.project.Project;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DuplicateException;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The labels of projects. */
public final class Labels {

    private final Database database;
    private final Access access;
    private final Audit audit;
    private final Clock clock;
    private final LabelStore store = new LabelStore();

    /** The labels in the given database. */
    public Labels(Database database, Access access, Audit audit, Clock clock) {
        this.database = database;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** A project's labels, by title. */
    public List<Label> list(Caller caller, Project project) {
        access.require(caller, Ability.READ_LABEL, project);
        return database.read(reading -> store.list(reading, project.id()));
    }

    /**
     * Makes a label.
     *
     * @throws Conflict if there is one of this title
     */
    public Label create(
            Caller caller,
            Project project,
            String title,
            String color,
            Optional<String> description) {
        String clean = LabelRules.clean(title);
        try {
            return database.write(
                    Durability.FULL,
                    tx -> {
                        access.require(caller, tx, Ability.ADMIN_LABEL, project);
                        if (store.find(tx, project.id(), clean).isPresent()) {
                            throw new Conflict("Label already exists");
                        }
                        Violations violations = new Violations();
                        LabelRules.check(clean, color, violations);
                        violations.throwIfAny();
                        audit.record(caller, tx, "label.created", target(project), clean);
                        return store.insert(
                                tx, project.id(), clean, color, description, clock.instant());
                    });
        } catch (DuplicateException e) {
            throw new Conflict("Label already exists");
        }
    }

    /**
     * Changes the label of a title.
     *
     * @throws NotFound if there is none
     */
    public Label update(Caller caller, Project project, String title, LabelChange change) {
        try {
            return database.write(
                    Durability.FULL,
                    tx -> {
                        access.require(caller, tx, Ability.ADMIN_LABEL, project);
                        Label old =
                                store.find(tx, project.id(), title)
                                        .orElseThrow(() -> new NotFound("Label"));
                        Label changed =
                                new Label(
                                        old.id(),
                                        old.project(),
                                        change.title().map(LabelRules::clean).orElse(old.title()),
                                        change.color().orElse(old.color()),
                                        change.description().or(old::description),
                                        old.createdAt(),
                                        clock.instant());
                        Violations violations = new Violations();
                        LabelRules.check(changed.title(), changed.color(), violations);
                        violations.throwIfAny();
                        store.update(tx, changed);
                        audit.record(caller, tx, "label.updated", target(project), changed.title());
                        return changed;
                    });
        } catch (DuplicateException e) {
            throw io.slipway.platform.problem.Invalid.of("title", "has already been taken");
        }
    }

    /** Removes the label of a title. */
    public Label delete(Caller caller, Project project, String title) {
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_LABEL, project);
                    Label old =
                            store.find(tx, project.id(), title)
                                    .orElseThrow(() -> new NotFound("Label"));
                    store.delete(tx, old.id());
                    audit.record(caller, tx, "label.deleted", target(project), old.title());
                    return old;
                });
    }

    /** The numbers of the labels of a project that the caller has subscribed to. */
    public Set<Long> subscribed(Caller caller, Project project) {
        access.require(caller, Ability.READ_LABEL, project);
        return caller.userId()
                .map(user -> database.read(r -> store.subscribed(r, project.id(), user)))
                .map(Set::copyOf)
                .orElseGet(Set::of);
    }

    /**
     * Subscribes the caller to a label, or ends that; whoever may read it.
     *
     * @param name its title, or its number
     * @return the label; empty if nothing changed
     * @throws NotFound if there is none
     */
    public Optional<Label> subscribe(
            Caller caller, Project project, String name, boolean subscribed) {
        UserId user = caller.requirePerson().id();
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.READ_LABEL, project);
                    Label label =
                            store.find(tx, project.id(), name)
                                    .or(() -> byNumber(tx, project, name))
                                    .orElseThrow(() -> new NotFound("Label"));
                    boolean changed =
                            subscribed
                                    ? store.subscribe(tx, label.id(), user, clock.instant())
                                    : store.unsubscribe(tx, label.id(), user);
                    return changed ? Optional.of(label) : Optional.empty();
                });
    }

    private Optional<Label> byNumber(Reading reading, Project project, String digits) {
        return digits.matches("\\d{1,18}")
                ? store.find(reading, project.id(), Long.parseLong(digits))
                : Optional.empty();
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }
}
