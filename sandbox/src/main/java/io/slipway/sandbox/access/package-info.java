/** Who may do what: role-based access control and the reviews that ask about it. */
@NullMarked
package io.slipway.sandbox.access;

import org.jspecify.annotations.NullMarked;
