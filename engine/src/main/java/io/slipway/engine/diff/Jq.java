package io.slipway.engine.diff;

import java.util.Map;

/** Runs jq expressions with a limit of time. */
public interface Jq {

    /**
     * The tree after {@code del(expression)}.
     *
     * @throws JqException when the expression is none, takes too long, or does not give exactly one
     *     object
     */
    Map<String, Object> delete(String expression, Map<String, Object> tree) throws JqException;

    /** Why an expression could not be used. */
    final class JqException extends Exception {
        private static final long serialVersionUID = 1L;

        /** With the reason. */
        public JqException(String message) {
            super(message);
        }
    }
}
