package io.slipway.forge.project;

import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Caller;
import java.util.Set;

/** The application's settings that projects need, read anew for each verb. */
public interface ProjectSettings {

    /** The visibility of a new project that does not say. */
    Visibility defaultVisibility();

    /** Visibilities that only administrators may give. */
    Set<Visibility> restricted();

    /** How the first branch of a project is protected. */
    default BranchProtection defaultBranchProtection() {
        return BranchProtection.FULL;
    }

    /** Settings that restrict nothing: new projects are private. */
    static ProjectSettings defaults() {
        return new ProjectSettings() {
            @Override
            public Visibility defaultVisibility() {
                return Visibility.PRIVATE;
            }

            @Override
            public Set<Visibility> restricted() {
                return Set.of();
            }
        };
    }

    /** Whether this caller may give that visibility. */
    default boolean allows(Caller caller, Visibility visibility) {
        return caller.isAdmin() || !restricted().contains(visibility);
    }
}
