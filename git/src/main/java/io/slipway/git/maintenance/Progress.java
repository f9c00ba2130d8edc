package io.slipway.git.maintenance;

/** Hears how far a long work has come, and may end it. */
public interface Progress {

    /** Hears nothing. */
    Progress NONE =
            new Progress() {
                @Override
                public void at(String step, int done, int total) {}

                @Override
                public boolean isCancelled() {
                    return false;
                }
            };

    /**
     * The work is at this step.
     *
     * @param total of the same unit as {@code done}; 0 when it is not known
     */
    void at(String step, int done, int total);

    /** Whether the work should end early. It then ends without harm, at the next occasion. */
    boolean isCancelled();
}
