/** Labels: words with a colour, for the issues and merge requests of a project. */
@NullMarked
package io.slipway.forge.label;

import org.jspecify.annotations.NullMarked;
