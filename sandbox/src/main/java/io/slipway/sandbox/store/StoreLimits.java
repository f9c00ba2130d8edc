package io.slipway.sandbox.store;

/** How many objects and bytes (of their JSON) a store may hold. */
public record StoreLimits(int objects, long bytes) {}
