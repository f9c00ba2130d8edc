/**
 * What the whole forge's hooks are told of: people, groups, projects, memberships and keys that
 * came, went or moved. Stored with the change; holds plain numbers and texts, since the thing
 * itself may be gone when somebody reads of it.
 */
@NullMarked
package io.slipway.forge.notice;

import org.jspecify.annotations.NullMarked;
