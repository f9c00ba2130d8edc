package io.slipway.forge.identity;

/** Whether a user may do anything at all. */
public enum UserState {
    /** May sign in. */
    ACTIVE("active"),
    /** Has nothing: no credential of theirs works. */
    BLOCKED("blocked"),
    /** Blocked by the directory; an administrator cannot unblock them here. */
    LDAP_BLOCKED("ldap_blocked");

    private final String text;

    UserState(String text) {
        this.text = text;
    }

    /** As it is stored and shown. */
    public String text() {
        return text;
    }

    static UserState of(String text) {
        for (UserState state : values()) {
            if (state.text.equals(text)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no user state " + text);
    }
}
