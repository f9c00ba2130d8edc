/** Projects and their members. */
@NullMarked
package io.slipway.api.gitlab.project;

import org.jspecify.annotations.NullMarked;
