/**
 * Listening, routing, limits and plain answers; knows no domain. A {@link io.slipway.http.Surface}
 * claims path prefixes and brings a table of routes and its own words for failures; {@link
 * io.slipway.http.HttpServer} serves several of them from one address. Handlers are plain blocking
 * code on virtual threads: a {@link io.slipway.http.Request} comes in, a {@link
 * io.slipway.http.Reply} goes out. Jetty's core handler is used directly and is seen nowhere else.
 */
@NullMarked
package io.slipway.http;

import org.jspecify.annotations.NullMarked;
