/** References between objects: names that follow renames, and vars. */
@NullMarked
package io.slipway.kustomize.reference;

import org.jspecify.annotations.NullMarked;
