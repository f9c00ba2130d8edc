package io.slipway.git.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;

class PackLinksTest {

    private static final PersonIdent ADA =
            new PersonIdent("Ada", "ada@example.com", Instant.EPOCH, ZoneOffset.UTC);
    private static final ObjectId FILE = id(Constants.OBJ_BLOB, bytes("text"));

    private final PackLinks links = new PackLinks();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectId id(int type, byte[] raw) {
        try (var hashing = new ObjectInserter.Formatter()) {
            return hashing.idFor(type, raw);
        }
    }

    private static byte[] tree(FileMode mode, ObjectId... entries) {
        var tree = new TreeFormatter();
        for (int i = 0; i < entries.length; i++) {
            tree.append("n" + i, mode, entries[i]);
        }
        return tree.toByteArray();
    }

    private static byte[] commit(ObjectId tree, ObjectId... parents) {
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(ADA);
        commit.setCommitter(ADA);
        commit.setMessage("change");
        return build(commit);
    }

    private static byte[] build(CommitBuilder commit) {
        try {
            return commit.build();
        } catch (java.io.UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private ObjectId take(int type, byte[] raw) throws CorruptObjectException {
        var id = id(type, raw);
        links.check(id, type, raw);
        return id;
    }

    @Test
    void aPackWithAllThatItNeedsIsClosedWhateverTheOrder() throws Exception {
        var inner = tree(FileMode.REGULAR_FILE, FILE);
        var outer = tree(FileMode.TREE, id(Constants.OBJ_TREE, inner));
        var first = commit(id(Constants.OBJ_TREE, outer));
        var second =
                take(
                        Constants.OBJ_COMMIT,
                        commit(id(Constants.OBJ_TREE, outer), id(Constants.OBJ_COMMIT, first)));
        assertThat(links.areClosed(List.of(second))).isFalse();
        take(Constants.OBJ_COMMIT, first);
        take(Constants.OBJ_TREE, outer);
        take(Constants.OBJ_TREE, inner);
        assertThat(links.areClosed(List.of(second))).isFalse();
        links.came(FILE, Constants.OBJ_BLOB);
        assertThat(links.areClosed(List.of(second))).isTrue();
        assertThat(links.areClosed(List.of(second, ObjectId.zeroId()))).isFalse();
    }

    @Test
    void whatCameAsSomethingElseIsNotWhatWasNeeded() throws Exception {
        take(Constants.OBJ_TREE, tree(FileMode.TREE, FILE));
        links.came(FILE, Constants.OBJ_BLOB);
        assertThat(links.areClosed(List.of())).isFalse();
    }

    @Test
    void anObjectThatIsNeededAsTwoThingsIsNeverClosed() throws Exception {
        take(Constants.OBJ_TREE, tree(FileMode.TREE, FILE));
        take(Constants.OBJ_TREE, tree(FileMode.REGULAR_FILE, FILE));
        links.came(FILE, Constants.OBJ_BLOB);
        assertThat(links.areClosed(List.of())).isFalse();
    }

    @Test
    void commitsOfOtherRepositoriesAreNotNeeded() throws Exception {
        var submodule = take(Constants.OBJ_TREE, tree(FileMode.GITLINK, FILE));
        assertThat(links.areClosed(List.of(submodule))).isTrue();
    }

    @Test
    void aTagNeedsWhatItNames() throws Exception {
        var tag = new TagBuilder();
        tag.setObjectId(FILE, Constants.OBJ_BLOB);
        tag.setTag("v1");
        tag.setTagger(ADA);
        tag.setMessage("one");
        var tip = take(Constants.OBJ_TAG, tag.build());
        assertThat(links.areClosed(List.of(tip))).isFalse();
        links.came(FILE, Constants.OBJ_BLOB);
        assertThat(links.areClosed(List.of(tip))).isTrue();
    }

    @Test
    void tooManyObjectsAreNotRemembered() throws Exception {
        var few = new PackLinks(2);
        var tree = tree(FileMode.REGULAR_FILE, FILE);
        few.check(id(Constants.OBJ_TREE, tree), Constants.OBJ_TREE, tree);
        few.came(FILE, Constants.OBJ_BLOB);
        assertThat(few.areClosed(List.of())).isTrue();
        few.came(ObjectId.zeroId(), Constants.OBJ_BLOB);
        assertThat(few.areClosed(List.of())).isFalse();
    }
}
