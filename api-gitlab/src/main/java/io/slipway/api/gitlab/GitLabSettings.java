package io.slipway.api.gitlab;

import io.slipway.platform.secret.Secret;
import java.util.Optional;

/**
 * How this surface names the server.
 *
 * @param url scheme, host and port for links, without a slash at the end; absent to use what the
 *     client called
 * @param shellSecret what a shell of the forge's own proves itself with; empty if there is none
 * @param ssh what stands before a project's path in its SSH address: {@code git@host:}
 */
public record GitLabSettings(Optional<String> url, String ssh, Optional<Secret> shellSecret) {
    /** Without a shell. */
    public GitLabSettings(Optional<String> url, String ssh) {
        this(url, ssh, Optional.empty());
    }

    /** The same with a shell that has this secret. */
    public GitLabSettings withShellSecret(Secret secret) {
        return new GitLabSettings(url, ssh, Optional.of(secret));
    }

    /** Links as the client called, SSH at localhost. */
    public static GitLabSettings defaults() {
        return new GitLabSettings(Optional.empty(), "git@localhost:");
    }
}
