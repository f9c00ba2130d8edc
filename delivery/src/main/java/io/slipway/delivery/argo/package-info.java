/**
 * Applications and project policies that Argo CD keeps in a cluster, brought here. Reading is done
 * as the person, nothing is deleted, and nothing in the cluster changes unless that is asked for.
 */
@NullMarked
package io.slipway.delivery.argo;

import org.jspecify.annotations.NullMarked;
