/**
 * What a namespace may do on clusters: the grant is an administrator's, the policy is the owner's
 * and can only narrow it. Delivery asks here before it applies anything anywhere.
 */
@NullMarked
package io.slipway.forge.grant;

import org.jspecify.annotations.NullMarked;
