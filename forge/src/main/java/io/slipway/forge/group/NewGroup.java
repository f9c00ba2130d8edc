package io.slipway.forge.group;

import io.slipway.forge.access.Visibility;

/** A group to be. */
public record NewGroup(String name, String path, String description, Visibility visibility) {

    /** A public group whose name is its path. */
    public static NewGroup of(String path) {
        return new NewGroup(path, path, "", Visibility.PUBLIC);
    }
}
