/**
 * What is known about the types of objects: which lists are merged by key, and which kinds have no
 * namespace.
 */
@NullMarked
package io.slipway.kustomize.schema;

import org.jspecify.annotations.NullMarked;
