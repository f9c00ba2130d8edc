package io.slipway.sandbox.cel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Works an expression out within a budget. Stateless but for the budget; for one thread. */
final class Evaluator {

    private final Functions functions;
    private final Budget budget;

    Evaluator(Functions functions, Budget budget) {
        this.functions = functions;
        this.budget = budget;
    }

    Object value(Expr expr, Map<String, Object> names) {
        budget.charge(1);
        return switch (expr) {
            case Expr.Literal(var value, _) -> value;
            case Expr.Name(var name, _) -> {
                var value = names.get(name);
                if (value == null) {
                    if (Functions.TYPES.contains(name)) {
                        yield new Values.Kind(name);
                    }
                    throw CelException.failed("no such attribute(s): " + name);
                }
                yield value;
            }
            case Expr.Select select -> select(select, names);
            case Expr.Index index -> index(index, names);
            case Expr.Items(var items, _) -> {
                var list = new ArrayList<Object>(items.size());
                items.forEach(i -> list.add(value(i, names)));
                yield list;
            }
            case Expr.Entries(var keys, var values, _) -> {
                var map = new LinkedHashMap<Object, Object>();
                for (int i = 0; i < keys.size(); i++) {
                    map.put(value(keys.get(i), names), value(values.get(i), names));
                }
                yield map;
            }
            case Expr.Each each -> each(each, names);
            case Expr.Call call -> call(call, names);
        };
    }

    boolean isTrue(Expr expr, Map<String, Object> names) {
        if (value(expr, names) instanceof Boolean b) {
            return b;
        }
        throw CelException.noOverload();
    }

    // --- fields ------------------------------------------------------------------------------

    private Object select(Expr.Select select, Map<String, Object> names) {
        var target = value(select.target(), names);
        boolean maybe = target instanceof Values.Maybe;
        if (target instanceof Values.Maybe(var inner)) {
            if (inner.isEmpty()) {
                return select.test() ? (Object) false : target;
            }
            target = inner.get();
        }
        if (!(target instanceof Map<?, ?> map)) {
            throw CelException.noOverload();
        }
        var found = map.get(select.field());
        if (select.test()) {
            return found != null;
        }
        if (maybe || select.optional()) {
            return new Values.Maybe(Optional.ofNullable(found));
        }
        if (found == null) {
            throw CelException.failed("no such key: " + select.field());
        }
        return found;
    }

    private Object index(Expr.Index index, Map<String, Object> names) {
        var target = value(index.target(), names);
        var key = value(index.index(), names);
        boolean maybe = index.optional() || target instanceof Values.Maybe;
        if (target instanceof Values.Maybe(var inner)) {
            if (inner.isEmpty()) {
                return target;
            }
            target = inner.get();
        }
        Optional<Object> found =
                switch (target) {
                    case List<?> list when key instanceof Long n ->
                            n >= 0 && n < list.size()
                                    ? Optional.of(list.get(n.intValue()))
                                    : Optional.empty();
                    case Map<?, ?> map -> Optional.ofNullable(map.get(key));
                    default -> throw CelException.noOverload();
                };
        if (maybe) {
            return new Values.Maybe(found);
        }
        boolean list = target instanceof List<?>;
        return found.orElseThrow(() ->
                CelException.failed((list ? "index out of bounds: " : "no such key: ") + key));
    }

    // --- calls -------------------------------------------------------------------------------

    private Object call(Expr.Call call, Map<String, Object> names) {
        var arguments = call.arguments();
        switch (call.name()) {
            case "_&&_" -> {
                return decided(false, arguments, names);
            }
            case "_||_" -> {
                return decided(true, arguments, names);
            }
            case "_?_:_" -> {
                return value(arguments.get(isTrue(arguments.get(0), names) ? 1 : 2), names);
            }
            default -> {}
        }
        var values = new ArrayList<Object>(arguments.size() + 1);
        var name = call.name();
        if (call.target().isPresent()) {
            var target = call.target().get();
            if (target instanceof Expr.Name(var space, _) && Functions.SPACES.contains(space)) {
                name = space + "." + name;
            } else {
                values.add(value(target, names));
            }
        }
        arguments.forEach(a -> values.add(value(a, names)));
        return functions.call(name, call.target().isPresent(), values, budget);
    }

    /** One side that decides is enough, even when the other fails. */
    private Object decided(boolean by, List<Expr> sides, Map<String, Object> names) {
        CelException failed = null;
        for (var side : sides) {
            try {
                if (isTrue(side, names) == by) {
                    return by;
                }
            } catch (CelException e) {
                if (e.kind() != CelException.Kind.FAILED) {
                    throw e;
                }
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return !by;
    }

    // --- each --------------------------------------------------------------------------------

    private Object each(Expr.Each each, Map<String, Object> names) {
        var target = value(each.target(), names);
        var inner = new LinkedHashMap<>(names);
        if (each.macro().startsWith("opt")) {
            return optional(each, target, inner);
        }
        List<?> items =
                switch (target) {
                    case List<?> list -> list;
                    case Map<?, ?> map -> new ArrayList<>(map.keySet());
                    default -> throw CelException.noOverload();
                };
        var body = each.bodies().getLast();
        return switch (each.macro()) {
            case "all" -> quantified(false, items, each, body, inner);
            case "exists" -> quantified(true, items, each, body, inner);
            case "exists_one" -> {
                int count = 0;
                for (var item : items) {
                    count += holds(item, each, body, inner) ? 1 : 0;
                }
                yield count == 1;
            }
            case "filter" -> {
                var result = new ArrayList<Object>();
                for (var item : items) {
                    if (holds(item, each, body, inner)) {
                        result.add(item);
                    }
                }
                yield result;
            }
            default -> {
                var result = new ArrayList<Object>();
                for (var item : items) {
                    inner.put(each.variable(), item);
                    if (each.bodies().size() == 1 || isTrue(each.bodies().getFirst(), inner)) {
                        result.add(value(body, inner));
                    }
                }
                yield result;
            }
        };
    }

    private boolean holds(Object item, Expr.Each each, Expr body, Map<String, Object> inner) {
        inner.put(each.variable(), item);
        return isTrue(body, inner);
    }

    private Object quantified(
            boolean by, List<?> items, Expr.Each each, Expr body, Map<String, Object> inner) {
        CelException failed = null;
        for (var item : items) {
            BooleanSupplier holds = () -> holds(item, each, body, inner);
            try {
                if (holds.getAsBoolean() == by) {
                    return by;
                }
            } catch (CelException e) {
                if (e.kind() != CelException.Kind.FAILED) {
                    throw e;
                }
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return !by;
    }

    private Object optional(Expr.Each each, Object target, Map<String, Object> inner) {
        if (!(target instanceof Values.Maybe(var value))) {
            throw CelException.noOverload();
        }
        if (value.isEmpty()) {
            return target;
        }
        inner.put(each.variable(), value.get());
        var result = value(each.bodies().getLast(), inner);
        if (each.macro().equals("optMap")) {
            return new Values.Maybe(Optional.of(result));
        }
        if (result instanceof Values.Maybe) {
            return result;
        }
        throw CelException.noOverload();
    }
}
