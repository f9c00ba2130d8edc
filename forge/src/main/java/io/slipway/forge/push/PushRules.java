package io.slipway.forge.push;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Caller.DeployKey;
import io.slipway.forge.lock.FileLock;
import io.slipway.forge.lock.FileLocks;
import io.slipway.forge.project.Project;
import io.slipway.forge.protection.ProtectedBranch;
import io.slipway.forge.protection.ProtectedBranches;
import io.slipway.git.object.CommitId;
import io.slipway.git.ref.ProposedUpdate;
import io.slipway.git.ref.ProposedUpdate.Effect;
import io.slipway.git.ref.RefName;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.transport.Verdict;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules of forge-api-v3-git.md about which ref may move, with their words for the client. */
final class PushRules {

    private final Database database;
    private final Access access;
    private final ProtectedBranches protectedBranches;
    private final FileLocks locks;

    PushRules(
            Database database,
            Access access,
            ProtectedBranches protectedBranches,
            FileLocks locks) {
        this.database = database;
        this.access = access;
        this.protectedBranches = protectedBranches;
        this.locks = locks;
    }

    /** What the caller may do in the project, asked once for all refs of a push. */
    private record Rights(boolean push, boolean pushProtected) {}

    /**
     * @param objects the repository with what the updates bring
     */
    Map<RefName, Verdict> judge(
            Caller caller,
            Project project,
            GitRepository objects,
            List<ProposedUpdate> updates,
            boolean merge) {
        Map<RefName, Verdict> verdicts = byRights(caller, project, updates, merge);
        List<FileLock> others =
                database.read(reading -> locks.ofOthers(caller, reading, project.id()));
        if (!others.isEmpty()) {
            // The histories are read outside of the database's reading: they may be long.
            List<CommitId> known =
                    Stream.concat(
                                    objects.refs().branches().stream(),
                                    objects.refs().tags().stream())
                            .flatMap(ref -> objects.commits().peel(ref.object()).stream())
                            .distinct()
                            .toList();
            for (ProposedUpdate update : updates) {
                if (verdicts.get(update.ref()) instanceof Verdict.Accepted) {
                    inTheWay(objects, update, known, others)
                            .ifPresent(
                                    reason -> verdicts.put(update.ref(), Verdict.refused(reason)));
                }
            }
        }
        return verdicts;
    }

    private static Optional<String> inTheWay(
            GitRepository objects,
            ProposedUpdate update,
            List<CommitId> known,
            List<FileLock> others) {
        if (update.update().isDelete()) {
            return Optional.empty();
        }
        return objects.commits()
                .peel(update.update().next())
                .flatMap(tip ->
                        objects.commits()
                                .firstChanged(
                                        tip, known, others.stream().map(FileLock::path).toList()))
                .map(changed -> {
                    FileLock lock =
                            others.stream()
                                    .filter(one -> changed.isWithin(one.path()))
                                    .findFirst()
                                    .orElseThrow();
                    return "The path '%s' is locked by %s; unlock it, or ask them to."
                            .formatted(changed, lock.ownerName());
                });
    }

    private Map<RefName, Verdict> byRights(
            Caller caller, Project project, List<ProposedUpdate> updates, boolean merge) {
        return database.read(reading -> {
            Rights rights =
                    new Rights(
                            access.allows(caller, reading, Ability.PUSH_CODE, project),
                            access.allows(caller, reading, Ability.PUSH_PROTECTED, project));
            Map<RefName, Verdict> verdicts = new HashMap<>();
            for (ProposedUpdate update : updates) {
                verdicts.put(update.ref(), judge(reading, caller, project, update, rights, merge));
            }
            return verdicts;
        });
    }

    private Verdict judge(
            Reading reading,
            Caller caller,
            Project project,
            ProposedUpdate update,
            Rights rights,
            boolean merge) {
        if (caller.who() instanceof DeployKey) {
            return Verdict.refused("Deploy keys are not allowed to push code.");
        }
        if (update.ref().isTag() && update.effect() != Effect.CREATE) {
            return rights.pushProtected()
                    ? Verdict.ACCEPTED
                    : Verdict.refused(
                            "You are not allowed to change existing tags on this project.");
        }
        Optional<ProtectedBranch> protection =
                update.ref().isBranch()
                        ? protectedBranches.find(reading, project.id(), update.ref().shortName())
                        : Optional.empty();
        return protection
                .map(branch -> judgeProtected(update, branch, rights, merge))
                .orElseGet(() ->
                        rights.push()
                                ? Verdict.ACCEPTED
                                : Verdict.refused(
                                        "You are not allowed to push code to this project."));
    }

    private static Verdict judgeProtected(
            ProposedUpdate update, ProtectedBranch branch, Rights rights, boolean merge) {
        if (update.effect() == Effect.FORCED) {
            return Verdict.refused(
                    "You are not allowed to force push code to a protected branch"
                            + " on this project.");
        }
        if (update.effect() == Effect.DELETE) {
            return Verdict.refused(
                    "You are not allowed to deleted protected branches from this project.");
        }
        boolean developers = branch.developersCanPush() || (merge && branch.developersCanMerge());
        if (rights.pushProtected() || (developers && rights.push())) {
            return Verdict.ACCEPTED;
        }
        return Verdict.refused(
                "You are not allowed to push code to protected branches on this project.");
    }
}
