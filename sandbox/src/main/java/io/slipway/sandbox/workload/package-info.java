/** The controllers that a cluster has, played: what they see in objects and write to others. */
@NullMarked
package io.slipway.sandbox.workload;

import org.jspecify.annotations.NullMarked;
