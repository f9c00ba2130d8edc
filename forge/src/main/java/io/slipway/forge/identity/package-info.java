/**
 * People and how they prove who they are: users, passwords, tokens and sessions, each resolved to
 * one {@link io.slipway.forge.identity.Caller}; and the audit log of what callers did. Tokens are
 * stored as hashes; the one that the v3 API must show again is encrypted beside its hash.
 */
@NullMarked
package io.slipway.forge.identity;

import org.jspecify.annotations.NullMarked;
