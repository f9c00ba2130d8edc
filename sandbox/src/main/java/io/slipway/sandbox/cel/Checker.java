package io.slipway.sandbox.cel;

import io.slipway.manifests.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks an expression against the schema of what it is about: that names, functions and fields are
 * there, and that comparisons can be made. What it does not know it lets pass. Stateless.
 */
final class Checker {

    private static final Set<String> COMPARISONS =
            Set.of("_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_");
    private static final Set<String> TRUTHS =
            Set.of(
                    "_&&_",
                    "_||_",
                    "!_",
                    "@in",
                    "matches",
                    "contains",
                    "startsWith",
                    "endsWith",
                    "isSorted",
                    "hasValue",
                    "isQuantity",
                    "isURL",
                    "isInteger",
                    "isLessThan",
                    "isGreaterThan",
                    "sets.contains",
                    "sets.equivalent",
                    "sets.intersects",
                    "bool");

    private Checker() {}

    /**
     * What is known of a value.
     *
     * @param name CEL's name of the type; {@code dyn} when it is not known
     * @param schema of objects, maps and lists; empty when it is not known
     */
    record Type(String name, Map<String, Object> schema) {
        static final Type DYN = new Type("dyn", Map.of());

        static Type named(String name) {
            return new Type(name, Map.of());
        }

        static Type of(Map<String, Object> schema) {
            if (Trees.isTrueAt(schema, "x-kubernetes-int-or-string")) {
                return DYN;
            }
            return switch (Trees.stringAt(schema, "type").orElse("")) {
                case "integer" -> named("int");
                case "number" -> named("double");
                case "boolean" -> named("bool");
                case "string" ->
                        switch (Trees.stringAt(schema, "format").orElse("")) {
                            case "date", "date-time" -> named("timestamp");
                            case "duration" -> named("duration");
                            case "byte" -> named("bytes");
                            default -> named("string");
                        };
                case "array" -> new Type("list", schema);
                case "object" ->
                        new Type(
                                schema.get("additionalProperties") instanceof Map<?, ?>
                                        ? "map"
                                        : "object",
                                schema);
                default -> DYN;
            };
        }
    }

    static Type check(Expr expr, Map<String, Type> names) {
        return switch (expr) {
            case Expr.Literal(var value, _) -> Type.named(Functions.typeOf(value));
            case Expr.Name(var name, int position) -> {
                var known = names.get(name);
                if (known == null && !Functions.TYPES.contains(name)) {
                    throw CelException.invalid(
                            "undeclared reference to '" + name + "' (in container '')", position);
                }
                yield known == null ? Type.named("type") : known;
            }
            case Expr.Select select -> select(select, names);
            case Expr.Index index -> {
                var target = check(index.target(), names);
                check(index.index(), names);
                yield index.optional() ? Type.DYN : inside(target);
            }
            case Expr.Items(var items, _) -> {
                items.forEach(i -> check(i, names));
                yield Type.named("list");
            }
            case Expr.Entries(var keys, var values, _) -> {
                keys.forEach(k -> check(k, names));
                values.forEach(v -> check(v, names));
                yield Type.named("map");
            }
            case Expr.Each each -> each(each, names);
            case Expr.Call call -> call(call, names);
        };
    }

    private static Type inside(Type type) {
        return switch (type.name()) {
            case "list" ->
                    type.schema().containsKey("items")
                            ? Type.of(Trees.mapAt(type.schema(), "items"))
                            : Type.DYN;
            case "map" ->
                    type.schema().containsKey("additionalProperties")
                            ? Type.of(Trees.mapAt(type.schema(), "additionalProperties"))
                            : Type.DYN;
            default -> Type.DYN;
        };
    }

    private static Type select(Expr.Select select, Map<String, Type> names) {
        var target = check(select.target(), names);
        Type found =
                switch (target.name()) {
                    case "object" -> field(target.schema(), select);
                    case "map" -> inside(target);
                    case "dyn" -> Type.DYN;
                    default ->
                            throw CelException.invalid(
                                    "type '" + target.name() + "' does not support field selection",
                                    select.position());
                };
        return select.test() ? Type.named("bool") : select.optional() ? Type.DYN : found;
    }

    private static Type field(Map<String, Object> schema, Expr.Select select) {
        var wanted = select.field();
        for (var property : Trees.mapAt(schema, "properties").entrySet()) {
            if (Values.escaped(property.getKey()).equals(Optional.of(wanted))) {
                return Type.of(Trees.map(property.getValue()).orElse(Map.of()));
            }
        }
        if (Trees.isTrueAt(schema, "x-kubernetes-embedded-resource")
                && List.of("apiVersion", "kind", "metadata").contains(wanted)) {
            return Type.DYN;
        }
        throw CelException.invalid("undefined field '" + wanted + "'", select.position());
    }

    private static Type each(Expr.Each each, Map<String, Type> names) {
        var target = check(each.target(), names);
        var inner = new HashMap<>(names);
        inner.put(
                each.variable(),
                target.name().equals("list")
                        ? inside(target)
                        : target.name().equals("map") ? Type.named("string") : Type.DYN);
        Type last = Type.DYN;
        for (var body : each.bodies()) {
            last = check(body, inner);
        }
        return switch (each.macro()) {
            case "all", "exists", "exists_one" -> Type.named("bool");
            case "filter" -> target.name().equals("map") ? Type.named("list") : target;
            case "map" -> {
                var schema = last.schema();
                yield schema.isEmpty()
                        ? Type.named("list")
                        : new Type("list", Map.of("items", schema));
            }
            default -> Type.DYN;
        };
    }

    private static Type call(Expr.Call call, Map<String, Type> names) {
        var name = call.name();
        boolean method = call.target().isPresent();
        if (method
                && call.target().get() instanceof Expr.Name(var space, _)
                && Functions.SPACES.contains(space)
                && !names.containsKey(space)) {
            name = space + "." + name;
        } else if (method) {
            check(call.target().get(), names);
        }
        Functions.require(name, method, call.position());
        var types = call.arguments().stream().map(a -> check(a, names)).toList();
        if (COMPARISONS.contains(name)) {
            var a = types.get(0).name();
            var b = types.get(1).name();
            boolean numbers = Set.of("int", "double").containsAll(List.of(a, b));
            if (isPlain(a) && isPlain(b) && !a.equals(b) && !(numbers && name.length() < 5)) {
                throw CelException.invalid(
                        "found no matching overload for '"
                                + name
                                + "' applied to '("
                                + a
                                + ", "
                                + b
                                + ")'",
                        call.position());
            }
            return Type.named("bool");
        }
        if (TRUTHS.contains(name)) {
            return Type.named("bool");
        }
        return switch (name) {
            case "size", "int", "indexOf", "lastIndexOf", "compareTo" -> Type.named("int");
            case "string",
                    "lowerAscii",
                    "upperAscii",
                    "trim",
                    "replace",
                    "substring",
                    "join",
                    "format",
                    "find" ->
                    Type.named("string");
            case "_+_", "_-_" ->
                    types.get(0).name().equals(types.get(1).name())
                                    && Set.of("int", "string", "double")
                                            .contains(types.get(0).name())
                            ? types.get(0)
                            : Type.DYN;
            case "_?_:_" -> types.get(1).equals(types.get(2)) ? types.get(1) : Type.DYN;
            default -> Type.DYN;
        };
    }

    private static boolean isPlain(String type) {
        return Set.of("int", "double", "string", "bool").contains(type);
    }
}
