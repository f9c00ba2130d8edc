package io.slipway.git.object;

import io.slipway.git.jgit.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.util.io.DisabledOutputStream;

/** What changed between commits, as text that people and their clients read. Thread-safe. */
public final class Diffs {

    private static final int RENAME_LIMIT = 400;

    private final Store store;
    private final Commits commits;

    /** Of one open repository; made by {@code GitRepository}. */
    public Diffs(Store store, Commits commits) {
        this.store = store;
        this.commits = commits;
    }

    /**
     * What differs between the files of two commits, renames found by content.
     *
     * @throws NoSuchObject when one of the commits is not there
     */
    public Diff between(CommitId from, CommitId to, DiffSettings settings) {
        try (var reader = store.jgit().newObjectReader()) {
            return diff(tree(reader, from), tree(reader, to), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compare " + from + " with " + to, e);
        }
    }

    /**
     * What a commit changes against its first parent; of a first commit, all of its files.
     *
     * @throws NoSuchObject when there is no such commit
     */
    public Diff of(CommitId commit, DiffSettings settings) {
        var read =
                commits.find(commit).orElseThrow(() -> new NoSuchObject(commit.hash(), "commit"));
        if (!read.parents().isEmpty()) {
            return between(read.parents().getFirst(), commit, settings);
        }
        try (var reader = store.jgit().newObjectReader()) {
            return diff(new EmptyTreeIterator(), tree(reader, commit), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + commit, e);
        }
    }

    /**
     * What one line of history has that another has not: the commits, and the difference from where
     * the two parted.
     *
     * @param maxCommits how many commits at most
     * @throws NoSuchObject when one of the commits is not there
     */
    public Comparison compare(CommitId from, CommitId to, int maxCommits, DiffSettings settings) {
        var newest =
                new ArrayList<>(commits.log(LogQuery.newest(to, maxCommits + 1).without(from)));
        boolean complete = newest.size() <= maxCommits;
        if (!complete) {
            newest.removeLast();
        }
        var base = commits.mergeBase(from, to).orElse(from);
        var diff = base.equals(to) ? Diff.NONE : between(base, to, settings);
        return new Comparison(newest.reversed(), diff, complete);
    }

    private Diff diff(AbstractTreeIterator from, AbstractTreeIterator to, DiffSettings settings)
            throws IOException {
        List<DiffEntry> entries;
        try (var scanner = new DiffFormatter(DisabledOutputStream.INSTANCE)) {
            scanner.setRepository(store.jgit());
            scanner.setDetectRenames(true);
            scanner.getRenameDetector().setRenameLimit(RENAME_LIMIT);
            entries = scanner.scan(from, to);
        }
        var files = new ArrayList<FileDiff>();
        boolean complete = entries.size() <= settings.maxFiles();
        int total = 0;
        for (var entry : entries.subList(0, Math.min(entries.size(), settings.maxFiles()))) {
            var file = file(entry, settings, settings.maxTotalBytes() - total);
            total += file.patch().length();
            complete &= !file.tooLarge();
            files.add(file);
        }
        return new Diff(files, complete);
    }

    private FileDiff file(DiffEntry entry, DiffSettings settings, int left) throws IOException {
        var patch = patch(entry, settings);
        boolean tooLarge = patch.length() > Math.min(settings.maxPatchBytes(), left);
        var change =
                switch (entry.getChangeType()) {
                    case ADD -> FileDiff.Change.ADDED;
                    case DELETE -> FileDiff.Change.DELETED;
                    case MODIFY -> FileDiff.Change.MODIFIED;
                    case RENAME, COPY -> FileDiff.Change.RENAMED;
                };
        boolean added = change == FileDiff.Change.ADDED;
        boolean deleted = change == FileDiff.Change.DELETED;
        return new FileDiff(
                change,
                added ? entry.getNewPath() : entry.getOldPath(),
                deleted ? entry.getOldPath() : entry.getNewPath(),
                mode(entry.getOldMode()),
                mode(entry.getNewMode()),
                tooLarge ? "" : patch,
                tooLarge);
    }

    private static String mode(FileMode mode) {
        return FileMode.MISSING.equals(mode) ? "0" : Integer.toOctalString(mode.getBits());
    }

    /** The text of one file without Git's own header, from the names on. */
    private String patch(DiffEntry entry, DiffSettings settings) throws IOException {
        if (entry.getOldId() != null && entry.getOldId().equals(entry.getNewId())) {
            return "";
        }
        var bytes = new ByteArrayOutputStream();
        try (var formatter = new HeadedFormatter(bytes)) {
            formatter.setRepository(store.jgit());
            formatter.setContext(settings.context());
            formatter.setBinaryFileThreshold(settings.maxFileBytes());
            formatter.setQuotePaths(false);
            formatter.format(entry);
        }
        var text = bytes.toString(StandardCharsets.UTF_8);
        int names = text.startsWith("--- ") ? 0 : text.indexOf("\n--- ") + 1;
        if (text.contains("\nBinary files differ\n")) {
            return binary(entry);
        }
        return names == 0 && !text.startsWith("--- ") ? "" : text.substring(names);
    }

    private static String binary(DiffEntry entry) {
        var before =
                entry.getChangeType() == DiffEntry.ChangeType.ADD
                        ? "/dev/null"
                        : "a/" + entry.getOldPath();
        var after =
                entry.getChangeType() == DiffEntry.ChangeType.DELETE
                        ? "/dev/null"
                        : "b/" + entry.getNewPath();
        return "Binary files " + before + " and " + after + " differ\n";
    }

    private AbstractTreeIterator tree(ObjectReader reader, CommitId commit) throws IOException {
        try (var walk = new RevWalk(store.jgit())) {
            var tree = walk.parseCommit(ObjectId.fromString(commit.hex())).getTree();
            return new CanonicalTreeParser(null, reader, tree);
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw new NoSuchObject(commit.hash(), "commit");
        }
    }
}
