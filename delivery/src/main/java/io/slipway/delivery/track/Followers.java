package io.slipway.delivery.track;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.FollowedSource;
import io.slipway.git.object.CommitId;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the applications that moves of refs concern. Safe for several threads. */
public final class Followers {

    private static final int MOST_CHANGED_PATHS = 20_000;
    private static final Pattern RANGE = Pattern.compile(".*[*xX~^<>=|, ].*");

    private final ApplicationRecords records;
    private final ReadIndex reads;

    public Followers(ApplicationRecords records, ReadIndex reads) {
        this.records = records;
        this.reads = reads;
    }

    /**
     * The applications that may look different after these moves. Applications that follow none of
     * the refs are not among them, and neither are those whose last render read nothing that
     * changed.
     */
    public Set<ApplicationId> affected(GitRepository repository, List<RefUpdate> moved) {
        var sources = records.followers(repository.id().value());
        var affected = new HashSet<ApplicationId>();
        if (sources.isEmpty()) {
            return affected;
        }
        var head = repository.refs().head();
        for (var move : moved) {
            var following = following(sources, move.ref(), head);
            if (!following.isEmpty()) {
                affected.addAll(affected(repository, move, following));
            }
        }
        return affected;
    }

    private Set<ApplicationId> affected(
            GitRepository repository, RefUpdate move, Map<ApplicationId, Set<Integer>> following) {
        if (move.isCreate() || move.isDelete()) {
            return following.keySet();
        }
        var before = repository.commits().peel(move.old());
        var after = repository.commits().peel(move.next());
        if (before.isEmpty() || after.isEmpty()) {
            return following.keySet();
        }
        return affected(repository, before.get(), after.get(), following);
    }

    private Set<ApplicationId> affected(
            GitRepository repository,
            CommitId before,
            CommitId after,
            Map<ApplicationId, Set<Integer>> following) {
        var changed = repository.changedPaths(before, after, MOST_CHANGED_PATHS);
        return changed.complete()
                ? reads.affected(
                        repository.id().value(),
                        following,
                        changed.paths(),
                        repository.treeAt(after))
                : following.keySet();
    }

    private static Map<ApplicationId, Set<Integer>> following(
            List<FollowedSource> sources, RefName ref, RefName head) {
        var byRevision = new HashMap<String, Boolean>();
        var following = new HashMap<ApplicationId, Set<Integer>>();
        for (var source : sources) {
            if (byRevision.computeIfAbsent(source.revision(), r -> follows(r, ref, head))) {
                following
                        .computeIfAbsent(source.application(), _ -> new HashSet<>())
                        .add(source.position());
            }
        }
        return following;
    }

    /** Whether a revision that a user wrote may be resolved through a ref. */
    static boolean follows(String revision, RefName ref, RefName head) {
        if (revision.isEmpty() || revision.equals("HEAD")) {
            return ref.equals(head);
        }
        return revision.equals(ref.value())
                || revision.equals(ref.shortName())
                || (ref.isTag() && RANGE.matcher(revision).matches());
    }
}
