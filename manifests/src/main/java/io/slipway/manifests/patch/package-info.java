/** JSON patch (RFC 6902), JSON merge patch (RFC 7386), strategic merge patch and JSON pointers. */
@NullMarked
package io.slipway.manifests.patch;

import org.jspecify.annotations.NullMarked;
