/**
 * Git over SSH: keys say who somebody is, and the only commands are those of Git's clients. The
 * door is {@link io.slipway.server.ssh.GitSsh}.
 */
@NullMarked
package io.slipway.server.ssh;

import org.jspecify.annotations.NullMarked;
