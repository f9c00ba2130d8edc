/**
 * Who belongs to a project: its direct members, the groups that it is shared with, and everybody
 * who has access by any of these ways.
 */
@NullMarked
package io.slipway.forge.member;

import org.jspecify.annotations.NullMarked;
