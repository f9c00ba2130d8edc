/**
 * The Applications API: {@code /gitops/v1/project/{project}/applications} (spec gitops-engine A to
 * D, applications-api). {@link io.slipway.api.applications.ApplicationsApi} is the route table.
 */
@NullMarked
package io.slipway.api.applications;

import org.jspecify.annotations.NullMarked;
