/** Groups, their members, and namespaces. */
@NullMarked
package io.slipway.api.gitlab.group;

import org.jspecify.annotations.NullMarked;
