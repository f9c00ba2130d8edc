/**
 * Git over HTTP: the endpoints that a Git client calls to clone, fetch and push. Reads the
 * credential, asks the forge through {@link io.slipway.server.git.GitGate} whether the door is
 * open, and lets the transport talk.
 */
@NullMarked
package io.slipway.server.git;

import org.jspecify.annotations.NullMarked;
