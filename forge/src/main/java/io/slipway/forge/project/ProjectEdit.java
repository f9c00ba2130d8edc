package io.slipway.forge.project;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.secret.Secret;
import java.time.Instant;
import java.util.Optional;

/** Makes one project record of another. */
record ProjectEdit(Project old, Instant now) {

    static Project fresh(
            Namespace namespace,
            UserId creator,
            NewProject wish,
            String path,
            Visibility visibility,
            Secret runnersToken,
            Instant now) {
        return new Project(
                new ProjectId(0),
                namespace.id(),
                namespace.path(),
                wish.name(),
                path,
                wish.description(),
                visibility,
                false,
                Optional.empty(),
                creator,
                wish.features().applyTo(Features.defaults()),
                Optional.empty(),
                0,
                0,
                runnersToken,
                Optional.empty(),
                wish.importUrl(),
                now,
                now,
                now);
    }

    /** What to make for a copy of a project. */
    static NewProject copyOf(Project source) {
        Features on = source.features();
        return new NewProject(
                source.name(),
                Optional.of(source.path()),
                Optional.empty(),
                source.description(),
                Optional.of(source.visibility()),
                new FeatureChange(
                        Optional.of(on.issues()),
                        Optional.of(on.mergeRequests()),
                        Optional.of(on.wiki()),
                        Optional.of(on.builds()),
                        Optional.of(on.snippets()),
                        Optional.of(on.containerRegistry()),
                        Optional.of(on.sharedRunners()),
                        Optional.of(on.publicBuilds())),
                Optional.empty());
    }

    Project changed(ProjectChange change) {
        return copy(
                old.namespaceId(),
                old.namespacePath(),
                change.name().orElse(old.name()),
                change.path().orElse(old.path()),
                change.description().or(old::description),
                change.visibility().orElse(old.visibility()),
                old.archived(),
                change.defaultBranch().or(old::defaultBranch),
                change.features().applyTo(old.features()),
                old.forkedFrom());
    }

    Project movedTo(Namespace namespace) {
        return copy(
                namespace.id(),
                namespace.path(),
                old.name(),
                old.path(),
                old.description(),
                old.visibility(),
                old.archived(),
                old.defaultBranch(),
                old.features(),
                old.forkedFrom());
    }

    Project archived(boolean archived) {
        return copy(
                old.namespaceId(),
                old.namespacePath(),
                old.name(),
                old.path(),
                old.description(),
                old.visibility(),
                archived,
                old.defaultBranch(),
                old.features(),
                old.forkedFrom());
    }

    Project forkedFrom(Optional<ProjectId> source) {
        return copy(
                old.namespaceId(),
                old.namespacePath(),
                old.name(),
                old.path(),
                old.description(),
                old.visibility(),
                old.archived(),
                old.defaultBranch(),
                old.features(),
                source);
    }

    private Project copy(
            NamespaceId namespace,
            String namespacePath,
            String name,
            String path,
            Optional<String> description,
            Visibility visibility,
            boolean archived,
            Optional<String> defaultBranch,
            Features features,
            Optional<ProjectId> forkedFrom) {
        return new Project(
                old.id(),
                namespace,
                namespacePath,
                name,
                path,
                description,
                visibility,
                archived,
                defaultBranch,
                old.creator(),
                features,
                forkedFrom,
                old.starCount(),
                old.forksCount(),
                old.runnersToken(),
                old.avatar(),
                old.importUrl(),
                old.createdAt(),
                now,
                old.lastActivityAt());
    }
}
