/** Templates that anybody may read: licences, ignored files, and builds. */
@NullMarked
package io.slipway.api.gitlab.template;

import org.jspecify.annotations.NullMarked;
