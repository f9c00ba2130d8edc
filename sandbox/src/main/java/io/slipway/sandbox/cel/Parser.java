package io.slipway.sandbox.cel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads an expression. For one expression and thread. */
final class Parser {

    private static final int MAX_LENGTH = 64 << 10;
    private static final int MAX_DEPTH = 120;
    private static final Set<String> EACH = Set.of("all", "exists", "exists_one", "map", "filter");

    /** Words that no name in an expression may be. */
    static final Set<String> RESERVED =
            Set.of(
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "for",
                    "function",
                    "if",
                    "import",
                    "let",
                    "loop",
                    "package",
                    "namespace",
                    "return",
                    "var",
                    "void",
                    "while");

    private final String text;
    private int at;
    private int depth;

    private Parser(String text) {
        this.text = text;
    }

    /** Throws {@link CelException} when it is none. */
    static Expr parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw CelException.invalid(
                    "expression is longer than " + MAX_LENGTH + " characters", 0);
        }
        var parser = new Parser(text);
        var expr = parser.ternary();
        parser.space();
        if (parser.at < text.length()) {
            throw parser.unexpected();
        }
        return expr;
    }

    private CelException unexpected() {
        return CelException.invalid(
                at >= text.length()
                        ? "Syntax error: mismatched input '<EOF>'"
                        : "Syntax error: extraneous input '" + text.charAt(at) + "'",
                Math.min(at, text.length()));
    }

    private void space() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private boolean take(String symbol) {
        space();
        if (!text.startsWith(symbol, at)) {
            return false;
        }
        at += symbol.length();
        return true;
    }

    private void need(String symbol) {
        if (!take(symbol)) {
            throw unexpected();
        }
    }

    private Expr ternary() {
        if (++depth > MAX_DEPTH) {
            throw CelException.invalid("expression is nested too deeply", at);
        }
        var condition = or();
        space();
        int position = at;
        if (take("?")) {
            var yes = or();
            need(":");
            var no = ternary();
            condition = call("_?_:_", position, condition, yes, no);
        }
        depth--;
        return condition;
    }

    private static Expr call(String name, int position, Expr... arguments) {
        return new Expr.Call(Optional.empty(), name, List.of(arguments), position);
    }

    private Expr or() {
        var left = and();
        while (true) {
            space();
            int position = at;
            if (!take("||")) {
                return left;
            }
            left = call("_||_", position, left, and());
        }
    }

    private Expr and() {
        var left = relation();
        while (true) {
            space();
            int position = at;
            if (!take("&&")) {
                return left;
            }
            left = call("_&&_", position, left, relation());
        }
    }

    private Expr relation() {
        var left = sum();
        while (true) {
            space();
            int position = at;
            var operator =
                    take("==")
                            ? "_==_"
                            : take("!=")
                                    ? "_!=_"
                                    : take("<=")
                                            ? "_<=_"
                                            : take(">=")
                                                    ? "_>=_"
                                                    : take("<")
                                                            ? "_<_"
                                                            : take(">") ? "_>_" : word();
            if (operator.isEmpty()) {
                return left;
            }
            left = call(operator, position, left, sum());
        }
    }

    private String word() {
        if (text.startsWith("in", at)
                && (at + 2 >= text.length() || !isNamePart(text.charAt(at + 2)))) {
            at += 2;
            return "@in";
        }
        return "";
    }

    private Expr sum() {
        var left = product();
        while (true) {
            space();
            int position = at;
            if (take("+")) {
                left = call("_+_", position, left, product());
            } else if (take("-")) {
                left = call("_-_", position, left, product());
            } else {
                return left;
            }
        }
    }

    private Expr product() {
        var left = unary();
        while (true) {
            space();
            int position = at;
            if (take("*")) {
                left = call("_*_", position, left, unary());
            } else if (take("/")) {
                left = call("_/_", position, left, unary());
            } else if (take("%")) {
                left = call("_%_", position, left, unary());
            } else {
                return left;
            }
        }
    }

    private Expr unary() {
        space();
        int position = at;
        if (text.startsWith("!", at) && !text.startsWith("!=", at)) {
            at++;
            return call("!_", position, deeper());
        }
        if (take("-")) {
            space();
            if (at < text.length() && Character.isDigit(text.charAt(at))) {
                return members(number(true, position));
            }
            return call("-_", position, deeper());
        }
        return members(primary());
    }

    private Expr deeper() {
        if (++depth > MAX_DEPTH) {
            throw CelException.invalid("expression is nested too deeply", at);
        }
        var expr = unary();
        depth--;
        return expr;
    }

    private Expr members(Expr expr) {
        while (true) {
            space();
            int position = at;
            if (take(".")) {
                boolean optional = take("?");
                var name = name();
                if (!optional && take("(")) {
                    // Compilers point at the bracket.
                    expr = method(expr, name, at - 1);
                } else {
                    expr = new Expr.Select(expr, name, false, optional, position);
                }
            } else if (take("[")) {
                boolean optional = take("?");
                var index = ternary();
                need("]");
                expr = new Expr.Index(expr, index, optional, position);
            } else {
                return expr;
            }
        }
    }

    private Expr method(Expr target, String name, int position) {
        var arguments = list(")");
        if (EACH.contains(name) && arguments.size() >= 2) {
            if (!(arguments.getFirst() instanceof Expr.Name variable)) {
                throw CelException.invalid(
                        "argument must be a simple name", arguments.getFirst().position());
            }
            if (arguments.size() > (name.equals("map") ? 3 : 2)) {
                throw CelException.unsupported(name + " with two variables", position);
            }
            return new Expr.Each(
                    name,
                    target,
                    variable.name(),
                    arguments.subList(1, arguments.size()),
                    position);
        }
        if ((name.equals("optMap") || name.equals("optFlatMap")) && arguments.size() == 2) {
            if (!(arguments.getFirst() instanceof Expr.Name variable)) {
                throw CelException.invalid(
                        "argument must be a simple name", arguments.getFirst().position());
            }
            return new Expr.Each(
                    name, target, variable.name(), List.of(arguments.getLast()), position);
        }
        return new Expr.Call(Optional.of(target), name, arguments, position);
    }

    private List<Expr> list(String end) {
        var items = new ArrayList<Expr>();
        while (!take(end)) {
            items.add(ternary());
            if (!take(",")) {
                need(end);
                break;
            }
        }
        return List.copyOf(items);
    }

    private Expr primary() {
        space();
        int position = at;
        if (at >= text.length()) {
            throw unexpected();
        }
        char c = text.charAt(at);
        if (take("(")) {
            var inner = ternary();
            need(")");
            return inner;
        }
        if (take("[")) {
            return new Expr.Items(list("]"), position);
        }
        if (take("{")) {
            return entries(position);
        }
        if (Character.isDigit(c)
                || (c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1)))) {
            return number(false, position);
        }
        var string = string(position);
        if (string.isPresent()) {
            return string.get();
        }
        if (!isNameStart(c)) {
            throw unexpected();
        }
        var name = name();
        switch (name) {
            case "true" -> {
                return new Expr.Literal(true, position);
            }
            case "false" -> {
                return new Expr.Literal(false, position);
            }
            case "null" -> {
                return new Expr.Literal(Values.NULL, position);
            }
            default -> {}
        }
        if (RESERVED.contains(name)) {
            throw CelException.invalid("reserved identifier: " + name, position);
        }
        if (!take("(")) {
            return new Expr.Name(name, position);
        }
        int bracket = at - 1;
        var arguments = list(")");
        if (name.equals("has")) {
            if (arguments.size() != 1
                    || !(arguments.getFirst()
                            instanceof Expr.Select(var target, var field, _, _, int p))) {
                throw CelException.invalid("invalid argument to has() macro", position);
            }
            return new Expr.Select(target, field, true, false, p);
        }
        return new Expr.Call(Optional.empty(), name, arguments, bracket);
    }

    private Expr entries(int position) {
        var keys = new ArrayList<Expr>();
        var values = new ArrayList<Expr>();
        while (!take("}")) {
            keys.add(ternary());
            need(":");
            values.add(ternary());
            if (!take(",")) {
                need("}");
                break;
            }
        }
        return new Expr.Entries(List.copyOf(keys), List.copyOf(values), position);
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || (c >= '0' && c <= '9');
    }

    private String name() {
        space();
        int start = at;
        if (at >= text.length() || !isNameStart(text.charAt(at))) {
            throw unexpected();
        }
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private Expr number(boolean negative, int position) {
        int start = at;
        boolean real = false;
        if (text.startsWith("0x", at) || text.startsWith("0X", at)) {
            at += 2;
            while (at < text.length() && Character.digit(text.charAt(at), 16) >= 0) {
                at++;
            }
        } else {
            while (at < text.length()) {
                char c = text.charAt(at);
                boolean sign = (c == '+' || c == '-') && "eE".indexOf(text.charAt(at - 1)) >= 0;
                boolean point =
                        c == '.'
                                && at + 1 < text.length()
                                && Character.isDigit(text.charAt(at + 1));
                if (!Character.isDigit(c) && c != 'e' && c != 'E' && !point && !(sign && real)) {
                    break;
                }
                real |= point || c == 'e' || c == 'E';
                at++;
            }
        }
        if (at < text.length() && (text.charAt(at) == 'u' || text.charAt(at) == 'U')) {
            throw CelException.unsupported("unsigned numbers", position);
        }
        var digits = (negative ? "-" : "") + text.substring(start, at);
        try {
            return new Expr.Literal(
                    real
                            ? (Object) Double.valueOf(digits)
                            : Long.decode(
                                    digits.matches("-?0+\\d+")
                                            ? digits.replaceFirst("0+(?=\\d)", "")
                                            : digits),
                    position);
        } catch (NumberFormatException e) {
            throw CelException.invalid("invalid number: " + digits, position);
        }
    }

    private Optional<Expr> string(int position) {
        boolean raw = false;
        boolean bytes = false;
        int start = at;
        while (start < text.length() && "rRbB".indexOf(text.charAt(start)) >= 0 && start < at + 2) {
            raw |= "rR".indexOf(text.charAt(start)) >= 0;
            bytes |= "bB".indexOf(text.charAt(start)) >= 0;
            start++;
        }
        if (start >= text.length() || "\"'".indexOf(text.charAt(start)) < 0) {
            return Optional.empty();
        }
        var quote = text.substring(start, start + 1);
        if (text.startsWith(quote.repeat(3), start)) {
            quote = quote.repeat(3);
        }
        at = start + quote.length();
        var out = new StringBuilder();
        while (!text.startsWith(quote, at)) {
            if (at >= text.length() || (quote.length() == 1 && text.charAt(at) == '\n')) {
                throw CelException.invalid("Syntax error: token recognition error", position);
            }
            char c = text.charAt(at++);
            if (c == '\\' && !raw) {
                escape(out, position);
            } else {
                out.append(c);
            }
        }
        at += quote.length();
        return Optional.of(
                new Expr.Literal(
                        bytes ? (Object) new Values.Bytes(latin(out.toString())) : out.toString(),
                        position));
    }

    private static String latin(String text) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private void escape(StringBuilder out, int position) {
        if (at >= text.length()) {
            throw CelException.invalid("Syntax error: token recognition error", position);
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'a' -> out.append('\u0007');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'v' -> out.append('\u000b');
            case '\\', '"', '\'', '`', '?' -> out.append(c);
            case 'x', 'X' -> code(out, 2, 16, position);
            case 'u' -> code(out, 4, 16, position);
            case 'U' -> code(out, 8, 16, position);
            case '0', '1', '2', '3' -> {
                at--;
                code(out, 3, 8, position);
            }
            default ->
                    throw CelException.invalid("Syntax error: token recognition error", position);
        }
    }

    private void code(StringBuilder out, int length, int radix, int position) {
        try {
            out.appendCodePoint(Integer.parseInt(text.substring(at, at + length), radix));
            at += length;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw CelException.invalid("Syntax error: token recognition error", position);
        }
    }
}
