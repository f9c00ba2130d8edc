package io.slipway.api.gitlab.repository;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.forge.Forge;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.Projects;
import io.slipway.git.object.Commit;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import io.slipway.git.repository.GitRepository;
import java.util.Optional;

/** A project's repository as one call reads it: opened for the caller, revisions looked up. */
record Repo(Project project, GitRepository git) {
    private static final int SHORTEST = 4;
    private static final int LONGEST = 40;

    /** The repository of the path's project, for callers who may read its code. */
    static Repo of(Forge forge, Call call) {
        var project = forge.projects().find(call.caller(), call.path("id"));
        return new Repo(project, forge.projects().repository(call.caller(), project));
    }

    /** The name of the default branch, or what it would be called. */
    String defaultBranch() {
        return project.defaultBranch().orElse(Projects.INITIAL_BRANCH);
    }

    /** What a branch, a tag, or the whole or a part of a commit's id names. */
    Optional<CommitId> commitId(String revision) {
        if (revision.equals("HEAD")) {
            return git.refs().commitOf(git.refs().head());
        }
        return branch(revision)
                .or(() -> tag(revision))
                .or(() -> RefName.isValid(revision) ? full(revision) : Optional.empty())
                .or(() -> byId(revision));
    }

    private Optional<CommitId> branch(String name) {
        return RefName.isValidBranch(name)
                ? git.refs().commitOf(RefName.branch(name))
                : Optional.empty();
    }

    private Optional<CommitId> tag(String name) {
        return RefName.isValidTag(name) ? git.refs().commitOf(RefName.tag(name)) : Optional.empty();
    }

    private Optional<CommitId> full(String name) {
        return name.startsWith("refs/") ? git.refs().commitOf(new RefName(name)) : Optional.empty();
    }

    private Optional<CommitId> byId(String digits) {
        if (digits.length() < SHORTEST || digits.length() > LONGEST || !ObjectHash.isHex(digits)) {
            return Optional.empty();
        }
        if (digits.length() == LONGEST) {
            return git.commits().peel(new ObjectHash(digits.toLowerCase(java.util.Locale.ROOT)));
        }
        var found = git.commits().abbreviated(digits.toLowerCase(java.util.Locale.ROOT));
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** The commit that a revision names. */
    Optional<Commit> commit(String revision) {
        return commitId(revision).flatMap(git.commits()::find);
    }

    /**
     * The commit that a revision names.
     *
     * @throws Refusal 404 if there is none
     */
    Commit requireCommit(String revision) {
        return commit(revision).orElseThrow(() -> Refusal.notFound("Commit"));
    }
}
