package io.slipway.api.gitlab;

import java.util.Optional;

/**
 * How this surface names the server.
 *
 * @param url scheme, host and port for links, without a slash at the end; absent to use what the
 *     client called
 * @param ssh what stands before a project's path in its SSH address: {@code git@host:}
 */
public record GitLabSettings(Optional<String> url, String ssh) {
    /** Links as the client called, SSH at localhost. */
    public static GitLabSettings defaults() {
        return new GitLabSettings(Optional.empty(), "git@localhost:");
    }
}
