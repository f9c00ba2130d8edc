package io.slipway.api.gitlab.call;

import java.util.function.BooleanSupplier;

/**
 * Addresses that answers show.
 *
 * @param web scheme, host and port of this server, without a slash at the end
 * @param ssh what stands before a project's path in its SSH address: {@code git@host:}
 * @param gravatar whether people without a picture get one by the hash of their address
 */
public record Links(String web, String ssh, BooleanSupplier gravatar) {
    /** A project's page. */
    public String project(String fullPath) {
        return web + "/" + fullPath;
    }

    /** A project's address for Git over HTTP. */
    public String clone(String fullPath) {
        return project(fullPath) + ".git";
    }

    /** A project's address for Git over SSH. */
    public String sshClone(String fullPath) {
        return ssh + fullPath + ".git";
    }

    /** A user's page. */
    public String user(String username) {
        return web + "/u/" + username;
    }

    /** A group's page. */
    public String group(String path) {
        return web + "/groups/" + path;
    }
}
