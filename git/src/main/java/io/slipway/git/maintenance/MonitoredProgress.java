package io.slipway.git.maintenance;

import java.time.Duration;
import org.eclipse.jgit.lib.BatchingProgressMonitor;

/** Tells a progress what JGit reports, at most twice a second. */
final class MonitoredProgress extends BatchingProgressMonitor {

    private final Progress progress;

    MonitoredProgress(Progress progress) {
        this.progress = progress;
    }

    @Override
    public boolean isCancelled() {
        return progress.isCancelled();
    }

    @Override
    protected void onUpdate(String step, int done, Duration duration) {
        progress.at(step, done, 0);
    }

    @Override
    protected void onEndTask(String step, int done, Duration duration) {
        progress.at(step, done, done);
    }

    @Override
    protected void onUpdate(String step, int done, int total, int percent, Duration duration) {
        progress.at(step, done, total);
    }

    @Override
    protected void onEndTask(String step, int done, int total, int percent, Duration duration) {
        progress.at(step, done, total);
    }
}
