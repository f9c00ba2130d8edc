/**
 * What hooks are told: the payloads of pushes and notes for projects' hooks, and of everything that
 * comes and goes for those of the whole forge. Made from stored events, so none is lost.
 */
@NullMarked
package io.slipway.api.gitlab.hook;

import org.jspecify.annotations.NullMarked;
