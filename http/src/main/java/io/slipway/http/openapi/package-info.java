/**
 * What a surface says of its own calls: the lines of its route table, the OpenAPI document made of
 * them, and the page that people read. {@link io.slipway.http.openapi.Operation} is a line.
 */
@NullMarked
package io.slipway.http.openapi;

import org.jspecify.annotations.NullMarked;
