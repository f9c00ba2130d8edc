package io.slipway.delivery.application;

import io.slipway.delivery.appproject.AppProject;
import java.util.List;
import java.util.Optional;

/** Looks into the sources of an application before they are written down. */
public interface SourceProbe {

    /** What keeps the sources of a spec from being rendered now; empty when nothing does. */
    List<String> problems(String name, AppProject project, ApplicationSpec spec);

    /**
     * The commit that a revision of a source means now; empty when it means none.
     *
     * @param revision empty for the one that the source follows
     */
    Optional<String> resolve(
            StoredApplication application, ApplicationSource source, int position, String revision);
}
