/**
 * How well a live object does (spec: health H1 to H4). One small {@link
 * io.slipway.engine.health.HealthAssessor} a kind, registered in a {@link
 * io.slipway.engine.health.HealthRules} table. Pure: the time comes in as an argument.
 */
@NullMarked
package io.slipway.engine.health;

import org.jspecify.annotations.NullMarked;
