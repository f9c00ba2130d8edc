/**
 * The contract of a cluster: classes named {@code …ContractTest} run the same tests against the
 * sandbox and, when one is named, a real API server. The others look at the adapter's own parts.
 */
@NullMarked
package io.slipway.kubernetes;

import org.jspecify.annotations.NullMarked;
