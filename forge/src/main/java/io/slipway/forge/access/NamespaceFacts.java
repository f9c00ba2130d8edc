package io.slipway.forge.access;

/** What access needs to know of a namespace. */
public interface NamespaceFacts {

    /** Which namespace. */
    NamespaceId id();

    /** Who may see it. */
    Visibility visibility();

    /** Whether it is a group, and not a user's own namespace. */
    boolean isGroup();
}
