package io.slipway.engine.cluster;

/**
 * What to list.
 *
 * @param namespace empty for all namespaces, and for cluster-scoped kinds
 * @param labelSelector in the API's text form; empty for all
 * @param fieldSelector in the API's text form; empty for all
 * @param limit objects a page; 0 for all at once
 * @param continueToken where the last page ended; empty for the first
 */
public record ListOptions(
        String namespace,
        String labelSelector,
        String fieldSelector,
        int limit,
        String continueToken) {

    /** Everything in one answer. */
    public static ListOptions all() {
        return new ListOptions("", "", "", 0, "");
    }

    /** Everything in a namespace. */
    public static ListOptions inNamespace(String namespace) {
        return new ListOptions(namespace, "", "", 0, "");
    }

    /** The same, from that page on. */
    public ListOptions page(int size, String token) {
        return new ListOptions(namespace, labelSelector, fieldSelector, size, token);
    }

    /** The same, with a label selector. */
    public ListOptions labelled(String selector) {
        return new ListOptions(namespace, selector, fieldSelector, limit, continueToken);
    }
}
