package io.slipway.forge.access;

/** What access needs to know of a project. */
public interface ProjectFacts {

    /** Which project. */
    ProjectId id();

    /** The namespace that it is in. */
    NamespaceId namespaceId();

    /** Who may see it. */
    Visibility visibility();

    /** Whether it is kept, but not worked on. */
    boolean archived();

    /** Whether a part of it is on. */
    boolean has(Feature feature);

    /** Whether everyone who sees it may see its builds. */
    boolean publicBuilds();
}
