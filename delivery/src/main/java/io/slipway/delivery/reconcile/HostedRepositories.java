package io.slipway.delivery.reconcile;

import io.slipway.git.repository.GitRepository;
import java.util.Optional;

/** Finds the repositories of this server for the engine, which may read all of them. */
public interface HostedRepositories {

    /** The repository with that id; empty when it is gone. */
    Optional<GitRepository> find(long repositoryId);

    /** The repository that a URL means; empty when it is not one of ours. */
    Optional<GitRepository> find(String url);
}
