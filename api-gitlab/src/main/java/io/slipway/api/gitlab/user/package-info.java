/** Signing in, and people: session, user, users, and their keys and addresses. */
@NullMarked
package io.slipway.api.gitlab.user;

import org.jspecify.annotations.NullMarked;
