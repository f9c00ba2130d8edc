/** How groups, users' own namespaces and their members look in this API. */
@NullMarked
package io.slipway.api.gitlab.namespace;

import org.jspecify.annotations.NullMarked;
