package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.RepositoryAddresses;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Projects;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.platform.problem.NotFound;
import java.util.Optional;

/** The repositories of the forge. */
public final class ForgeRepositories implements HostedRepositories {

    private final RepositoryAddresses addresses;
    private final Projects projects;
    private final Repositories repositories;

    public ForgeRepositories(
            RepositoryAddresses addresses, Projects projects, Repositories repositories) {
        this.addresses = addresses;
        this.projects = projects;
        this.repositories = repositories;
    }

    @Override
    public Optional<GitRepository> find(long repositoryId) {
        return repositories.open(new RepositoryId(repositoryId));
    }

    @Override
    public Optional<GitRepository> find(String url) {
        return addresses.projectPath(url).flatMap(this::byPath);
    }

    private Optional<GitRepository> byPath(String path) {
        try {
            return repositories.open(projects.byPath(Caller.system(), path).repositoryId());
        } catch (NotFound e) {
            return Optional.empty();
        }
    }
}
