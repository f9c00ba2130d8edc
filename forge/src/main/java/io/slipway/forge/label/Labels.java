package io.slipway.forge.label;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DuplicateException;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

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
                        access.require(tx, caller, Ability.ADMIN_LABEL, project);
                        if (store.find(tx, project.id(), clean).isPresent()) {
                            throw new Conflict("Label already exists");
                        }
                        Violations violations = new Violations();
                        LabelRules.check(clean, color, violations);
                        violations.throwIfAny();
                        audit.record(tx, caller, "label.created", target(project), clean);
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
                        access.require(tx, caller, Ability.ADMIN_LABEL, project);
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
                        audit.record(tx, caller, "label.updated", target(project), changed.title());
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
                    access.require(tx, caller, Ability.ADMIN_LABEL, project);
                    Label old =
                            store.find(tx, project.id(), title)
                                    .orElseThrow(() -> new NotFound("Label"));
                    store.delete(tx, old.id());
                    audit.record(tx, caller, "label.deleted", target(project), old.title());
                    return old;
                });
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }
}
