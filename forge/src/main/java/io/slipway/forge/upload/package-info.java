/**
 * Uploads: files that people attach to texts of a project, and pictures of people, groups and
 * projects. They lie in a folder by id, so that renames and transfers move nothing.
 */
@NullMarked
package io.slipway.forge.upload;

import org.jspecify.annotations.NullMarked;
