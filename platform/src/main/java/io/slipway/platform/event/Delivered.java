package io.slipway.platform.event;

import java.time.Instant;

/**
 * An event as a subscriber gets it.
 *
 * @param id its place in the order of all events; the same at each delivery of the same event, so a
 *     subscriber can tell what it has already done
 * @param at when it was stored
 * @param event the record
 */
public record Delivered<E>(long id, Instant at, E event) {}
