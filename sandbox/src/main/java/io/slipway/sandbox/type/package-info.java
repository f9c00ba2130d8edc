/**
 * What is served: Kubernetes' built-in resources and those of CustomResourceDefinitions, with their
 * discovery documents and OpenAPI.
 */
@NullMarked
package io.slipway.sandbox.type;

import org.jspecify.annotations.NullMarked;
