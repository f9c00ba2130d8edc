package io.slipway.sandbox.cel;

import java.util.List;
import java.util.Optional;

/** A parsed expression. Positions are characters from its start. */
sealed interface Expr {

    int position();

    record Literal(Object value, int position) implements Expr {}

    record Name(String name, int position) implements Expr {}

    /**
     * A field.
     *
     * @param test whether it is only asked for, by {@code has}
     * @param optional written {@code .?}
     */
    record Select(Expr target, String field, boolean test, boolean optional, int position)
            implements Expr {}

    record Index(Expr target, Expr index, boolean optional, int position) implements Expr {}

    record Call(Optional<Expr> target, String name, List<Expr> arguments, int position)
            implements Expr {}

    record Items(List<Expr> items, int position) implements Expr {}

    record Entries(List<Expr> keys, List<Expr> values, int position) implements Expr {}

    /** Something for each item of a list or key of a map. */
    record Each(String macro, Expr target, String variable, List<Expr> bodies, int position)
            implements Expr {}
}
