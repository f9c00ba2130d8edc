package io.slipway.sandbox.cel;

/**
 * An expression that cannot be read, checked or evaluated; the message says why, in CEL's words.
 */
public final class CelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** It is no expression, or names what is not there. */
        INVALID,
        /** It is an expression that this evaluator does not know. */
        UNSUPPORTED,
        /** It went wrong on these values. */
        FAILED,
        /** It was ended because it takes too much. */
        EXPENSIVE
    }

    private final Kind kind;
    private final int position;

    private CelException(Kind kind, String message, int position) {
        super(message, null, false, false);
        this.kind = kind;
        this.position = position;
    }

    static CelException invalid(String message, int position) {
        return new CelException(Kind.INVALID, message, position);
    }

    static CelException unsupported(String what, int position) {
        return new CelException(Kind.UNSUPPORTED, what, position);
    }

    static CelException failed(String message) {
        return new CelException(Kind.FAILED, message, 0);
    }

    static CelException noOverload() {
        return failed("no such overload");
    }

    static CelException expensive() {
        return new CelException(
                Kind.EXPENSIVE, "operation cancelled: actual cost limit exceeded", 0);
    }

    public Kind kind() {
        return kind;
    }

    /** The message with the place in the expression, as compilers of CEL print it. */
    public String shown(String expression) {
        int start = expression.lastIndexOf('\n', Math.max(0, position - 1)) + 1;
        int end = expression.indexOf('\n', position);
        var line = expression.substring(start, end < 0 ? expression.length() : end);
        long number = expression.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
        int column = position - start;
        return "ERROR: <input>:%d:%d: %s%n | %s%n | %s^"
                .formatted(number, column + 1, getMessage(), line, ".".repeat(column))
                .replace(System.lineSeparator(), "\n");
    }
}
