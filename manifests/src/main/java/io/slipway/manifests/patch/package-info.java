/** JSON patch (RFC 6902), JSON merge patch (RFC 7386) and JSON pointers (RFC 6901) on trees. */
@NullMarked
package io.slipway.manifests.patch;

import org.jspecify.annotations.NullMarked;
