/** Asking for and answering one page of a long list, with its total. */
@NullMarked
package io.slipway.platform.page;

import org.jspecify.annotations.NullMarked;
