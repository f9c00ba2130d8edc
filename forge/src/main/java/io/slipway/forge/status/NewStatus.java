package io.slipway.forge.status;

import java.util.Optional;

/**
 * A status to post.
 *
 * @param ref a branch or tag; empty means the first branch that holds the commit
 * @param name which build it is; {@code default} if it does not say
 */
public record NewStatus(
        CommitState state,
        Optional<String> ref,
        String name,
        Optional<String> targetUrl,
        Optional<String> description) {}
