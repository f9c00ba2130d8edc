package io.slipway.delivery.application;

/** A name and a value. */
public record InfoItem(@Always String name, @Always String value) {}
