/** The API over HTTP: paths, authentication, negotiation, watches. */
@NullMarked
package io.slipway.sandbox.api;

import org.jspecify.annotations.NullMarked;
