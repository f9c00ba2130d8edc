/**
 * What a caller hands to a build and what a build throws: options, limits, edits, the interfaces
 * for charts and remote files, and the one exception. Values only.
 */
@NullMarked
package io.slipway.kustomize.option;

import org.jspecify.annotations.NullMarked;
