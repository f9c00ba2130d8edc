/**
 * The objects of a build with what the build knows about them: earlier names, prefixes, origins.
 */
@NullMarked
package io.slipway.kustomize.resource;

import org.jspecify.annotations.NullMarked;
