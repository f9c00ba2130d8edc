/**
 * Broken requests as exceptions: the closed set of reasons why a verb cannot be done, named for
 * what the caller may do about it. A surface maps each kind to its own status and body, once.
 */
@NullMarked
package io.slipway.platform.problem;

import org.jspecify.annotations.NullMarked;
