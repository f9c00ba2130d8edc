package io.slipway.sandbox.cel;

import io.slipway.manifests.Trees;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The validation rules ({@code x-kubernetes-validations}) of a schema: checked when the schema is
 * defined, run on objects. Safe for several threads.
 */
public final class Rules {

    private static final String FIELD = "x-kubernetes-validations";
    private static final int KEPT = 1000;
    private static final int MAX_FINDINGS = 50;

    private final Functions functions;

    /** Parsed expressions; those not used for longest go first. */
    private final Map<String, Expr> parsed =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Expr> eldest) {
                    return size() > KEPT;
                }
            };

    /**
     * @param quantities reads Kubernetes' quantities
     */
    public Rules(Function<String, Optional<BigDecimal>> quantities) {
        this.functions = new Functions(quantities);
    }

    /**
     * A broken rule, or one that cannot be.
     *
     * @param reason such as {@code FieldValueInvalid}
     * @param value what it is about, when that is a plain one
     */
    public record Finding(String reason, String path, Optional<Object> value, String message) {}

    /**
     * What is wrong with the rules of a schema.
     *
     * @param refused rules that no server takes
     * @param unchecked sentences about rules that this evaluator does not run
     */
    public record Review(List<Finding> refused, List<String> unchecked) {
        public Review {
            refused = List.copyOf(refused);
            unchecked = List.copyOf(unchecked);
        }
    }

    private Expr parse(String rule) {
        synchronized (parsed) {
            return parsed.computeIfAbsent(rule, Parser::parse);
        }
    }

    /** Whether a schema has rules anywhere. */
    public static boolean has(Map<String, Object> schema) {
        return schema.containsKey(FIELD)
                || children(schema).stream().anyMatch(c -> has(c.schema()));
    }

    private record Child(String path, Map<String, Object> schema) {}

    private static List<Child> children(Map<String, Object> schema) {
        var children = new ArrayList<Child>();
        Trees.mapAt(schema, "properties")
                .forEach((name, property) ->
                        children.add(
                                new Child(
                                        ".properties[" + name + "]",
                                        Trees.map(property).orElse(Map.of()))));
        for (var below : List.of("items", "additionalProperties")) {
            if (schema.get(below) instanceof Map<?, ?>) {
                children.add(new Child("." + below, Trees.mapAt(schema, below)));
            }
        }
        return children;
    }

    // --- review ------------------------------------------------------------------------------

    /** Looks over all rules of a schema that stands at a path. */
    public Review review(Map<String, Object> schema, String path) {
        var refused = new ArrayList<Finding>();
        var unchecked = new ArrayList<String>();
        if (has(schema)) {
            review(embedded(schema), path, Optional.empty(), refused, unchecked);
        }
        return new Review(refused, unchecked);
    }

    /** An object's root has its own metadata, whatever the schema says of it. */
    private static Map<String, Object> embedded(Map<String, Object> schema) {
        var root = new LinkedHashMap<>(schema);
        root.put("x-kubernetes-embedded-resource", true);
        var properties = new LinkedHashMap<>(Trees.mapAt(schema, "properties"));
        List.of("apiVersion", "kind", "metadata").forEach(properties::remove);
        root.put("properties", properties);
        return root;
    }

    private void review(
            Map<String, Object> schema,
            String path,
            Optional<String> uncorrelated,
            List<Finding> refused,
            List<String> unchecked) {
        if (refused.size() > MAX_FINDINGS) {
            return;
        }
        int i = 0;
        for (var rule : Trees.listAt(schema, FIELD)) {
            review(
                    rule,
                    schema,
                    path + "." + FIELD + "[" + i++ + "]",
                    uncorrelated,
                    refused,
                    unchecked);
        }
        for (var child : children(schema)) {
            boolean lost =
                    child.path().equals(".items")
                            && !"map"
                                    .equals(
                                            Trees.stringAt(schema, "x-kubernetes-list-type")
                                                    .orElse(""));
            review(
                    child.schema(),
                    path + child.path(),
                    uncorrelated.or(() -> lost ? Optional.of(path) : Optional.empty()),
                    refused,
                    unchecked);
        }
    }

    private void review(
            Object rule,
            Map<String, Object> schema,
            String path,
            Optional<String> uncorrelated,
            List<Finding> refused,
            List<String> unchecked) {
        var text = Trees.stringAt(rule, "rule").orElse("");
        if (text.isBlank()) {
            refused.add(
                    new Finding(
                            "FieldValueRequired",
                            path + ".rule",
                            Optional.empty(),
                            "rule is not specified"));
            return;
        }
        var type = Checker.Type.of(schema);
        var names =
                new HashMap<>(
                        Map.of(
                                "self",
                                type,
                                "oldSelf",
                                Trees.isTrueAt(rule, "optionalOldSelf") ? Checker.Type.DYN : type));
        if (check(rule, text, "bool", names, path + ".rule", refused, unchecked)
                && uncorrelated.isPresent()
                && mentionsOld(parse(text))) {
            refused.add(
                    new Finding(
                            "FieldValueInvalid",
                            path + ".rule",
                            Optional.of(text),
                            "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                                    + uncorrelated.get()));
        }
        Trees.stringAt(rule, "messageExpression")
                .filter(m -> !m.isBlank())
                .ifPresent(m ->
                        check(
                                rule,
                                m,
                                "string",
                                names,
                                path + ".messageExpression",
                                refused,
                                unchecked));
    }

    private boolean check(
            Object rule,
            String text,
            String wanted,
            Map<String, Checker.Type> names,
            String path,
            List<Finding> refused,
            List<String> unchecked) {
        String why;
        try {
            var type = Checker.check(parse(text), names).name();
            if (type.equals(wanted) || type.equals("dyn")) {
                return true;
            }
            why =
                    wanted.equals("bool")
                            ? "cel expression must evaluate to a bool"
                            : "messageExpression must evaluate to a string";
        } catch (CelException e) {
            if (e.kind() == CelException.Kind.UNSUPPORTED) {
                unchecked.add(
                        path
                                + ": the sandbox does not know "
                                + e.getMessage()
                                + "; this rule is not checked");
                return false;
            }
            why = "compilation failed: " + e.shown(text);
        }
        refused.add(new Finding("FieldValueInvalid", path, Optional.of(shown(rule)), why));
        return false;
    }

    private static Map<String, @Nullable Object> shown(Object rule) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        shown.put("Rule", Trees.stringAt(rule, "rule").orElse(""));
        shown.put("Message", Trees.stringAt(rule, "message").orElse(""));
        shown.put("MessageExpression", Trees.stringAt(rule, "messageExpression").orElse(""));
        shown.put("Reason", Trees.stringAt(rule, "reason").orElse(null));
        shown.put("FieldPath", Trees.stringAt(rule, "fieldPath").orElse(""));
        shown.put("OptionalOldSelf", Trees.at(rule, "optionalOldSelf").orElse(null));
        return shown;
    }

    private static boolean mentionsOld(Expr expr) {
        return switch (expr) {
            case Expr.Literal _ -> false;
            case Expr.Name(var name, _) -> name.equals("oldSelf");
            case Expr.Select s -> mentionsOld(s.target());
            case Expr.Index i -> mentionsOld(i.target()) || mentionsOld(i.index());
            case Expr.Call c ->
                    c.target().filter(Rules::mentionsOld).isPresent()
                            || c.arguments().stream().anyMatch(Rules::mentionsOld);
            case Expr.Items i -> i.items().stream().anyMatch(Rules::mentionsOld);
            case Expr.Entries e ->
                    e.keys().stream().anyMatch(Rules::mentionsOld)
                            || e.values().stream().anyMatch(Rules::mentionsOld);
            case Expr.Each e ->
                    mentionsOld(e.target()) || e.bodies().stream().anyMatch(Rules::mentionsOld);
        };
    }

    // --- running -----------------------------------------------------------------------------

    /**
     * Runs the rules of a schema on an object.
     *
     * @param old what it was before; null when it is new
     */
    public List<Finding> run(
            Map<String, Object> schema,
            Map<String, Object> object,
            @Nullable Map<String, Object> old) {
        var run = new Run(Budget.ofAnObject());
        try {
            run.visit(embedded(schema), object, old, "");
        } catch (CelException e) {
            // Out of budget: said where it happened, and nothing more is run.
            if (e.kind() != CelException.Kind.EXPENSIVE) {
                throw e;
            }
        }
        return run.findings;
    }

    private final class Run {
        private final List<Finding> findings = new ArrayList<>();
        private final Budget budget;
        private final Evaluator evaluator;
        private final IdentityHashMap<Map<String, Object>, Boolean> ruled = new IdentityHashMap<>();

        Run(Budget budget) {
            this.budget = budget;
            this.evaluator = new Evaluator(functions, budget);
        }

        void visit(
                Map<String, Object> schema,
                @Nullable Object value,
                @Nullable Object old,
                String path) {
            if (value == null
                    || findings.size() > MAX_FINDINGS
                    || !ruled.computeIfAbsent(schema, Rules::has)) {
                return;
            }
            budget.charge(1);
            // What did not change is not held against its writer, but for transitions.
            boolean same = old != null && Objects.equals(value, old);
            for (var rule : Trees.listAt(schema, FIELD)) {
                rule(rule, schema, value, old, same, path);
            }
            if (value instanceof List<?>) {
                list(schema, Trees.list(value), old, path);
            } else if (value instanceof Map<?, ?>) {
                map(schema, Trees.map(value).orElseThrow(), Trees.map(old).orElse(Map.of()), path);
            }
        }

        private void map(
                Map<String, Object> schema,
                Map<String, Object> value,
                Map<String, Object> old,
                String path) {
            var properties = Trees.mapAt(schema, "properties");
            boolean free = schema.get("additionalProperties") instanceof Map<?, ?>;
            value.forEach((key, item) -> {
                if (properties.containsKey(key)) {
                    visit(
                            Trees.mapAt(properties, key),
                            item,
                            old.get(key),
                            path.isEmpty() ? key : path + "." + key);
                } else if (free) {
                    visit(
                            Trees.mapAt(schema, "additionalProperties"),
                            item,
                            old.get(key),
                            path + "[" + key + "]");
                }
            });
        }

        private void list(
                Map<String, Object> schema, List<Object> value, @Nullable Object old, String path) {
            var items = Trees.mapAt(schema, "items");
            var keys =
                    "map".equals(Trees.stringAt(schema, "x-kubernetes-list-type").orElse(""))
                            ? Trees.listAt(schema, "x-kubernetes-list-map-keys")
                            : List.of();
            var before = new HashMap<Object, Object>();
            if (!keys.isEmpty()) {
                Trees.list(old).forEach(o -> before.put(keyOf(o, keys), o));
            }
            int i = 0;
            for (var item : value) {
                visit(
                        items,
                        item,
                        keys.isEmpty() ? null : before.get(keyOf(item, keys)),
                        path + "[" + i++ + "]");
            }
        }

        private static Object keyOf(Object item, List<Object> keys) {
            return keys.stream().map(k -> Trees.at(item, String.valueOf(k))).toList();
        }

        private void rule(
                Object rule,
                Map<String, Object> schema,
                Object value,
                @Nullable Object old,
                boolean same,
                String path) {
            var text = Trees.stringAt(rule, "rule").orElse("");
            var names = new HashMap<String, Object>();
            try {
                var expr = parse(text);
                boolean transition = mentionsOld(expr);
                boolean optional = Trees.isTrueAt(rule, "optionalOldSelf");
                if (transition ? old == null && !optional : same) {
                    return;
                }
                Checker.check(expr, Map.of("self", Checker.Type.DYN, "oldSelf", Checker.Type.DYN));
                names.put("self", Values.of(schema, value));
                if (transition) {
                    Optional<Object> before =
                            Optional.ofNullable(old).map(o -> Values.of(schema, o));
                    names.put(
                            "oldSelf", optional ? new Values.Maybe(before) : before.orElseThrow());
                }
                if (!evaluator.isTrue(expr, names)) {
                    broken(rule, value, names, path);
                }
            } catch (CelException e) {
                failed(e, rule, value, text, path);
            }
        }

        private void broken(Object rule, Object value, Map<String, Object> names, String path) {
            var reason = Trees.stringAt(rule, "reason").orElse("FieldValueInvalid");
            var at = path + Trees.stringAt(rule, "fieldPath").orElse("");
            findings.add(
                    new Finding(
                            reason,
                            shownPath(path.isEmpty() && at.startsWith(".") ? at.substring(1) : at),
                            plain(value),
                            message(rule, names)));
        }

        private String message(Object rule, Map<String, Object> names) {
            var text = Trees.stringAt(rule, "messageExpression").orElse("");
            if (!text.isBlank()) {
                try {
                    if (evaluator.value(parse(text), names) instanceof String message
                            && !message.isBlank()
                            && !message.contains("\n")) {
                        return message.strip();
                    }
                } catch (CelException e) {
                    if (e.kind() == CelException.Kind.EXPENSIVE) {
                        throw e;
                    }
                }
            }
            return Trees.stringAt(rule, "message")
                    .filter(m -> !m.isBlank())
                    .map(String::strip)
                    .orElseGet(() ->
                            "failed rule: " + Trees.stringAt(rule, "rule").orElse("").strip());
        }

        private void failed(CelException e, Object rule, Object value, String text, String path) {
            var why = String.valueOf(e.getMessage());
            var about =
                    Trees.stringAt(rule, "message").filter(m -> !m.isBlank()).orElse(text).strip();
            switch (e.kind()) {
                // Its definition warned of it, or was stored before it could be checked.
                case UNSUPPORTED, INVALID -> {}
                case FAILED ->
                        findings.add(
                                finding(
                                        value,
                                        path,
                                        why.startsWith("no such overload")
                                                ? "'"
                                                        + why
                                                        + "': call arguments did not match a supported operator,"
                                                        + " function or macro signature for rule: "
                                                        + about
                                                : why + " evaluating rule: " + about));
                case EXPENSIVE -> {
                    findings.add(
                            finding(
                                    value,
                                    path,
                                    "'"
                                            + why
                                            + "': no further validation rules will be run due to call cost exceeds"
                                            + " limit for rule: "
                                            + about));
                    throw e;
                }
            }
        }

        private static Finding finding(Object value, String path, String message) {
            return new Finding(
                    "FieldValueInvalid", shownPath(path), Optional.of(kindOf(value)), message);
        }

        private static String shownPath(String path) {
            return path.isEmpty() ? "<nil>" : path;
        }

        private static Optional<Object> plain(Object value) {
            return value instanceof Map<?, ?> || value instanceof List<?>
                    ? Optional.empty()
                    : Optional.of(value);
        }

        private static String kindOf(Object value) {
            return switch (value) {
                case Map<?, ?> _ -> "object";
                case List<?> _ -> "array";
                case String _ -> "string";
                case Boolean _ -> "boolean";
                case Double _ -> "number";
                default -> "integer";
            };
        }
    }
}
