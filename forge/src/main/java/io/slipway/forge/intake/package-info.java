/**
 * Intake: projects that are filled from a repository elsewhere. An import is a row before it
 * begins, so a restart goes on with it; its credentials are sealed, and gone when it ends.
 */
@NullMarked
package io.slipway.forge.intake;

import org.jspecify.annotations.NullMarked;
