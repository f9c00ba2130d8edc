package io.slipway.forge.project;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Visibility;
import java.util.Optional;

/**
 * A project to be.
 *
 * @param name what people read
 * @param path its part of the address; empty makes one of the name
 * @param namespace where; empty means the caller's own
 * @param visibility empty means the settings' default
 * @param importUrl a repository to fill it from
 */
public record NewProject(
        String name,
        Optional<String> path,
        Optional<NamespaceId> namespace,
        Optional<String> description,
        Optional<Visibility> visibility,
        FeatureChange features,
        Optional<String> importUrl) {

    /** A private project in the caller's own namespace. */
    public static NewProject of(String name) {
        return new NewProject(
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                FeatureChange.none(),
                Optional.empty());
    }

    /** The same in a namespace. */
    public NewProject in(NamespaceId other) {
        return new NewProject(
                name, path, Optional.of(other), description, visibility, features, importUrl);
    }

    /** The same with a visibility. */
    public NewProject as(Visibility other) {
        return new NewProject(
                name, path, namespace, description, Optional.of(other), features, importUrl);
    }
}
