package io.slipway.forge.protection;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The protected branches of projects. */
public final class ProtectedBranches {

    private final Database database;
    private final Access access;
    private final Audit audit;
    private final Clock clock;
    private final ProtectedBranchStore store = new ProtectedBranchStore();

    /** Protection in the given database. */
    public ProtectedBranches(Database database, Access access, Audit audit, Clock clock) {
        this.database = database;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** All protected branches of a project, by name. */
    public List<ProtectedBranch> list(Caller caller, Project project) {
        access.require(caller, Ability.DOWNLOAD_CODE, project);
        return database.read(reading -> store.list(reading, project.id()));
    }

    /** Whether and how a branch is protected, in a reading or transaction under way. */
    public Optional<ProtectedBranch> find(Reading reading, ProjectId project, String branch) {
        return store.find(reading, project, branch);
    }

    /** Protects a branch, or changes how it is protected. */
    public void protect(Caller caller, Project project, ProtectedBranch branch) {
        database.execute(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    protect(caller, tx, project, branch);
                });
    }

    /** As the other, for a verb that has decided; in a transaction under way. */
    public void protect(Caller caller, Transaction tx, Project project, ProtectedBranch branch) {
        store.protect(tx, project.id(), branch, clock.instant());
        audit.record(caller, tx, "branch.protected", target(project), branch.name());
    }

    /** Ends the protection of a branch; nothing happens if it has none. */
    public void unprotect(Caller caller, Project project, String branch) {
        database.execute(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    if (store.unprotect(tx, project.id(), branch)) {
                        audit.record(caller, tx, "branch.unprotected", target(project), branch);
                    }
                });
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }
}
