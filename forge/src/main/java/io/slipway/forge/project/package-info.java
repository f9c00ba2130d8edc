/**
 * Projects: made with their repository, found by id or path, listed as far as the caller may see
 * them. A project's repository has the project's number, so renames and transfers move nothing.
 */
@NullMarked
package io.slipway.forge.project;

import org.jspecify.annotations.NullMarked;
