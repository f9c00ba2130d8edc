package io.slipway.git.object;

import io.slipway.git.jgit.Store;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/**
 * The files of a commit as one archive, written while it is made. The same commit gives the same
 * bytes: times are the commit's, owners are root. Thread-safe.
 */
public final class Archives {

    private final Store store;

    /** Of one open repository; made by {@code GitRepository}. */
    public Archives(Store store) {
        this.store = store;
    }

    /**
     * Writes an archive. The stream is flushed, not closed.
     *
     * @param folder that all entries are in; empty for none
     * @param only just what is at or below this path; empty for everything
     * @throws NoSuchObject when there is no such commit
     */
    public void write(
            CommitId commit,
            ArchiveFormat format,
            String folder,
            Optional<TreePath> only,
            OutputStream out)
            throws IOException {
        try (var reader = store.jgit().newObjectReader();
                var walk = new RevWalk(reader)) {
            var parsed = parse(walk, commit);
            var prefix = folder.isEmpty() ? "" : folder + "/";
            var when = Instant.ofEpochSecond(parsed.getCommitTime());
            switch (format) {
                case ZIP -> {
                    var zip = new ZipArchiveOutputStream(new Unclosed(out));
                    zip.setComment(commit.hex());
                    pack(reader, parsed, prefix, only, new Zip(zip, when));
                    zip.finish();
                    zip.flush();
                }
                case TAR -> tar(reader, parsed, prefix, only, when, out);
                case TAR_GZ -> {
                    var gzip = new GZIPOutputStream(new Unclosed(out), 64 << 10);
                    tar(reader, parsed, prefix, only, when, gzip);
                    gzip.finish();
                }
                case TAR_BZ2 -> {
                    var bzip2 = new BZip2CompressorOutputStream(new Unclosed(out));
                    tar(reader, parsed, prefix, only, when, bzip2);
                    bzip2.finish();
                }
            }
            out.flush();
        }
    }

    private static void tar(
            ObjectReader reader,
            RevCommit commit,
            String prefix,
            Optional<TreePath> only,
            Instant when,
            OutputStream out)
            throws IOException {
        var tar = new TarArchiveOutputStream(new Unclosed(out), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        pack(reader, commit, prefix, only, new Tar(tar, when));
        tar.finish();
        tar.flush();
    }

    private static void pack(
            ObjectReader reader,
            RevCommit commit,
            String prefix,
            Optional<TreePath> only,
            Packer packer)
            throws IOException {
        try (var walk = new TreeWalk(reader)) {
            walk.addTree(commit.getTree());
            if (only.isPresent() && !only.get().isRoot()) {
                walk.setFilter(PathFilter.create(only.get().value()));
            }
            if (!prefix.isEmpty()) {
                packer.folder(prefix);
            }
            while (walk.next()) {
                var mode = walk.getFileMode();
                var name = prefix + walk.getPathString();
                if (FileMode.TREE.equals(mode) || FileMode.GITLINK.equals(mode)) {
                    packer.folder(name + "/");
                    if (FileMode.TREE.equals(mode)) {
                        walk.enterSubtree();
                    }
                } else {
                    packer.file(name, mode, reader, walk.getObjectId(0));
                }
            }
        }
    }

    private static RevCommit parse(RevWalk walk, CommitId commit) throws IOException {
        try {
            return walk.parseCommit(ObjectId.fromString(commit.hex()));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw new NoSuchObject(commit.hash(), "commit");
        }
    }

    private interface Packer {
        void folder(String name) throws IOException;

        void file(String name, FileMode mode, ObjectReader reader, ObjectId id) throws IOException;
    }

    private record Zip(ZipArchiveOutputStream out, Instant when) implements Packer {
        @Override
        public void folder(String name) throws IOException {
            put(out, entry(name, 040755));
        }

        @Override
        public void file(String name, FileMode mode, ObjectReader reader, ObjectId id)
                throws IOException {
            int bits =
                    FileMode.SYMLINK.equals(mode)
                            ? 0120777
                            : FileMode.EXECUTABLE_FILE.equals(mode) ? 0100755 : 0100644;
            out.putArchiveEntry(entry(name, bits));
            reader.open(id, Constants.OBJ_BLOB).copyTo(out);
            out.closeArchiveEntry();
        }

        private ZipArchiveEntry entry(String name, int mode) {
            var entry = new ZipArchiveEntry(name);
            entry.setUnixMode(mode);
            entry.setTime(when.toEpochMilli());
            return entry;
        }
    }

    private record Tar(TarArchiveOutputStream out, Instant when) implements Packer {
        @Override
        public void folder(String name) throws IOException {
            put(out, entry(new TarArchiveEntry(name), 0755));
        }

        @Override
        public void file(String name, FileMode mode, ObjectReader reader, ObjectId id)
                throws IOException {
            var loader = reader.open(id, Constants.OBJ_BLOB);
            if (FileMode.SYMLINK.equals(mode)) {
                var link = entry(new TarArchiveEntry(name, TarConstants.LF_SYMLINK), 0777);
                link.setLinkName(new String(loader.getBytes(64 << 10), StandardCharsets.UTF_8));
                put(out, link);
                return;
            }
            var file =
                    entry(
                            new TarArchiveEntry(name),
                            FileMode.EXECUTABLE_FILE.equals(mode) ? 0755 : 0644);
            file.setSize(loader.getSize());
            out.putArchiveEntry(file);
            loader.copyTo(out);
            out.closeArchiveEntry();
        }

        private TarArchiveEntry entry(TarArchiveEntry entry, int mode) {
            entry.setMode(mode);
            entry.setModTime(java.nio.file.attribute.FileTime.from(when));
            entry.setIds(0, 0);
            entry.setNames("root", "root");
            return entry;
        }
    }

    private static <E extends org.apache.commons.compress.archivers.ArchiveEntry> void put(
            ArchiveOutputStream<E> out, E entry) throws IOException {
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
    }

    /** Lets an archive end without ending what it is written to. */
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
