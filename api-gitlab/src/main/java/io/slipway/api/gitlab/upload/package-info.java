/** Uploaded files and pictures: taken over the API, given back at the addresses that it shows. */
@NullMarked
package io.slipway.api.gitlab.upload;

import org.jspecify.annotations.NullMarked;
