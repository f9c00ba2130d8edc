package io.slipway.engine.cluster;

/**
 * May this be done? (SelfSubjectAccessReview)
 *
 * @param resource the plural, with {@code /subresource} where one is meant
 * @param namespace empty for cluster-scoped resources, and for "in all namespaces"
 * @param name empty for "any"
 */
public record AccessQuestion(
        String verb, String group, String resource, String namespace, String name) {

    /** The answer, with the server's reason where it gave one (else empty). */
    public record Answer(boolean allowed, String reason) {}
}
