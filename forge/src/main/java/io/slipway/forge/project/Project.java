package io.slipway.forge.project;

import io.slipway.forge.access.Feature;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectFacts;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.notice.Notice;
import io.slipway.git.repository.RepositoryId;
import io.slipway.platform.secret.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * A project: a repository with what belongs to it.
 *
 * @param namespacePath the path of the group or user that it is in
 * @param path its own part of the full path
 * @param defaultBranch empty while the repository is
 * @param creator who made it; may be gone
 * @param forkedFrom the project that it was copied from
 * @param avatar the file name of an uploaded picture
 * @param importUrl where it was imported from, without credentials
 * @param lastActivityAt the last push or other work on it
 */
public record Project(
        ProjectId id,
        NamespaceId namespaceId,
        String namespacePath,
        String name,
        String path,
        Optional<String> description,
        Visibility visibility,
        boolean archived,
        Optional<String> defaultBranch,
        UserId creator,
        Features features,
        Optional<ProjectId> forkedFrom,
        int starCount,
        int forksCount,
        Secret runnersToken,
        Optional<String> avatar,
        Optional<String> importUrl,
        Instant createdAt,
        Instant updatedAt,
        Instant lastActivityAt)
        implements ProjectFacts {

    /** Namespace and path: {@code demo/web}. */
    public String fullPath() {
        return namespacePath + "/" + path;
    }

    /** As notices name it. */
    public Notice.ProjectName named() {
        return new Notice.ProjectName(id.value(), name, path, fullPath(), visibility.text());
    }

    /** Its repository's number. */
    public RepositoryId repositoryId() {
        return new RepositoryId(id.value());
    }

    @Override
    public boolean has(Feature feature) {
        return features.has(feature);
    }

    @Override
    public boolean publicBuilds() {
        return features.publicBuilds();
    }
}
