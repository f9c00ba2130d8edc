package io.slipway.forge.upload;

/** Somebody or something that has a picture. */
public sealed interface Avatar {

    /** The number of whose picture it is. */
    long id();

    /** A person's. */
    record OfUser(long id) implements Avatar {}

    /** A group's. */
    record OfGroup(long id) implements Avatar {}

    /** A project's. */
    record OfProject(long id) implements Avatar {}
}
