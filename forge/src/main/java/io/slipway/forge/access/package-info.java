/**
 * Who may do what: five roles, three visibilities, and the table that says which role has which
 * ability. Doors ask {@link io.slipway.forge.access.Access} in each verb; what a caller may not
 * even read does not exist for them.
 */
@NullMarked
package io.slipway.forge.access;

import org.jspecify.annotations.NullMarked;
