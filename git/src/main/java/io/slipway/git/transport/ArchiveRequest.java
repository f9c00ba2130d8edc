package io.slipway.git.transport;

import io.slipway.git.object.ArchiveFormat;
import io.slipway.tree.TreePath;
import java.util.List;
import java.util.Optional;

/**
 * What a client of {@code git archive --remote} asks for.
 *
 * @param folder that all entries are in; empty for none
 */
record ArchiveRequest(
        String revision, ArchiveFormat format, String folder, Optional<TreePath> only) {

    /** A request that cannot be served; the message is for the client. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    /** Reads the arguments as the client's own command line has them. */
    static ArchiveRequest parse(List<String> arguments) throws Unusable {
        var format = ArchiveFormat.TAR;
        var folder = "";
        Optional<String> revision = Optional.empty();
        Optional<TreePath> only = Optional.empty();
        boolean options = true;
        for (var argument : arguments) {
            if (options && argument.equals("--")) {
                options = false;
            } else if (options && argument.startsWith("--format=")) {
                var name = argument.substring("--format=".length());
                format =
                        ArchiveFormat.of(name)
                                .orElseThrow(() ->
                                        new Unusable("Unknown archive format '" + name + "'"));
            } else if (options && argument.startsWith("--prefix=")) {
                folder = folder(argument.substring("--prefix=".length()));
            } else if (options
                    && (argument.matches("-[0-9]") || argument.matches("-v|--verbose"))) {
                // How hard to compress, and whether to tell; neither changes what is in it.
            } else if (options && argument.startsWith("-")) {
                throw new Unusable("Unknown option " + argument);
            } else if (revision.isEmpty()) {
                revision = Optional.of(argument);
            } else if (only.isEmpty()) {
                only = Optional.of(path(argument));
            } else {
                throw new Unusable("Only one path can be asked for");
            }
        }
        return new ArchiveRequest(
                revision.orElseThrow(() -> new Unusable("Must specify tree-ish")),
                format,
                folder,
                only);
    }

    private static String folder(String prefix) throws Unusable {
        return prefix.isEmpty() ? "" : path(prefix).value();
    }

    private static TreePath path(String text) throws Unusable {
        try {
            return TreePath.of(text);
        } catch (TreePath.PathEscape e) {
            throw new Unusable(String.valueOf(e.getMessage()));
        }
    }
}
