package io.slipway.delivery.application;

/** A name and a value. */
public record Info(@Always String name, @Always String value) {}
