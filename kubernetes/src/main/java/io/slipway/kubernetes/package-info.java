/**
 * The engine's {@link io.slipway.engine.cluster.Cluster} over a real API server (the sandbox is one
 * too). The only module that imports the API-server client; {@link
 * io.slipway.kubernetes.KubernetesCluster} is the door.
 *
 * <p>fabric8 reads the connection settings, signs requests and carries the bytes; bodies are our
 * own trees and paths are built here, so that what is sent is exactly what the engine asked for.
 */
@NullMarked
package io.slipway.kubernetes;

import org.jspecify.annotations.NullMarked;
