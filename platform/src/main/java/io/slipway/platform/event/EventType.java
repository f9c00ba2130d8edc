package io.slipway.platform.event;

import java.util.function.Function;

/**
 * How one kind of event is stored.
 *
 * @param name its name in the table, for ever: {@code push.refs-updated}
 * @param type the record
 * @param write the record as a tree (see {@link EventBody})
 * @param read the record of such a tree; must read what older versions wrote
 */
public record EventType<E>(
        String name, Class<E> type, Function<E, EventBody> write, Function<EventBody, E> read) {}
