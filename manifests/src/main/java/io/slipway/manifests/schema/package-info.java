/**
 * Facts about types: the fields of Kubernetes' built-in types and of custom ones, how their lists
 * and maps merge, their scope, names and verbs. Read from a table that a generator in {@code
 * conformance/control-plane} makes of a real server's OpenAPI.
 */
@NullMarked
package io.slipway.manifests.schema;

import org.jspecify.annotations.NullMarked;
