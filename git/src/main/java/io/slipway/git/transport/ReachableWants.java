package io.slipway.git.transport;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPack.ReachableCommitRequestValidator;
import org.eclipse.jgit.transport.UploadPack.RequestValidator;
import org.eclipse.jgit.transport.WantNotValidException;

/**
 * Lets a client name any object that it could also reach through a ref which it sees: partial
 * clones fetch files and folders by id, those of old commits too. Where there are no bitmaps yet,
 * JGit looks for files in the newest commits alone, so what it does not find is looked for in the
 * history here, as far as the limit. What is not in the repository at all is refused without that.
 */
final class ReachableWants implements RequestValidator {

    /**
     * How many objects are looked at for one request: a history of this size is packed, and has
     * bitmaps, long before it is reached.
     */
    static final int MAX_OBJECTS = 2_000_000;

    private final TransportSettings settings;
    private final int maxObjects;
    private final RequestValidator quick = new ReachableCommitRequestValidator();

    /**
     * @param settings tells which refs clients see
     * @param maxObjects how many objects of the history to look at before refusing
     */
    ReachableWants(TransportSettings settings, int maxObjects) {
        this.settings = settings;
        this.maxObjects = maxObjects;
    }

    @Override
    public void checkWants(UploadPack upload, List<ObjectId> wants)
            throws PackProtocolException, IOException {
        try {
            quick.checkWants(upload, wants);
        } catch (WantNotValidException e) {
            if (!areInHistory(upload, wants)) {
                throw e;
            }
        }
    }

    private boolean areInHistory(UploadPack upload, Collection<ObjectId> wants) throws IOException {
        var repository = upload.getRepository();
        var left = new HashSet<>(wants);
        try (var walk = new ObjectWalk(repository)) {
            for (var want : wants) {
                if (!walk.getObjectReader().has(want)) {
                    return false;
                }
            }
            walk.setRetainBody(false);
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix("refs/")) {
                if (settings.shows(ref.getName()) && ref.getObjectId() != null) {
                    walk.markStart(walk.parseAny(ref.getObjectId()));
                }
            }
            int seen = 0;
            for (var next = walk.next(); next != null; next = walk.next()) {
                left.remove(next);
                // The objects in commits are found only once all commits are, so this cannot stop
                // before.
                if (++seen > maxObjects) {
                    return left.isEmpty();
                }
            }
            for (var want : left) {
                // All commits that refs lead to were seen: this is none, whatever the folders hold.
                if (walk.parseAny(want) instanceof RevCommit) {
                    return false;
                }
            }
            while (!left.isEmpty() && seen <= maxObjects) {
                var next = walk.nextObject();
                if (next == null) {
                    break;
                }
                left.remove(next);
                seen++;
            }
        }
        return left.isEmpty();
    }
}
