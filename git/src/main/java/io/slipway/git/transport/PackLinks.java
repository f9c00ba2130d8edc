package io.slipway.git.transport;

import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.MutableObjectId;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * Checks the objects of a pack as it arrives, and on the way remembers what each of them needs. A
 * pack that holds everything that its objects need is complete by itself: nothing has to be walked,
 * and no object read a second time, to know that. Any doubt (an object needed that did not come, or
 * came as something else, or too many objects to remember) says no, which is not a refusal but a
 * call for the walk. Used by one thread.
 */
final class PackLinks extends ObjectChecker {

    /** Above this, what is needed is not remembered any more: about 300 MiB. */
    static final int MAX_OBJECTS = 5_000_000;

    private static final byte[] TREE = Constants.encodeASCII("tree ");
    private static final byte[] PARENT = Constants.encodeASCII("parent ");
    private static final byte[] OBJECT = Constants.encodeASCII("object ");
    private static final byte[] TYPE = Constants.encodeASCII("\ntype ");

    private final int maxObjects;
    private final MutableObjectId id = new MutableObjectId();
    private ObjectIdOwnerMap<Node> nodes = new ObjectIdOwnerMap<>();
    private boolean gaveUp;

    PackLinks() {
        this(MAX_OBJECTS);
    }

    PackLinks(int maxObjects) {
        this.maxObjects = maxObjects;
    }

    /** An object that came, or is needed, or both; each as a bit for each type. */
    private static final class Node extends ObjectIdOwnerMap.Entry {
        private int needed;
        private int came;

        Node(AnyObjectId id) {
            super(id);
        }
    }

    @Override
    public void check(AnyObjectId object, int type, byte[] raw) throws CorruptObjectException {
        super.check(object, type, raw);
        if (gaveUp) {
            return;
        }
        came(object, type);
        switch (type) {
            case Constants.OBJ_COMMIT -> ofCommit(raw);
            case Constants.OBJ_TREE -> ofTree(raw);
            case Constants.OBJ_TAG -> ofTag(raw);
            default -> {
                // The content of files needs nothing.
            }
        }
    }

    /** Files are not always shown to a checker; this says that one came. */
    void came(AnyObjectId object, int type) {
        if (!gaveUp) {
            node(object).came |= 1 << type;
        }
    }

    /**
     * Whether everything that the objects need came with them.
     *
     * @param tips what refs shall name, which must have come too
     */
    boolean areClosed(Iterable<ObjectId> tips) {
        if (gaveUp) {
            return false;
        }
        for (var tip : tips) {
            var node = nodes.get(tip);
            if (node == null || node.came == 0) {
                return false;
            }
        }
        for (var node : nodes) {
            if (node.needed != 0 && node.needed != node.came) {
                return false;
            }
        }
        return true;
    }

    /** What was remembered is not needed any more. */
    void forget() {
        nodes = new ObjectIdOwnerMap<>();
        gaveUp = true;
    }

    private Node node(AnyObjectId object) {
        var known = nodes.get(object);
        if (known == null) {
            known = new Node(object);
            nodes.add(known);
            if (nodes.size() > maxObjects) {
                forget();
            }
        }
        return known;
    }

    private void needs(int type) {
        if (!gaveUp) {
            node(id).needed |= 1 << type;
        }
    }

    /** The checker has found the lines in their places. */
    private void ofCommit(byte[] raw) {
        int at = TREE.length;
        id.fromString(raw, at);
        needs(Constants.OBJ_TREE);
        at += Constants.OBJECT_ID_STRING_LENGTH + 1;
        while (RawParseUtils.match(raw, at, PARENT) >= 0) {
            id.fromString(raw, at + PARENT.length);
            needs(Constants.OBJ_COMMIT);
            at += PARENT.length + Constants.OBJECT_ID_STRING_LENGTH + 1;
        }
    }

    private void ofTree(byte[] raw) {
        var entries = new CanonicalTreeParser();
        entries.reset(raw);
        for (; !entries.eof(); entries.next()) {
            int mode = entries.getEntryRawMode();
            if (FileMode.GITLINK.equals(mode)) {
                continue; // a commit of another repository
            }
            entries.getEntryObjectId(id);
            needs(FileMode.TREE.equals(mode) ? Constants.OBJ_TREE : Constants.OBJ_BLOB);
        }
    }

    private void ofTag(byte[] raw) {
        id.fromString(raw, OBJECT.length);
        int type = OBJECT.length + Constants.OBJECT_ID_STRING_LENGTH;
        int name = RawParseUtils.match(raw, type, TYPE);
        int end = RawParseUtils.nextLF(raw, name) - 1;
        switch (RawParseUtils.decode(raw, name, end)) {
            case Constants.TYPE_COMMIT -> needs(Constants.OBJ_COMMIT);
            case Constants.TYPE_TREE -> needs(Constants.OBJ_TREE);
            case Constants.TYPE_BLOB -> needs(Constants.OBJ_BLOB);
            case Constants.TYPE_TAG -> needs(Constants.OBJ_TAG);
            default -> forget();
        }
    }
}
