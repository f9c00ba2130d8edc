package io.slipway.git.object;

import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.util.List;
import java.util.Optional;

/** One directory of a tree as a tree of its own. */
final class SubTree implements FileTree {

    private final FileTree tree;
    private final TreePath base;

    SubTree(FileTree tree, TreePath base) {
        this.tree = tree;
        this.base = base;
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        return tree.entry(outer(path)).map(e -> inner(e, path));
    }

    @Override
    public byte[] read(TreePath path) {
        return tree.read(outer(path));
    }

    @Override
    public List<Entry> list(TreePath path) {
        return tree.list(outer(path)).stream().map(e -> inner(e, path.child(e.name()))).toList();
    }

    private TreePath outer(TreePath path) {
        return path.isRoot() ? base : new TreePath(base.value() + "/" + path.value());
    }

    private static Entry inner(Entry entry, TreePath path) {
        return new Entry(path, entry.kind(), entry.id(), entry.size());
    }
}
