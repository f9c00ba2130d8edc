/**
 * Surface 1: the GitLab-v3-compatible API under {@code /api/v3}. {@link
 * io.slipway.api.gitlab.GitLabApi} is the route table; the packages below it hold a resource each
 * and share the one mechanism of {@link io.slipway.api.gitlab.call}.
 */
@NullMarked
package io.slipway.api.gitlab;

import org.jspecify.annotations.NullMarked;
