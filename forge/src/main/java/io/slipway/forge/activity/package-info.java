/** Activity: what happened in a project, for its members to read. */
@NullMarked
package io.slipway.forge.activity;

import org.jspecify.annotations.NullMarked;
