/**
 * Server-side apply as pure code: which fields an object has, who owns them ({@code
 * metadata.managedFields}), and merging an applied configuration into a live object by its type.
 */
@NullMarked
package io.slipway.manifests.apply;

import org.jspecify.annotations.NullMarked;
