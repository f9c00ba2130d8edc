package io.slipway.git.jgit;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * What JGit sees of the machine: the time, and nothing else of it. The configuration of the user
 * and of the system that happen to run the server must not change how repositories behave, and JGit
 * must not start a {@code git} process to look for it or write its measurements into a home folder.
 */
final class HermeticSystemReader extends SystemReader.Delegate {

    private final FileBasedConfig defaults = new InMemory(null);

    HermeticSystemReader(SystemReader real) {
        super(real);
        // A push that was acknowledged survives power loss: objects, packs and refs are synced.
        defaults.setBoolean("core", null, "fsyncObjectFiles", true);
        defaults.setBoolean("core", null, "fsyncRefFiles", true);
        // Only maintenance packs, and never in the middle of a push.
        defaults.setBoolean("receive", null, "autogc", false);
        defaults.setInt("gc", null, "auto", 0);
        defaults.setBoolean("core", null, "logAllRefUpdates", false);
        // No one else writes the object folders, so their times can be trusted once a push is over.
        defaults.setBoolean("core", null, "commitGraph", true);
        defaults.setBoolean("gc", null, "writeCommitGraph", true);
        defaults.setBoolean("uploadpack", null, "allowFilter", true);
        defaults.setBoolean("uploadpack", null, "allowReachableSHA1InWant", true);
    }

    @Override
    public String getHostname() {
        return "slipway";
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new InMemory(parent);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new InMemory(parent);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new InMemory(parent);
    }

    @Override
    public FileBasedConfig getUserConfig() {
        return defaults;
    }

    @Override
    public FileBasedConfig getSystemConfig() {
        return defaults;
    }

    @Override
    public FileBasedConfig getJGitConfig() {
        return defaults;
    }

    /** A configuration without a file behind it. */
    private static final class InMemory extends FileBasedConfig {
        InMemory(@Nullable Config parent) {
            super(parent, null, FS.DETECTED);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
