package io.slipway.kustomize.field;

import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.resource.TypeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The field specs of all transformers that act in a layer. Immutable. */
public final class TransformerConfig {

    /** What a list of field specs is for. */
    public enum Use {
        NAME_PREFIX("namePrefix"),
        NAME_SUFFIX("nameSuffix"),
        NAMESPACE("namespace"),
        COMMON_LABELS("commonLabels"),
        LABELS("labels"),
        TEMPLATE_LABELS("templateLabels"),
        COMMON_ANNOTATIONS("commonAnnotations"),
        VAR_REFERENCE("varReference"),
        IMAGES("images"),
        REPLICAS("replicas");

        private final String field;

        Use(String field) {
            this.field = field;
        }

        /** The key in a configuration file. */
        public String field() {
            return field;
        }
    }

    /**
     * Who may refer to objects of a type by name.
     *
     * @param target type of the object that is referred to
     * @param referrers where its name may stand
     */
    public record NameReference(TypeName target, List<FieldSpec> referrers) {}

    private static final TransformerConfig EMPTY =
            new TransformerConfig(Map.of(), List.of(), false);

    private final Map<Use, List<FieldSpec>> specs;
    private final List<NameReference> nameReferences;

    private final boolean includesBuiltIn;

    private TransformerConfig(
            Map<Use, List<FieldSpec>> specs,
            List<NameReference> nameReferences,
            boolean includesBuiltIn) {
        this.specs = specs;
        this.nameReferences = nameReferences;
        this.includesBuiltIn = includesBuiltIn;
    }

    /** No field specs at all. */
    public static TransformerConfig empty() {
        return EMPTY;
    }

    /** These field specs. */
    public static TransformerConfig of(
            Map<Use, List<FieldSpec>> specs, List<NameReference> nameReferences) {
        return new TransformerConfig(specs, nameReferences, false);
    }

    /** The tables of spec section 4.3. */
    public static TransformerConfig builtIn(Compatibility compatibility) {
        return compatibility.isNew() ? BuiltIn.NEW : BuiltIn.OLD;
    }

    public List<FieldSpec> specs(Use use) {
        return specs.getOrDefault(use, List.of());
    }

    public List<NameReference> nameReferences() {
        return nameReferences;
    }

    /**
     * Both configurations as one.
     *
     * @throws io.slipway.kustomize.option.KustomizeException when they disagree on a place
     */
    public TransformerConfig merge(TransformerConfig more) {
        if (more == this || more.isEmpty()) {
            return this;
        }
        if (isEmpty() && (more == BuiltIn.NEW || more == BuiltIn.OLD)) {
            return more;
        }
        if ((more == BuiltIn.NEW || more == BuiltIn.OLD) && includesBuiltIn) {
            return this;
        }
        var merged = new EnumMap<Use, List<FieldSpec>>(Use.class);
        for (var use : Use.values()) {
            merged.put(use, sorted(FieldSpec.merged(specs(use), more.specs(use))));
        }
        var references = new ArrayList<>(nameReferences);
        for (var reference : more.nameReferences) {
            addTo(references, reference);
        }
        references.sort(Comparator.comparing(NameReference::target, TypeName.KIND_ORDER));
        return new TransformerConfig(
                merged, List.copyOf(references), includesBuiltIn || more.includesBuiltIn);
    }

    private boolean isEmpty() {
        return nameReferences.isEmpty() && specs.values().stream().allMatch(List::isEmpty);
    }

    private static List<FieldSpec> sorted(List<FieldSpec> list) {
        var ordered = new ArrayList<>(list);
        ordered.sort(Comparator.comparing(FieldSpec::type, TypeName.KIND_ORDER));
        return ordered;
    }

    private static void addTo(List<NameReference> list, NameReference more) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).target().equals(more.target())) {
                list.set(
                        i,
                        new NameReference(
                                more.target(),
                                FieldSpec.merged(list.get(i).referrers(), more.referrers())));
                return;
            }
        }
        list.add(more);
    }

    /** The tables in the resource file, read once. */
    private static final class BuiltIn {
        private static final TransformerConfig NEW = read(true);
        private static final TransformerConfig OLD = read(false);

        private static TransformerConfig read(boolean newImages) {
            var specs = new EnumMap<Use, List<FieldSpec>>(Use.class);
            for (var use : Use.values()) {
                specs.put(use, new ArrayList<>());
            }
            var references = new ArrayList<NameReference>();
            var macros = new HashMap<String, List<String>>();
            for (var line : text().split("\n")) {
                var words = line.split(" ");
                switch (words[0]) {
                    case "", "#" -> {}
                    case "holders", "each" ->
                            macros.put(words[1], List.of(words).subList(2, words.length));
                    case "nameReference" -> {
                        for (var spec : expand(words, 2, macros)) {
                            addTo(
                                    references,
                                    new NameReference(
                                            type(words[1]), new ArrayList<>(List.of(spec))));
                        }
                    }
                    case "newImages" -> {
                        if (newImages) {
                            at(specs, Use.IMAGES).addAll(expand(words, 1, macros));
                        }
                    }
                    default -> at(specs, use(words[0])).addAll(expand(words, 1, macros));
                }
            }
            for (var use : Use.values()) {
                specs.put(use, List.copyOf(sorted(at(specs, use))));
            }
            references.sort(Comparator.comparing(NameReference::target, TypeName.KIND_ORDER));
            return new TransformerConfig(specs, List.copyOf(references), true);
        }

        private static List<FieldSpec> at(Map<Use, List<FieldSpec>> specs, Use use) {
            return Objects.requireNonNull(specs.get(use));
        }

        private static Use use(String field) {
            for (var use : Use.values()) {
                if (use.field().equals(field)) {
                    return use;
                }
            }
            throw new IllegalStateException("built-in.txt: unknown list " + field);
        }

        /** The specs of {@code TYPE PATH [create]} or {@code {HOLDERS}/path}. */
        private static List<FieldSpec> expand(
                String[] words, int from, Map<String, List<String>> macros) {
            boolean create = words[words.length - 1].equals("create");
            var found = new ArrayList<FieldSpec>();
            if (words[from].startsWith("{")) {
                int end = words[from].indexOf('}');
                for (var holder : macros.getOrDefault(words[from].substring(1, end), List.of())) {
                    var parts = holder.split("=");
                    for (var rest : each(words[from].substring(end + 1), macros)) {
                        found.add(new FieldSpec(type(parts[0]), parts[1] + rest, create));
                    }
                }
            } else {
                found.add(new FieldSpec(type(words[from]), words[from + 1], create));
            }
            return found;
        }

        private static List<String> each(String path, Map<String, List<String>> macros) {
            int start = path.indexOf('{');
            if (start < 0) {
                return List.of(path);
            }
            int end = path.indexOf('}');
            return macros.getOrDefault(path.substring(start + 1, end), List.of()).stream()
                    .map(word -> path.substring(0, start) + word + path.substring(end + 1))
                    .toList();
        }

        private static TypeName type(String text) {
            if (text.equals("*")) {
                return TypeName.ANY;
            }
            int slash = text.indexOf('/');
            var group = slash < 0 ? "" : text.substring(0, slash).replace('%', '/');
            var rest = text.substring(slash + 1);
            int colon = rest.indexOf(':');
            return new TypeName(
                    group, colon < 0 ? "" : rest.substring(0, colon), rest.substring(colon + 1));
        }

        private static String text() {
            try (var in =
                    Objects.requireNonNull(
                            TransformerConfig.class.getResourceAsStream("built-in.txt"),
                            "built-in.txt")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
