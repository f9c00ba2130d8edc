package io.slipway.delivery.application;

import java.util.Optional;

/**
 * A source of an application, as the engine follows it.
 *
 * @param position in the list of sources, from 0
 * @param repositoryId when the repository is hosted here: renames do not change it
 * @param url as its author wrote it
 * @param revision as its author wrote it; empty means HEAD
 */
public record FollowedSource(
        ApplicationId application,
        int position,
        Optional<Long> repositoryId,
        String url,
        String revision) {}
