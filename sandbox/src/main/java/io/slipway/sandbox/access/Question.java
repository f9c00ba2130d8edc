package io.slipway.sandbox.access;

/**
 * What somebody wants to do.
 *
 * @param resource empty for a path that is no resource
 * @param namespace empty for cluster-scoped things and for all namespaces
 * @param name empty for collections
 * @param path only for a path that is no resource
 */
public record Question(
        String verb,
        String group,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path) {

    /** About a resource. */
    public static Question resource(
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name) {
        return new Question(verb, group, resource, subresource, namespace, name, "");
    }

    /** About a path that is no resource. */
    public static Question path(String verb, String path) {
        return new Question(verb, "", "", "", "", "", path);
    }

    String resourceWithPart() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }

    /** As refusals word it, after the user. */
    public String shown() {
        if (resource.isEmpty()) {
            return "cannot " + verb + " path \"" + path + "\"";
        }
        return "cannot "
                + verb
                + " resource \""
                + resourceWithPart()
                + "\" in API group \""
                + group
                + "\" "
                + (namespace.isEmpty()
                        ? "at the cluster scope"
                        : "in the namespace \"" + namespace + "\"");
    }
}
