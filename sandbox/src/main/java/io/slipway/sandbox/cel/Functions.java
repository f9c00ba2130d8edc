package io.slipway.sandbox.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.slipway.sandbox.cel.Values.Amount;
import io.slipway.sandbox.cel.Values.Bytes;
import io.slipway.sandbox.cel.Values.Kind;
import io.slipway.sandbox.cel.Values.Maybe;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** CEL's operators and functions, and those that Kubernetes adds. Stateless. */
final class Functions {

    static final Set<String> TYPES =
            Set.of(
                    "int",
                    "double",
                    "string",
                    "bool",
                    "bytes",
                    "list",
                    "map",
                    "null_type",
                    "type",
                    "uint");

    /** Names before a dot that belong to a function's name. */
    static final Set<String> SPACES = Set.of("optional", "sets", "math", "base64", "format");

    /** What can be called on a value. */
    private static final Set<String> METHODS =
            Set.of(
                    "size",
                    "matches",
                    "contains",
                    "startsWith",
                    "endsWith",
                    "charAt",
                    "indexOf",
                    "lastIndexOf",
                    "lowerAscii",
                    "upperAscii",
                    "replace",
                    "split",
                    "substring",
                    "trim",
                    "join",
                    "format",
                    "find",
                    "findAll",
                    "isSorted",
                    "sum",
                    "min",
                    "max",
                    "distinct",
                    "reverse",
                    "sort",
                    "slice",
                    "flatten",
                    "orValue",
                    "hasValue",
                    "value",
                    "or",
                    "isInteger",
                    "asInteger",
                    "asApproximateFloat",
                    "sign",
                    "add",
                    "sub",
                    "isLessThan",
                    "isGreaterThan",
                    "compareTo",
                    "getScheme",
                    "getHost",
                    "getHostname",
                    "getPort",
                    "getEscapedPath",
                    "getFullYear",
                    "getMonth",
                    "getDate",
                    "getDayOfMonth",
                    "getDayOfWeek",
                    "getDayOfYear",
                    "getHours",
                    "getMinutes",
                    "getSeconds",
                    "getMilliseconds");

    /** What is called by its name alone. */
    private static final Set<String> GLOBAL =
            Set.of(
                    "size",
                    "int",
                    "double",
                    "string",
                    "bool",
                    "bytes",
                    "dyn",
                    "type",
                    "duration",
                    "timestamp",
                    "matches",
                    "quantity",
                    "isQuantity",
                    "url",
                    "isURL",
                    "optional.of",
                    "optional.none",
                    "optional.ofNonZeroValue",
                    "sets.contains",
                    "sets.equivalent",
                    "sets.intersects");

    /** What Kubernetes has and this evaluator has not: not checked rather than refused. */
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "uint",
                    "ip",
                    "isIP",
                    "cidr",
                    "isCIDR",
                    "ip.isCanonical",
                    "family",
                    "isUnspecified",
                    "isLoopback",
                    "isLinkLocalMulticast",
                    "isLinkLocalUnicast",
                    "isGlobalUnicast",
                    "containsIP",
                    "containsCIDR",
                    "masked",
                    "prefixLength",
                    "getQuery",
                    "format.named",
                    "validate",
                    "semver",
                    "isSemver",
                    "major",
                    "minor",
                    "patch",
                    "authorizer",
                    "all",
                    "exists",
                    "existsOne",
                    "transformList",
                    "transformMap",
                    "transformMapEntry",
                    "quote",
                    "strings.quote",
                    "base64.encode",
                    "base64.decode",
                    "math.greatest",
                    "math.least",
                    "sortBy",
                    "first",
                    "last",
                    "unwrapOpt",
                    "optFlatMap");

    private final Function<String, Optional<BigDecimal>> quantities;

    /**
     * @param quantities reads Kubernetes' quantities
     */
    Functions(Function<String, Optional<BigDecimal>> quantities) {
        this.quantities = quantities;
    }

    /** Throws when there is no such function. */
    static void require(String name, boolean method, int position) {
        if (name.startsWith("_") || name.equals("!_") || name.equals("-_") || name.equals("@in")) {
            return;
        }
        if (name.startsWith("format.") || name.startsWith("math.") || name.startsWith("base64.")) {
            throw CelException.unsupported("the function " + name, position);
        }
        boolean known =
                name.contains(".") || !method ? GLOBAL.contains(name) : METHODS.contains(name);
        if (known) {
            return;
        }
        throw ELSEWHERE.contains(name)
                ? CelException.unsupported("the function " + name, position)
                : CelException.invalid(
                        "undeclared reference to '" + name + "' (in container '')", position);
    }

    Object call(String name, boolean method, List<Object> a, Budget budget) {
        for (var value : a) {
            budget.charge(weight(value));
        }
        try {
            return switch (a.size()) {
                case 0 -> {
                    if (name.equals("optional.none")) {
                        yield new Maybe(Optional.empty());
                    }
                    throw CelException.noOverload();
                }
                case 1 -> one(name, a.getFirst());
                case 2 -> two(name, a.get(0), a.get(1), method, budget);
                default -> more(name, a);
            };
        } catch (ClassCastException e) {
            throw CelException.noOverload();
        } catch (ArithmeticException e) {
            throw CelException.failed("integer overflow");
        }
    }

    private static long weight(Object value) {
        return switch (value) {
            case String text -> 1 + text.length() / 10;
            case Bytes(var text) -> 1 + text.length() / 10;
            case List<?> list -> 1 + list.size();
            case Map<?, ?> map -> 1 + map.size();
            default -> 1;
        };
    }

    // --- one value ---------------------------------------------------------------------------

    private Object one(String name, Object v) {
        return switch (name) {
            case "!_" -> !(Boolean) v;
            case "-_" ->
                    v instanceof Double d
                            ? (Object) (-d)
                            : v instanceof Duration t ? t.negated() : Math.negateExact((Long) v);
            case "size" -> size(v);
            case "type" -> new Kind(typeOf(v));
            case "dyn" -> v;
            case "int" -> integer(v);
            case "double" -> real(v);
            case "string" -> string(v);
            case "bool" ->
                    switch (v) {
                        case Boolean b -> b;
                        case String s when Set.of("true", "True", "TRUE", "1", "t").contains(s) ->
                                true;
                        case String s
                                when Set.of("false", "False", "FALSE", "0", "f").contains(s) ->
                                false;
                        default -> throw CelException.noOverload();
                    };
            case "bytes" ->
                    v instanceof Bytes
                            ? v
                            : new Bytes(
                                    new String(
                                            ((String) v).getBytes(StandardCharsets.UTF_8),
                                            StandardCharsets.ISO_8859_1));
            case "duration" -> v instanceof Duration ? v : Values.duration((String) v);
            case "timestamp" -> v instanceof Instant ? v : Values.instant((String) v);
            case "lowerAscii" -> ascii((String) v, 'A', 'Z', 32);
            case "upperAscii" -> ascii((String) v, 'a', 'z', -32);
            case "trim" -> ((String) v).strip();
            case "join" -> join((List<?>) v, "");
            case "quantity" ->
                    new Amount(
                            quantities
                                    .apply((String) v)
                                    .orElseThrow(
                                            () -> CelException.failed("invalid quantity: " + v)));
            case "isQuantity" -> quantities.apply((String) v).isPresent();
            case "url" ->
                    url((String) v).orElseThrow(() -> CelException.failed("URL parse error: " + v));
            case "isURL" -> url((String) v).isPresent();
            case "optional.of" -> new Maybe(Optional.of(v));
            case "optional.ofNonZeroValue" ->
                    new Maybe(isZero(v) ? Optional.empty() : Optional.of(v));
            case "hasValue" -> ((Maybe) v).value().isPresent();
            case "value" ->
                    v instanceof Maybe(var inner)
                            ? inner.orElseThrow(
                                    () -> CelException.failed("optional.none() dereference"))
                            : v;
            case "isSorted", "sum", "min", "max", "distinct", "reverse", "sort", "flatten" ->
                    list(name, (List<?>) v);
            case "isInteger", "asInteger", "asApproximateFloat", "sign" -> amount(name, (Amount) v);
            case "getScheme", "getHost", "getHostname", "getPort", "getEscapedPath" ->
                    part(name, (URI) v);
            default -> time(name, v, "UTC");
        };
    }

    private static boolean isZero(Object v) {
        return v.equals(0L)
                || v.equals(0.0)
                || v.equals("")
                || v.equals(false)
                || v.equals(Values.NULL)
                || (v instanceof List<?> l && l.isEmpty())
                || (v instanceof Map<?, ?> m && m.isEmpty());
    }

    private static long size(Object v) {
        return switch (v) {
            case String text -> text.codePointCount(0, text.length());
            case Bytes(var text) -> text.length();
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            default -> throw CelException.noOverload();
        };
    }

    static String typeOf(Object v) {
        return switch (v) {
            case Long _ -> "int";
            case Double _ -> "double";
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Bytes _ -> "bytes";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "map";
            case Instant _ -> "google.protobuf.Timestamp";
            case Duration _ -> "google.protobuf.Duration";
            case Maybe _ -> "optional_type";
            case Amount _ -> "kubernetes.Quantity";
            case URI _ -> "kubernetes.URL";
            case Kind _ -> "type";
            default -> v.equals(Values.NULL) ? "null_type" : "dyn";
        };
    }

    private static Object integer(Object v) {
        return switch (v) {
            case Long n -> n;
            case Double d -> {
                if (d.isNaN() || Math.abs(d) >= 9.2e18) {
                    throw CelException.failed("integer overflow");
                }
                yield d.longValue();
            }
            case Instant t -> t.getEpochSecond();
            case String s -> {
                try {
                    yield Long.parseLong(s);
                } catch (NumberFormatException e) {
                    throw CelException.failed(
                            "strconv.ParseInt: parsing \"" + s + "\": invalid syntax");
                }
            }
            default -> throw CelException.noOverload();
        };
    }

    private static Object real(Object v) {
        return switch (v) {
            case Long n -> n.doubleValue();
            case Double d -> d;
            case String s -> {
                try {
                    yield Double.parseDouble(s);
                } catch (NumberFormatException e) {
                    throw CelException.failed(
                            "strconv.ParseFloat: parsing \"" + s + "\": invalid syntax");
                }
            }
            default -> throw CelException.noOverload();
        };
    }

    static String string(Object v) {
        return switch (v) {
            case String s -> s;
            case Double d ->
                    d == Math.rint(d) && Math.abs(d) < 1e15
                            ? Long.toString(d.longValue())
                            : d.toString();
            case Bytes(var text) ->
                    new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            case Duration t -> Values.shown(t);
            case Long n -> n.toString();
            case Boolean b -> b.toString();
            case Instant t -> t.toString();
            case URI u -> u.toString();
            default -> throw CelException.noOverload();
        };
    }

    private static String ascii(String text, char from, char to, int step) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= from && c <= to ? (char) (c + step) : c);
        }
        return out.toString();
    }

    private static Optional<URI> url(String text) {
        try {
            var uri = URI.create(text);
            return uri.isAbsolute() || text.startsWith("/") ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Object part(String name, URI url) {
        var host = url.getHost() == null ? "" : url.getHost();
        return switch (name) {
            case "getScheme" -> url.getScheme() == null ? "" : url.getScheme();
            case "getHost" -> url.getPort() < 0 ? host : host + ":" + url.getPort();
            case "getHostname" -> host.replaceAll("^\\[|]$", "");
            case "getPort" -> url.getPort() < 0 ? "" : Integer.toString(url.getPort());
            default -> url.getRawPath() == null ? "" : url.getRawPath();
        };
    }

    private static Object amount(String name, Amount amount) {
        var number = amount.number();
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        return switch (name) {
            case "isInteger" -> whole;
            case "asInteger" -> number.longValueExact();
            case "sign" -> (long) number.signum();
            default -> number.doubleValue();
        };
    }

    private static Object list(String name, List<?> list) {
        return switch (name) {
            case "sum" -> {
                Object total = list.isEmpty() ? (Object) 0L : list.getFirst();
                for (int i = 1; i < list.size(); i++) {
                    total = plus(total, list.get(i));
                }
                yield total;
            }
            case "min", "max" -> {
                if (list.isEmpty()) {
                    throw CelException.failed(name + " called on empty list");
                }
                yield name.equals("min")
                        ? Collections.min(copy(list), Functions::compare)
                        : Collections.max(copy(list), Functions::compare);
            }
            case "isSorted" -> {
                boolean sorted = true;
                for (int i = 1; i < list.size(); i++) {
                    sorted &= compare(list.get(i - 1), list.get(i)) <= 0;
                }
                yield sorted;
            }
            case "distinct" -> new ArrayList<>(new java.util.LinkedHashSet<>(list));
            case "reverse" -> copy(list).reversed();
            case "sort" -> {
                var sorted = copy(list);
                sorted.sort(Functions::compare);
                yield sorted;
            }
            default -> {
                var flat = new ArrayList<Object>();
                for (var item : list) {
                    if (item instanceof List<?> inner) {
                        flat.addAll(inner);
                    } else {
                        flat.add(item);
                    }
                }
                yield flat;
            }
        };
    }

    private static List<Object> copy(List<?> list) {
        return new ArrayList<>(list);
    }

    private static String join(List<?> list, String between) {
        var out = new StringBuilder();
        for (var item : list) {
            if (!out.isEmpty()) {
                out.append(between);
            }
            out.append((String) item);
        }
        return out.toString();
    }

    // --- two values --------------------------------------------------------------------------

    private Object two(String name, Object a, Object b, boolean method, Budget budget) {
        return switch (name) {
            case "_==_" -> same(a, b, budget);
            case "_!=_" -> !same(a, b, budget);
            case "_<_" -> compare(a, b) < 0;
            case "_<=_" -> compare(a, b) <= 0;
            case "_>_" -> compare(a, b) > 0;
            case "_>=_" -> compare(a, b) >= 0;
            case "_+_" -> plus(a, b);
            case "_-_" -> minus(a, b);
            case "_*_" ->
                    a instanceof Double x
                            ? (Object) (x * (Double) b)
                            : Math.multiplyExact((Long) a, (Long) b);
            case "_/_" -> {
                if (a instanceof Double x) {
                    yield x / (Double) b;
                }
                if (((Long) b) == 0) {
                    throw CelException.failed("division by zero");
                }
                yield Math.divideExact((Long) a, (Long) b);
            }
            case "_%_" -> {
                if (((Long) b) == 0) {
                    throw CelException.failed("modulus by zero");
                }
                yield (Long) a % (Long) b;
            }
            case "@in" -> in(a, b, budget);
            case "matches" -> pattern((String) b).matcher((String) a).find();
            case "contains" -> ((String) a).contains((String) b);
            case "startsWith" -> ((String) a).startsWith((String) b);
            case "endsWith" -> ((String) a).endsWith((String) b);
            case "charAt" -> charAt((String) a, (Long) b);
            case "indexOf" ->
                    a instanceof List<?> list
                            ? (long) list.indexOf(b)
                            : (long) ((String) a).indexOf((String) b);
            case "lastIndexOf" ->
                    a instanceof List<?> list
                            ? (long) list.lastIndexOf(b)
                            : (long) ((String) a).lastIndexOf((String) b);
            case "split" -> split((String) a, (String) b, -1);
            case "substring" -> substring((String) a, (Long) b, size(a));
            case "join" -> join((List<?>) a, (String) b);
            case "format" -> format((String) a, (List<?>) b);
            case "find" -> {
                var match = pattern((String) b).matcher((String) a);
                yield match.find() ? match.group() : "";
            }
            case "findAll" -> findAll((String) a, (String) b, -1);
            case "orValue" -> ((Maybe) a).value().orElse(b);
            case "or" -> ((Maybe) a).value().isPresent() ? a : (Maybe) b;
            case "add", "sub", "isLessThan", "isGreaterThan", "compareTo" ->
                    amounts(name, (Amount) a, b);
            case "sets.contains" -> containsAll((List<?>) a, (List<?>) b, budget);
            case "sets.equivalent" ->
                    containsAll((List<?>) a, (List<?>) b, budget)
                            && containsAll((List<?>) b, (List<?>) a, budget);
            case "sets.intersects" -> {
                boolean found = false;
                for (var item : (List<?>) b) {
                    found |= in(item, a, budget);
                }
                yield found;
            }
            default -> {
                if (method && b instanceof String zone) {
                    yield time(name, a, zone);
                }
                throw CelException.noOverload();
            }
        };
    }

    private static Object amounts(String name, Amount a, Object other) {
        var b = other instanceof Long n ? BigDecimal.valueOf(n) : ((Amount) other).number();
        return switch (name) {
            case "add" -> new Amount(a.number().add(b));
            case "sub" -> new Amount(a.number().subtract(b));
            case "isLessThan" -> a.number().compareTo(b) < 0;
            case "isGreaterThan" -> a.number().compareTo(b) > 0;
            default -> (long) a.number().compareTo(b);
        };
    }

    private static boolean containsAll(List<?> all, List<?> some, Budget budget) {
        for (var item : some) {
            if (!in(item, all, budget)) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Object a, Object b, Budget budget) {
        budget.charge(1);
        if (a instanceof Number x && b instanceof Number y && a.getClass() != b.getClass()) {
            return x.doubleValue() == y.doubleValue();
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (int i = 0; i < x.size(); i++) {
                if (!same(x.get(i), y.get(i), budget)) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (var entry : x.entrySet()) {
                var other = y.get(entry.getKey());
                if (other == null || !same(entry.getValue(), other, budget)) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }

    private static boolean in(Object item, Object all, Budget budget) {
        if (all instanceof Map<?, ?> map) {
            return map.containsKey(item);
        }
        for (var one : (List<?>) all) {
            if (same(item, one, budget)) {
                return true;
            }
        }
        return false;
    }

    private static int compare(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x.compareTo(y);
        }
        if (a instanceof Number x && b instanceof Number y) {
            return Double.compare(x.doubleValue(), y.doubleValue());
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return x.compareTo(y);
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return x.compareTo(y);
        }
        if (a instanceof Duration x && b instanceof Duration y) {
            return x.compareTo(y);
        }
        if (a instanceof Bytes(var x) && b instanceof Bytes(var y)) {
            return Comparator.<String>naturalOrder().compare(x, y);
        }
        throw CelException.noOverload();
    }

    private static Object plus(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Math.addExact(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x + y;
        }
        if (a instanceof String x && b instanceof String y) {
            return x.concat(y);
        }
        if (a instanceof Bytes(var x) && b instanceof Bytes(var y)) {
            return new Bytes(x + y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            var both = copy(x);
            both.addAll(y);
            return both;
        }
        if (a instanceof Duration x && b instanceof Duration y) {
            return x.plus(y);
        }
        if (a instanceof Instant x && b instanceof Duration y) {
            return x.plus(y);
        }
        if (a instanceof Duration x && b instanceof Instant y) {
            return y.plus(x);
        }
        throw CelException.noOverload();
    }

    private static Object minus(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Math.subtractExact(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x - y;
        }
        if (a instanceof Duration x && b instanceof Duration y) {
            return x.minus(y);
        }
        if (a instanceof Instant x && b instanceof Duration y) {
            return x.minus(y);
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return Duration.between(y, x);
        }
        throw CelException.noOverload();
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw CelException.failed("error parsing regexp: " + e.getDescription());
        }
    }

    private static List<Object> findAll(String text, String pattern, long limit) {
        var found = new ArrayList<Object>();
        var match = pattern(pattern).matcher(text);
        while ((limit < 0 || found.size() < limit) && match.find()) {
            found.add(match.group());
        }
        return found;
    }

    private static String charAt(String text, long at) {
        if (at < 0 || at > size(text)) {
            throw CelException.failed("index out of range: " + at);
        }
        return at == size(text) ? "" : substring(text, at, at + 1);
    }

    private static String substring(String text, long from, long to) {
        if (from < 0 || to > size(text) || from > to) {
            throw CelException.failed("index out of range: " + (from < 0 ? from : to));
        }
        int start = text.offsetByCodePoints(0, (int) from);
        return text.substring(start, text.offsetByCodePoints(start, (int) (to - from)));
    }

    private static List<Object> split(String text, String by, long limit) {
        var parts = new ArrayList<Object>();
        if (limit == 0) {
            return parts;
        }
        if (by.isEmpty()) {
            text.codePoints().forEach(c -> parts.add(Character.toString(c)));
            return parts;
        }
        int at = 0;
        while (limit < 0 || parts.size() < limit - 1) {
            int next = text.indexOf(by, at);
            if (next < 0) {
                break;
            }
            parts.add(text.substring(at, next));
            at = next + by.length();
        }
        parts.add(text.substring(at));
        return parts;
    }

    /** Kubernetes' {@code format} for the two verbs that messages use. */
    private static String format(String text, List<?> values) {
        var out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            if (i + 1 >= text.length()) {
                throw CelException.failed("unexpected end of string");
            }
            char verb = text.charAt(++i);
            if (verb == '%') {
                out.append('%');
                continue;
            }
            if (next >= values.size()) {
                throw CelException.failed("index " + next + " out of range");
            }
            var value = values.get(next++);
            switch (verb) {
                case 's' -> out.append(shown(value));
                case 'd' -> out.append((long) (Long) value);
                default ->
                        throw CelException.failed(
                                "unrecognized formatting clause \"" + verb + "\"");
            }
        }
        return out.toString();
    }

    private static String shown(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(Functions::shown).toList().toString();
            case Map<?, ?> map -> {
                var parts = new ArrayList<String>();
                map.forEach((k, v) -> parts.add(shown(k) + ": " + shown(v)));
                Collections.sort(parts);
                yield "{" + String.join(", ", parts) + "}";
            }
            default -> value.equals(Values.NULL) ? "null" : string(value);
        };
    }

    // --- more --------------------------------------------------------------------------------

    private static Object more(String name, List<Object> a) {
        if (name.equals("replace")) {
            var text = (String) a.get(0);
            var from = (String) a.get(1);
            var to = (String) a.get(2);
            long limit = a.size() > 3 ? (Long) a.get(3) : -1;
            if (from.isEmpty()) {
                throw CelException.failed("replace of nothing");
            }
            return String.join(
                    to,
                    split(text, from, limit < 0 ? -1 : limit + 1).stream()
                            .map(String.class::cast)
                            .toList());
        }
        if (a.size() != 3) {
            throw CelException.noOverload();
        }
        return switch (name) {
            case "substring" -> substring((String) a.get(0), (Long) a.get(1), (Long) a.get(2));
            case "split" -> split((String) a.get(0), (String) a.get(1), (Long) a.get(2));
            case "findAll" -> findAll((String) a.get(0), (String) a.get(1), (Long) a.get(2));
            case "slice" -> {
                var list = (List<?>) a.get(0);
                long from = (Long) a.get(1);
                long to = (Long) a.get(2);
                if (from < 0 || to > list.size() || from > to) {
                    throw CelException.failed("index out of range");
                }
                yield copy(list.subList((int) from, (int) to));
            }
            case "indexOf", "lastIndexOf" -> {
                int from = Math.toIntExact((Long) a.get(2));
                yield name.equals("indexOf")
                        ? (long) ((String) a.get(0)).indexOf((String) a.get(1), from)
                        : (long) ((String) a.get(0)).lastIndexOf((String) a.get(1), from);
            }
            default -> throw CelException.noOverload();
        };
    }

    private static Object time(String name, Object value, String zone) {
        if (value instanceof Duration t) {
            return switch (name) {
                case "getHours" -> t.toHours();
                case "getMinutes" -> t.toMinutes();
                case "getSeconds" -> t.toSeconds();
                case "getMilliseconds" -> t.toMillis();
                default -> throw CelException.noOverload();
            };
        }
        if (!(value instanceof Instant instant)) {
            throw CelException.noOverload();
        }
        ZonedDateTime at;
        try {
            at = instant.atZone(zone.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw CelException.failed("unknown time zone " + zone);
        }
        return switch (name) {
            case "getFullYear" -> (long) at.getYear();
            case "getMonth" -> at.getMonthValue() - 1L;
            case "getDate" -> (long) at.getDayOfMonth();
            case "getDayOfMonth" -> at.getDayOfMonth() - 1L;
            case "getDayOfWeek" -> at.getDayOfWeek().getValue() % 7L;
            case "getDayOfYear" -> at.getDayOfYear() - 1L;
            case "getHours" -> (long) at.getHour();
            case "getMinutes" -> (long) at.getMinute();
            case "getSeconds" -> (long) at.getSecond();
            case "getMilliseconds" -> at.getNano() / 1_000_000L;
            default -> throw CelException.noOverload();
        };
    }
}
