package io.slipway.git.ref;

import io.slipway.git.jgit.Durability;
import io.slipway.git.jgit.Store;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.Commits;
import io.slipway.git.object.ObjectHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate.Result;

/**
 * The refs of one repository: listed, resolved and moved. Thread-safe. Reads see every move that
 * was reported done.
 */
public final class Refs {

    private final Store store;
    private final Commits commits;
    private final RefResolver resolver;

    /** Of one open repository; made by {@code GitRepository}. */
    public Refs(Store store, Commits commits) {
        this.store = store;
        this.commits = commits;
        this.resolver = new RefResolver(this, commits);
    }

    /** All branches, by name. */
    public List<Ref> branches() {
        return list("refs/heads/");
    }

    /** All tags, by name. */
    public List<Ref> tags() {
        return list("refs/tags/");
    }

    /**
     * All refs whose full name begins with a prefix, by name.
     *
     * @param prefix ends in a slash, as in {@code refs/}
     */
    public List<Ref> list(String prefix) {
        var refs = store.jgit().getRefDatabase();
        try {
            var found = new java.util.ArrayList<Ref>();
            for (var ref : refs.getRefsByPrefix(prefix)) {
                if (ref.getObjectId() != null && RefName.isValid(ref.getName())) {
                    found.add(value(refs.peel(ref)));
                }
            }
            found.sort(Comparator.comparing(Ref::name));
            return List.copyOf(found);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the refs below " + prefix, e);
        }
    }

    /** One ref; of HEAD, the branch that it names. Empty when it does not exist. */
    public Optional<Ref> find(RefName name) {
        var refs = store.jgit().getRefDatabase();
        try {
            var ref = refs.exactRef(name.value());
            if (ref == null || ref.getObjectId() == null) {
                return Optional.empty();
            }
            var leaf = refs.peel(ref.getLeaf());
            return Optional.of(value(leaf));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read ref " + name, e);
        }
    }

    /** The commit that a ref names, tags peeled; empty when there is no such ref or no commit. */
    public Optional<CommitId> commitOf(RefName name) {
        return find(name).flatMap(ref -> commits.peel(ref.target()));
    }

    /**
     * The commit that a revision means: a branch, a tag, a full ref, {@code HEAD} (also when
     * empty), a commit id, its first seven or more digits, or a range of versions that tags are
     * chosen from. The rules are those of gitops-engine-manifests.md, M2.
     */
    public Resolution resolve(String revision) {
        return resolver.resolve(revision);
    }

    /** The branch that HEAD names, whether or not it exists yet. */
    public RefName head() {
        try {
            var head = store.jgit().getRefDatabase().exactRef("HEAD");
            return head == null || !head.isSymbolic()
                    ? RefName.branch("main")
                    : new RefName(head.getTarget().getName());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read HEAD", e);
        }
    }

    /**
     * Makes a branch the default one. It need not exist yet.
     *
     * @throws IllegalArgumentException when the name is no branch's
     */
    public void setHead(RefName branch) {
        if (!branch.isBranch()) {
            throw new IllegalArgumentException(branch + " is no branch, so HEAD cannot name it");
        }
        store.moves().lock();
        try {
            var update = store.jgit().updateRef("HEAD");
            update.disableRefLog();
            var result = update.link(branch.value());
            if (result != Result.FORCED && result != Result.NEW && result != Result.NO_CHANGE) {
                throw new IOException("HEAD could not be changed: " + result);
            }
            Durability.syncFolder(store.folder());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + branch + " the default branch", e);
        } finally {
            store.moves().unlock();
        }
    }

    /** What a move would do to the history that the ref names. */
    public ProposedUpdate propose(RefUpdate update) {
        return new ProposedUpdate(update, effect(update));
    }

    private ProposedUpdate.Effect effect(RefUpdate update) {
        if (update.isCreate()) {
            return ProposedUpdate.Effect.CREATE;
        }
        if (update.isDelete()) {
            return ProposedUpdate.Effect.DELETE;
        }
        if (update.ref().isTag()) {
            return ProposedUpdate.Effect.FORCED;
        }
        var from = commits.peel(update.old());
        var to = commits.peel(update.next());
        return from.isPresent() && to.isPresent() && commits.isAncestor(from.get(), to.get())
                ? ProposedUpdate.Effect.FAST_FORWARD
                : ProposedUpdate.Effect.FORCED;
    }

    /**
     * Moves refs, each only if it still has its old value. When this returns, what moved is on disk
     * and survives power loss. Whether a move may be made is for the caller to decide before: here,
     * only the old value counts.
     *
     * @param atomic whether nothing moves unless everything can
     * @param listener told before and after, in the order of the moves of this repository
     * @return one outcome for each update, in their order
     */
    public List<RefOutcome> move(
            List<RefUpdate> updates, boolean atomic, RefMoveListener listener) {
        return new RefMove(store, updates, atomic).run(listener);
    }

    /** Moves one ref that nobody follows. */
    public RefOutcome move(RefUpdate update) {
        return move(List.of(update), true, RefMoveListener.NONE).getFirst();
    }

    private static Ref value(org.eclipse.jgit.lib.Ref ref) {
        var object = hash(ref.getObjectId());
        var peeled = ref.getPeeledObjectId();
        return new Ref(new RefName(ref.getName()), object, peeled == null ? object : hash(peeled));
    }

    private static ObjectHash hash(@org.jspecify.annotations.Nullable ObjectId id) {
        return id == null ? ObjectHash.ZERO : new ObjectHash(id.name());
    }
}
