package io.slipway.kustomize.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.slipway.kustomize.option.KustomizeException;
import java.util.Optional;

/**
 * Selects objects by anchored regular expressions and label selectors; an empty part selects all.
 */
public final class Selector {

    private final Part group;
    private final Part version;
    private final Part kind;
    private final Part name;
    private final Part namespace;
    private final LabelSelector labels;
    private final LabelSelector annotations;

    /**
     * @throws KustomizeException when a part is no regular expression or no label selector
     */
    public Selector(
            TypeName type,
            String name,
            String namespace,
            String labelSelector,
            String annotationSelector) {
        this.group = new Part(type.group());
        this.version = new Part(type.version());
        this.kind = new Part(type.kind());
        this.name = new Part(name);
        this.namespace = new Part(namespace);
        this.labels = LabelSelector.parse(labelSelector);
        this.annotations = LabelSelector.parse(annotationSelector);
    }

    /** Whether it selects an object by its original or current name and namespace. */
    public boolean selects(Resource resource) {
        var now = resource.id();
        if (!matchesType(now.type())) {
            return false;
        }
        var first = resource.originalId();
        return (namespace.matches(first.effectiveNamespace())
                        || namespace.matches(now.effectiveNamespace()))
                && (name.matches(first.name()) || name.matches(now.name()))
                && selectsMetadata(resource);
    }

    /** Whether labels and annotations fit. */
    public boolean selectsMetadata(Resource resource) {
        return (labels.isEmpty() || labels.matches(resource.metadataTexts("labels")))
                && (annotations.isEmpty()
                        || annotations.matches(resource.metadataTexts("annotations")));
    }

    private boolean matchesType(TypeName type) {
        return kind.matches(type.kind())
                && group.matches(type.group())
                && version.matches(type.version());
    }

    /** Whether it selects an id, the namespace as it stands. */
    public boolean selectsId(ResourceId id) {
        return matchesType(id.type())
                && name.matches(id.name())
                && namespace.matches(id.namespace());
    }

    /** Whether no part of the id is asked for. */
    public boolean isEmptyId() {
        return group.isEmpty()
                && version.isEmpty()
                && kind.isEmpty()
                && name.isEmpty()
                && namespace.isEmpty();
    }

    /** Whether labels or annotations are asked for. */
    public boolean hasMetadata() {
        return !labels.isEmpty() || !annotations.isEmpty();
    }

    /** The regular expression of a text; an engine that cannot back-track matches it. */
    public static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new KustomizeException(
                    "error parsing regexp: " + e.getDescription() + ": `" + text + "`");
        }
    }

    private static final class Part {
        private final String text;
        private final boolean literal;
        private final Optional<Pattern> pattern;

        Part(String text) {
            this.text = text;
            this.literal =
                    text.chars()
                            .allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '/');
            this.pattern = literal ? Optional.empty() : Optional.of(pattern("^(?:" + text + ")$"));
        }

        boolean isEmpty() {
            return text.isEmpty();
        }

        boolean matches(String value) {
            return literal
                    ? text.isEmpty() || text.equals(value)
                    : pattern.orElseThrow().matcher(value).find();
        }
    }
}
