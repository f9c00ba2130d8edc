package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.cel.Rules;
import io.slipway.sandbox.status.ApiFailure.Cause;
import io.slipway.sandbox.type.CustomVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Structural schemas of custom resources: defaulting and validation, by what the schema says and by
 * its rules in CEL. Safe for several threads.
 */
final class CustomRules {

    /** Errors after which the rules are not run, since they may count on what is wrong. */
    private static final Set<String> BLOCKING =
            Set.of(
                    "FieldValueTypeInvalid",
                    "FieldValueRequired",
                    "FieldValueNotSupported",
                    "FieldValueTooLong",
                    "FieldValueTooMany");

    private final Rules rules = new Rules(Quantity::number);

    /**
     * Fills defaults in, in place; nulls that are not allowed drop out where there is a default.
     */
    static void fillDefaults(Map<String, Object> openApi, @Nullable Object value) {
        switch (value) {
            case Map<?, ?> _ -> {
                var map = Trees.map(value).orElseThrow();
                Trees.mapAt(openApi, "properties")
                        .forEach((name, property) -> {
                            var schema = Trees.map(property).orElse(Map.of());
                            if (schema.containsKey("default")
                                    && (!map.containsKey(name)
                                            || (map.get(name) == null
                                                    && !Trees.isTrueAt(schema, "nullable")))) {
                                map.put(name, Trees.copy(schema.get("default")));
                            }
                            if (map.containsKey(name)) {
                                if (map.get(name) == null
                                        && !Trees.isTrueAt(schema, "nullable")
                                        && !schema.isEmpty()) {
                                    map.remove(name);
                                } else {
                                    fillDefaults(schema, map.get(name));
                                }
                            }
                        });
                if (openApi.get("additionalProperties") instanceof Map<?, ?> values) {
                    var known = Trees.mapAt(openApi, "properties");
                    map.forEach((key, item) -> {
                        if (!known.containsKey(key)) {
                            fillDefaults(Trees.map(values).orElseThrow(), item);
                        }
                    });
                }
            }
            case List<?> list -> {
                var items = Trees.mapAt(openApi, "items");
                list.forEach(item -> fillDefaults(items, item));
            }
            case null, default -> {}
        }
    }

    /** What is wrong with the rules of a definition; those that are not run are warned of. */
    List<Cause> review(Map<String, Object> definition, List<String> warnings) {
        var causes = new ArrayList<Cause>();
        var versions = Trees.listAt(definition, "spec", "versions");
        var seen = new HashSet<String>();
        for (int i = 0; i < versions.size(); i++) {
            var schema = Trees.mapAt(versions.get(i), "schema", "openAPIV3Schema");
            var path = Validation.schemaPath(versions, i);
            if (!seen.add(path)) {
                continue;
            }
            var review = rules.review(schema, path);
            review.refused().forEach(f -> causes.add(cause(f)));
            warnings.addAll(review.unchecked());
        }
        return causes;
    }

    private static Cause cause(Rules.Finding finding) {
        return switch (finding.reason()) {
            case "FieldValueForbidden" -> Cause.forbidden(finding.path(), finding.message());
            case "FieldValueRequired" -> Cause.required(finding.path(), finding.message());
            case "FieldValueDuplicate" ->
                    Cause.duplicate(finding.path(), finding.value().orElse(finding.message()));
            default ->
                    finding.value()
                            .map(v -> Cause.invalid(finding.path(), v, finding.message()))
                            .orElseGet(() ->
                                    new Cause(
                                            "FieldValueInvalid",
                                            finding.path(),
                                            "Invalid value: " + finding.message()));
        };
    }

    /**
     * What is wrong with an object.
     *
     * @param old what it was; what has not changed is not looked at again
     */
    List<Cause> validate(
            CustomVersion version, Map<String, Object> tree, Optional<Map<String, Object>> old) {
        var causes = new ArrayList<>(validate(version.openApi(), tree));
        old.ifPresent(o -> {
            if (!causes.isEmpty()) {
                var known = validate(version.openApi(), o);
                causes.removeIf(c -> known.contains(c) && sameAt(c.field(), tree, o));
            }
        });
        if (version.hasRules()) {
            if (causes.stream().anyMatch(c -> BLOCKING.contains(c.reason()))) {
                causes.add(
                        new Cause(
                                "FieldValueInvalid",
                                "<nil>",
                                "Invalid value: null: some validation rules were not checked because the"
                                        + " object was invalid; correct the existing errors to complete"
                                        + " validation"));
            } else {
                rules.run(version.openApi(), tree, old.orElse(null))
                        .forEach(f -> causes.add(cause(f)));
            }
        }
        return causes;
    }

    private static boolean sameAt(String path, Map<String, Object> tree, Map<String, Object> old) {
        var fields = path.replaceAll("\\[.*", "").split("\\.");
        return Trees.at(tree, fields).equals(Trees.at(old, fields));
    }

    private static List<Cause> validate(Map<String, Object> openApi, Map<String, Object> tree) {
        var causes = new ArrayList<Cause>();
        var root = new LinkedHashMap<>(openApi);
        var properties = new LinkedHashMap<>(Trees.mapAt(openApi, "properties"));
        List.of("apiVersion", "kind", "metadata").forEach(properties::remove);
        root.put("properties", properties);
        validate(root, tree, "", causes);
        return causes;
    }

    private static void validate(
            Map<String, Object> openApi, @Nullable Object value, String path, List<Cause> causes) {
        if (openApi.isEmpty() || causes.size() > 50) {
            return;
        }
        if (value == null) {
            if (!Trees.isTrueAt(openApi, "nullable") && openApi.containsKey("type")) {
                causes.add(typeError(openApi, path, "null", "null"));
            }
            return;
        }
        if (!checkType(openApi, value, path, causes)) {
            return;
        }
        checkEnum(openApi, value, path, causes);
        switch (value) {
            case String text -> checkText(openApi, text, path, causes);
            case Number number -> checkNumber(openApi, number, path, causes);
            case List<?> list -> checkList(openApi, list, path, causes);
            case Map<?, ?> _ -> checkMap(openApi, Trees.map(value).orElseThrow(), path, causes);
            default -> {}
        }
        checkCombinations(openApi, value, path, causes);
    }

    private static String nameOf(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "object";
            case List<?> _ -> "array";
            case String _ -> "string";
            case Boolean _ -> "boolean";
            case Double _ -> "number";
            default -> "integer";
        };
    }

    private static Cause typeError(
            Map<String, Object> openApi, String path, Object shown, String got) {
        var wanted = Trees.stringAt(openApi, "type").orElse("");
        return Cause.type(
                path.isEmpty() ? "<nil>" : path,
                shown,
                (path.isEmpty() ? "" : path + " in body")
                        + " must be of type "
                        + wanted
                        + ": \""
                        + got
                        + "\"");
    }

    private static boolean checkType(
            Map<String, Object> openApi, Object value, String path, List<Cause> causes) {
        if (Trees.isTrueAt(openApi, "x-kubernetes-int-or-string")) {
            return true;
        }
        var wanted = Trees.stringAt(openApi, "type").orElse("");
        var got = nameOf(value);
        boolean fits =
                wanted.isEmpty()
                        || wanted.equals(got)
                        || (wanted.equals("number") && got.equals("integer"))
                        || (wanted.equals("integer")
                                && value instanceof Double d
                                && d == Math.rint(d));
        if (!fits) {
            causes.add(
                    typeError(
                            openApi,
                            path,
                            value instanceof Map<?, ?> || value instanceof List<?> ? got : value,
                            got));
        }
        return fits;
    }

    private static void checkEnum(
            Map<String, Object> openApi, Object value, String path, List<Cause> causes) {
        var allowed = Trees.listAt(openApi, "enum");
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            causes.add(
                    Cause.unsupported(path, value, allowed.stream().map(String::valueOf).toList()));
        }
    }

    private static void checkText(
            Map<String, Object> openApi, String text, String path, List<Cause> causes) {
        Trees.longAt(openApi, "maxLength")
                .filter(max -> text.codePointCount(0, text.length()) > max)
                .ifPresent(max ->
                        causes.add(
                                new Cause(
                                        "FieldValueTooLong",
                                        path,
                                        "Too long: may not be more than " + max + " bytes")));
        Trees.longAt(openApi, "minLength")
                .filter(min -> text.codePointCount(0, text.length()) < min)
                .ifPresent(min ->
                        causes.add(
                                Cause.invalid(
                                        path,
                                        text,
                                        path
                                                + " in body should be at least "
                                                + min
                                                + " chars long")));
        Trees.stringAt(openApi, "pattern")
                .filter(pattern -> !matches(pattern, text))
                .ifPresent(pattern ->
                        causes.add(
                                Cause.invalid(
                                        path,
                                        text,
                                        path + " in body should match '" + pattern + "'")));
    }

    private static boolean matches(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
            // Go's syntax is not quite Java's; what Java cannot read is not checked.
            return true;
        }
    }

    private static void checkNumber(
            Map<String, Object> openApi, Number number, String path, List<Cause> causes) {
        double value = number.doubleValue();
        if (openApi.get("minimum") instanceof Number min && value < min.doubleValue()) {
            causes.add(
                    Cause.invalid(
                            path,
                            number,
                            path + " in body should be greater than or equal to " + min));
        }
        if (openApi.get("maximum") instanceof Number max && value > max.doubleValue()) {
            causes.add(
                    Cause.invalid(
                            path,
                            number,
                            path + " in body should be less than or equal to " + max));
        }
    }

    private static void checkList(
            Map<String, Object> openApi, List<?> list, String path, List<Cause> causes) {
        Trees.longAt(openApi, "maxItems")
                .filter(max -> list.size() > max)
                .ifPresent(max ->
                        causes.add(
                                new Cause(
                                        "FieldValueTooMany",
                                        path,
                                        "Too many: "
                                                + list.size()
                                                + ": must have at most "
                                                + max
                                                + " items")));
        Trees.longAt(openApi, "minItems")
                .filter(min -> list.size() < min)
                .ifPresent(min ->
                        causes.add(
                                Cause.invalid(
                                        path,
                                        (long) list.size(),
                                        path + " in body should have at least " + min + " items")));
        var items = Trees.mapAt(openApi, "items");
        var keys = Trees.listAt(openApi, "x-kubernetes-list-map-keys");
        boolean set =
                Trees.stringAt(openApi, "x-kubernetes-list-type").filter("set"::equals).isPresent();
        var seen = new HashSet<Object>();
        int i = 0;
        for (var item : list) {
            var below = path + "[" + i++ + "]";
            var name = new LinkedHashMap<String, Object>();
            keys.forEach(k ->
                    Trees.at(item, String.valueOf(k))
                            .ifPresent(v -> name.put(String.valueOf(k), v)));
            if ((set && !seen.add(Objects.requireNonNullElse(item, "")))
                    || (!keys.isEmpty() && !seen.add(name))) {
                causes.add(
                        Cause.duplicate(below, set ? Objects.requireNonNullElse(item, "") : name));
            }
            validate(items, item, below, causes);
        }
    }

    private static void checkMap(
            Map<String, Object> openApi, Map<String, Object> map, String path, List<Cause> causes) {
        for (var required : Trees.listAt(openApi, "required")) {
            if (!map.containsKey(String.valueOf(required))) {
                causes.add(Cause.required(join(path, String.valueOf(required)), ""));
            }
        }
        var properties = Trees.mapAt(openApi, "properties");
        var values = openApi.get("additionalProperties");
        map.forEach((key, item) -> {
            if (properties.containsKey(key)) {
                validate(Trees.mapAt(properties, key), item, join(path, key), causes);
            } else if (values instanceof Map<?, ?>) {
                validate(Trees.map(values).orElseThrow(), item, join(path, key), causes);
            }
        });
    }

    private static void checkCombinations(
            Map<String, Object> openApi, Object value, String path, List<Cause> causes) {
        var one = Trees.listAt(openApi, "oneOf");
        var any = Trees.listAt(openApi, "anyOf");
        if (!one.isEmpty() && one.stream().filter(s -> fits(s, value)).count() != 1) {
            causes.add(
                    Cause.invalid(
                            path.isEmpty() ? "<nil>" : path,
                            nameOf(value),
                            path + " in body must validate one and only one schema (oneOf)"));
        }
        if (!any.isEmpty() && any.stream().noneMatch(s -> fits(s, value))) {
            causes.add(
                    Cause.invalid(
                            path.isEmpty() ? "<nil>" : path,
                            nameOf(value),
                            path + " in body must validate at least one schema (anyOf)"));
        }
        for (var all : Trees.listAt(openApi, "allOf")) {
            validate(Trees.map(all).orElse(Map.of()), value, path, causes);
        }
        if (openApi.get("not") instanceof Map<?, ?> not && fits(not, value)) {
            causes.add(
                    Cause.invalid(
                            path.isEmpty() ? "<nil>" : path,
                            nameOf(value),
                            path + " in body must not validate the schema (not)"));
        }
    }

    private static boolean fits(Object schema, Object value) {
        var causes = new ArrayList<Cause>();
        validate(Trees.map(schema).orElse(Map.of()), value, "", causes);
        return causes.isEmpty();
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
