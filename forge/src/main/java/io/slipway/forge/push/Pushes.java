package io.slipway.forge.push;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.lock.FileLocks;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.ProjectSettings;
import io.slipway.forge.project.Projects;
import io.slipway.forge.protection.ProtectedBranches;
import io.slipway.git.ref.ProposedUpdate;
import io.slipway.git.ref.RefMoveListener;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.ref.Refs;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.git.transport.ReceiveHook;
import io.slipway.git.transport.ReceivedPush;
import io.slipway.git.transport.Verdict;
import io.slipway.platform.event.Events;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.store.Database;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves of refs, whoever asks for them: Git over HTTP or SSH through {@link #receiving}, the APIs
 * through {@link #move}. Each is judged by the same rules and told to the same listeners.
 */
public final class Pushes {

    private final Projects projects;
    private final Access access;
    private final PushRules rules;
    private final Settling settling;

    /** Pushes to the projects of the given database and repositories. */
    public Pushes(
            Database database,
            Access access,
            Projects projects,
            ProtectedBranches protectedBranches,
            FileLocks locks,
            Repositories repositories,
            ProjectSettings settings,
            Events events,
            Audit audit,
            Clock clock) {
        this.projects = projects;
        this.access = access;
        this.rules = new PushRules(database, access, protectedBranches, locks);
        this.settling =
                new Settling(
                        database,
                        projects,
                        protectedBranches,
                        repositories,
                        settings,
                        events,
                        audit,
                        clock);
    }

    /** Has somebody told of every push in the transaction that settles it; while wiring. */
    public void onPush(PushListener listener) {
        settling.add(listener);
    }

    /**
     * Judges and follows one push over Git's own protocol.
     *
     * @throws Denied if the caller may not push to the project at all
     * @throws io.slipway.platform.problem.NotFound if they may not even see it
     */
    public ReceiveHook receiving(Caller caller, Project project) {
        access.require(caller, Ability.READ_PROJECT, project);
        RefMoveListener follower = settling.follow(caller, project);
        return new ReceiveHook() {
            @Override
            public Map<RefName, Verdict> check(ReceivedPush push) {
                return rules.judge(caller, project, push.objects(), push.updates(), false);
            }

            @Override
            public void beforeMove(List<RefUpdate> updates) {
                follower.beforeMove(updates);
            }

            @Override
            public void afterMove(List<RefUpdate> moved) {
                follower.afterMove(moved);
            }
        };
    }

    /** What would be said to a push that moves these refs, whose objects are there already. */
    public Map<RefName, Verdict> judge(Caller caller, Project project, List<RefUpdate> updates) {
        access.require(caller, Ability.READ_PROJECT, project);
        GitRepository repository = projects.openOrCreate(project);
        List<ProposedUpdate> proposed = updates.stream().map(repository.refs()::propose).toList();
        return rules.judge(caller, project, repository, proposed, false);
    }

    /**
     * Moves refs for an API: a branch made or deleted, a file committed.
     *
     * @return one outcome for each update, in their order; refused ones did not move
     */
    public List<RefOutcome> move(Caller caller, Project project, List<RefUpdate> updates) {
        return move(caller, project, updates, false);
    }

    /** As {@link #move}, where the new commit merges another branch into this one. */
    public List<RefOutcome> merge(Caller caller, Project project, List<RefUpdate> updates) {
        return move(caller, project, updates, true);
    }

    /**
     * Settles what a crash left behind: intents whose refs moved are told now, others are dropped.
     * At the start, before anybody pushes.
     *
     * @return how many were told
     */
    public int recoverUnsettled() {
        return settling.recover();
    }

    private List<RefOutcome> move(
            Caller caller, Project project, List<RefUpdate> updates, boolean merge) {
        access.require(caller, Ability.READ_PROJECT, project);
        GitRepository repository = projects.openOrCreate(project);
        Refs refs = repository.refs();
        List<ProposedUpdate> proposed = updates.stream().map(refs::propose).toList();
        Map<RefName, Verdict> verdicts = rules.judge(caller, project, repository, proposed, merge);
        Map<RefUpdate, RefOutcome> outcomes = new LinkedHashMap<>();
        List<RefUpdate> accepted = new ArrayList<>();
        for (RefUpdate update : updates) {
            switch (verdicts.getOrDefault(update.ref(), Verdict.refused("not decided"))) {
                case Verdict.Accepted() -> accepted.add(update);
                case Verdict.Refused(var reason) ->
                        outcomes.put(update, new RefOutcome.Refused(update, reason));
            }
        }
        if (!accepted.isEmpty()) {
            for (RefOutcome outcome :
                    refs.move(accepted, false, settling.follow(caller, project))) {
                outcomes.put(outcome.update(), outcome);
            }
        }
        return updates.stream()
                .map(update -> java.util.Objects.requireNonNull(outcomes.get(update)))
                .toList();
    }
}
