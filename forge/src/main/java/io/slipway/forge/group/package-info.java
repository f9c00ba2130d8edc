/**
 * Namespaces: groups with their members, and each user's own; the paths that they may have. A
 * namespace is the project of the Applications API, so its grant and policy are kept here too.
 */
@NullMarked
package io.slipway.forge.group;

import org.jspecify.annotations.NullMarked;
