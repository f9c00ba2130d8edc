package io.slipway.kustomize.load;

import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.LoadRestriction;
import io.slipway.kustomize.option.RemoteFiles;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads files from the point of view of one layer: spec section 13. */
public final class Loader {

    private static final int MAX_LINKS = 40;

    private final FileTree tree;
    private final TreePath root;
    private final LoadRestriction restriction;
    private final Optional<RemoteFiles> remotes;
    private final Budget budget;
    private final @Nullable Loader referrer;
    private final Optional<RemoteRoot> repository;
    private final int depth;

    private Loader(
            FileTree tree,
            TreePath root,
            LoadRestriction restriction,
            Optional<RemoteFiles> remotes,
            Budget budget,
            @Nullable Loader referrer,
            Optional<RemoteRoot> repository) {
        this.tree = tree;
        this.root = root;
        this.restriction = restriction;
        this.remotes = remotes;
        this.budget = budget;
        this.referrer = referrer;
        this.repository = repository;
        this.depth = referrer == null ? 0 : referrer.depth + 1;
        budget.layer(root.toString(), depth);
    }

    /**
     * For the top layer.
     *
     * @throws KustomizeException when there is no such directory
     */
    public static Loader top(
            FileTree tree,
            TreePath root,
            LoadRestriction restriction,
            Optional<RemoteFiles> remotes,
            Budget budget) {
        var directory = directory(tree, root, root.toString());
        return new Loader(tree, directory, restriction, remotes, budget, null, Optional.empty());
    }

    /** The layer's directory. */
    public TreePath root() {
        return root;
    }

    public FileTree tree() {
        return tree;
    }

    public Budget budget() {
        return budget;
    }

    /** The repository that was fetched for this layer or one that refers to it. */
    public Optional<RemoteRoot> repository() {
        return repository;
    }

    /** The path of a file of this layer, for messages. */
    public String display(String path) {
        if (RemoteRoot.isHttp(path)) {
            return path;
        }
        try {
            return root.resolve(path).value();
        } catch (TreePath.PathEscape e) {
            return path;
        }
    }

    /** The text of a file, as UTF-8. */
    public String text(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    /**
     * The content of a file.
     *
     * @throws KustomizeException when it does not exist, or may not be read from here
     */
    public byte[] bytes(String path) {
        if (RemoteRoot.isHttp(path)) {
            var bytes = fetch(path);
            budget.read(path, bytes.length);
            return bytes;
        }
        var file = file(path);
        try {
            budget.read(file.value(), tree.entry(file).map(FileTree.Entry::size).orElse(0L));
            return tree.read(file);
        } catch (TreeException e) {
            throw new KustomizeException(
                    e.getMessage() == null ? "unreadable file" : e.getMessage(),
                    KustomizeException.Place.file(file.value(), 0),
                    e);
        }
    }

    /** Whether a file of that name stands in the layer's directory. */
    public boolean hasFile(String name) {
        return resolve(tree, root.child(name))
                .flatMap(tree::entry)
                .map(e -> e.kind() == FileTree.Kind.FILE)
                .orElse(false);
    }

    private TreePath file(String path) {
        if (path.isEmpty()) {
            throw new KustomizeException(
                    "'" + root + "' is a directory, not a file: read is a directory");
        }
        if (path.startsWith("/")) {
            throw outside(path);
        }
        TreePath wanted;
        try {
            wanted = root.resolve(path);
        } catch (TreePath.PathEscape e) {
            throw outside(path);
        }
        var found = resolve(tree, wanted).orElseThrow(() -> missing(wanted.toString()));
        if (restrictive() && !found.isWithin(root)) {
            throw outside(wanted.value());
        }
        if (tree.isDirectory(found)) {
            throw new KustomizeException(
                    "'" + found + "' is a directory: read " + found + ": is a directory");
        }
        return found;
    }

    private boolean restrictive() {
        return restriction == LoadRestriction.ROOT_ONLY || repository.isPresent();
    }

    private KustomizeException outside(String path) {
        return new KustomizeException(
                "security; file '" + path + "' is not in or below '" + root + "'");
    }

    private static KustomizeException missing(String path) {
        return new KustomizeException(
                "evalsymlink failure on '"
                        + path
                        + "' : lstat "
                        + path
                        + ": no such file or directory");
    }

    /**
     * The path with symbolic links followed; empty when nothing stands there or a link leaves the
     * tree.
     */
    private static Optional<TreePath> resolve(FileTree tree, TreePath path) {
        var direct = tree.entry(path);
        if (direct.isPresent() && direct.get().kind() != FileTree.Kind.SYMLINK) {
            return Optional.of(path);
        }
        var segments = new ArrayList<>(path.segments());
        var done = TreePath.ROOT;
        int links = 0;
        while (!segments.isEmpty()) {
            var next = done.child(segments.removeFirst());
            var entry = tree.entry(next);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            if (entry.get().kind() != FileTree.Kind.SYMLINK) {
                done = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                return Optional.empty();
            }
            var target = new String(tree.read(next), StandardCharsets.UTF_8);
            try {
                var whole = new ArrayList<>(done.resolve(target).segments());
                whole.addAll(segments);
                segments = whole;
                done = TreePath.ROOT;
            } catch (TreePath.PathEscape e) {
                return Optional.empty();
            }
        }
        return Optional.of(done);
    }

    private static TreePath directory(FileTree tree, TreePath path, String shown) {
        var found =
                resolve(tree, path)
                        .orElseThrow(() ->
                                missing(shown)
                                        .prefixed(
                                                "must build at directory: not a valid directory: "));
        if (!tree.isDirectory(found)) {
            throw new KustomizeException(
                    "must build at directory: not a valid directory: '"
                            + found
                            + "' is not a directory but a file");
        }
        return found;
    }

    /**
     * The loader of another layer, a directory or a remote root.
     *
     * @throws KustomizeException when there is none, or it is above a layer that leads here
     */
    @SuppressWarnings("ReferenceEquality") // the same tree, not one that looks like it
    public Loader child(String path) {
        if (path.isEmpty()) {
            throw new KustomizeException("new root cannot be empty");
        }
        var remote = RemoteRoot.parse(path);
        if (remote.isPresent()) {
            return clone(remote.get());
        }
        if (path.startsWith("/")) {
            throw new KustomizeException("new root '" + path + "' cannot be absolute");
        }
        TreePath wanted;
        try {
            wanted = root.resolve(path);
        } catch (TreePath.PathEscape e) {
            throw repository.isPresent()
                    ? new KustomizeException(
                            "security; bases in kustomizations found in cloned git repos must be within the repo, but base '"
                                    + path
                                    + "' is outside")
                    : missing(path).prefixed("must build at directory: not a valid directory: ");
        }
        var directory = directory(tree, wanted, wanted.toString());
        for (var loader = this;
                loader != null && loader.repository.equals(repository);
                loader = loader.referrer) {
            if (loader.root.isWithin(directory)) {
                throw new KustomizeException(
                        "cycle detected: candidate root '"
                                + directory
                                + "' contains visited root '"
                                + loader.root
                                + "'");
            }
        }
        return new Loader(tree, directory, restriction, remotes, budget, this, repository);
    }

    private Loader clone(RemoteRoot remote) {
        for (var loader = this; loader != null; loader = loader.referrer) {
            if (loader.repository.filter(remote::equals).isPresent()) {
                throw new KustomizeException(
                        "cycle detected: URI '"
                                + remote.raw()
                                + "' referenced by previous URI '"
                                + remote.raw()
                                + "'");
            }
        }
        var fetcher =
                remotes.orElseThrow(() ->
                        new KustomizeException(
                                "remote root '"
                                        + remote.raw()
                                        + "' cannot be fetched: remote resources are not available here"));
        FileTree clone;
        try {
            clone =
                    fetcher.repository(
                            new RemoteFiles.Repository(
                                    remote.cloneUrl(),
                                    remote.ref(),
                                    remote.timeout(),
                                    remote.submodules()));
        } catch (RuntimeException e) {
            throw new KustomizeException(
                    "failed to fetch " + remote.raw() + ": " + e.getMessage(),
                    KustomizeException.Place.UNKNOWN,
                    e);
        }
        var directory = directory(clone, TreePath.of(remote.path()), remote.path());
        return new Loader(
                clone,
                directory,
                LoadRestriction.ROOT_ONLY,
                remotes,
                budget,
                this,
                Optional.of(remote));
    }

    private byte[] fetch(String url) {
        var fetcher =
                remotes.orElseThrow(() ->
                        new KustomizeException(
                                "file '"
                                        + url
                                        + "' cannot be fetched: remote resources are not available here"));
        try {
            return fetcher.file(url);
        } catch (RuntimeException e) {
            throw new KustomizeException(
                    String.valueOf(e.getMessage()), KustomizeException.Place.UNKNOWN, e);
        }
    }

    /** The directories from the top layer to this one. */
    public List<TreePath> chain() {
        var chain = new ArrayList<TreePath>();
        for (var loader = this; loader != null; loader = loader.referrer) {
            chain.addFirst(loader.root);
        }
        return chain;
    }
}
