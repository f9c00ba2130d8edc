/** Notes: what people say about commits, as a whole or about a line of what they change. */
@NullMarked
package io.slipway.forge.note;

import org.jspecify.annotations.NullMarked;
