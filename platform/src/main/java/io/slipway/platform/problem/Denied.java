package io.slipway.platform.problem;

/** The caller may not do this: either nobody is signed in, or this person lacks the right. */
public final class Denied extends Problem {

    /** Why the request is denied; a surface answers 401 to the first and 403 to the others. */
    public enum Why {
        /** No credential, or one that is wrong, expired, revoked, or of a blocked user. */
        NOT_SIGNED_IN,
        /** The credential is good but has not the scope that this needs. */
        SCOPE,
        /** The person is known and may not. */
        FORBIDDEN
    }

    private final Why why;

    private Denied(Why why, String message) {
        super(message);
        this.why = why;
    }

    /** Nobody is signed in, and the verb needs somebody. */
    public static Denied notSignedIn() {
        return new Denied(Why.NOT_SIGNED_IN, "Sign in, or send a valid token");
    }

    /** Nobody is signed in; the sentence says what is wrong with the credential. */
    public static Denied notSignedIn(String message) {
        return new Denied(Why.NOT_SIGNED_IN, message);
    }

    /** The credential lacks a scope. */
    public static Denied scope(String needed) {
        return new Denied(Why.SCOPE, "The token lacks the scope " + needed);
    }

    /** The person may not; the sentence says what they lack. */
    public static Denied forbidden(String message) {
        return new Denied(Why.FORBIDDEN, message);
    }

    /** Which of the reasons it is. */
    public Why why() {
        return why;
    }
}
