package io.slipway.render.source;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts that an author may refer to as {@code $NAME} or {@code ${NAME}} (spec
 * gitops-engine-manifests M8); {@code $$} is one {@code $}, an unknown name is the empty text.
 * Remembers what was asked for, because only that can change a render. Safe for several threads.
 */
public final class BuildVariables {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$(?:\\$|\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");

    private final Map<String, String> values;
    private final Map<String, String> asked = new ConcurrentHashMap<>();

    /** These names with these values. */
    public BuildVariables(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * The variables of an application's source.
     *
     * @param name of the application
     * @param namespace of the destination
     * @param revision resolved: a commit
     * @param url as it stands in the source, like path and targetRevision
     */
    public static BuildVariables of(
            String name,
            String namespace,
            String project,
            String revision,
            String url,
            String path,
            String targetRevision) {
        return new BuildVariables(
                Map.of(
                        "ARGOCD_APP_NAME", name,
                        "ARGOCD_APP_NAMESPACE", namespace,
                        "ARGOCD_APP_PROJECT_NAME", project,
                        "ARGOCD_APP_REVISION", revision,
                        "ARGOCD_APP_REVISION_SHORT", shortened(revision, 7),
                        "ARGOCD_APP_REVISION_SHORT_8", shortened(revision, 8),
                        "ARGOCD_APP_SOURCE_REPO_URL", url,
                        "ARGOCD_APP_SOURCE_PATH", path,
                        "ARGOCD_APP_SOURCE_TARGET_REVISION", targetRevision));
    }

    /** The text with every reference replaced. */
    public String substitute(String text) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        return REFERENCE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(replacement(m)));
    }

    private String replacement(java.util.regex.MatchResult match) {
        var name = match.group(1) != null ? match.group(1) : match.group(2);
        return name == null ? "$" : valueOf(name);
    }

    private String valueOf(String name) {
        var value = values.getOrDefault(name, "");
        asked.put(name, value);
        return value;
    }

    /** What was asked for so far, with the answers. */
    public Map<String, String> asked() {
        return new TreeMap<>(asked);
    }

    /** Whether the same questions would get the same answers here. */
    public boolean wouldAnswer(Map<String, String> questions) {
        return questions.entrySet().stream()
                .allMatch(q -> values.getOrDefault(q.getKey(), "").equals(q.getValue()));
    }

    private static String shortened(String revision, int length) {
        return revision.length() <= length ? revision : revision.substring(0, length);
    }
}
