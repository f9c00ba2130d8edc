package io.slipway.forge.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a credential may be used for, at most. A password, private token or session has all. */
public enum Scope {
    /** Everything that the person may do. */
    API("api"),
    /** Reading over the APIs. */
    READ_API("read_api"),
    /** Reading the person's own record. */
    READ_USER("read_user"),
    /** Clone and fetch. */
    READ_REPOSITORY("read_repository"),
    /** Clone, fetch and push. */
    WRITE_REPOSITORY("write_repository");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    /** As tokens name it. */
    public String text() {
        return text;
    }

    /** The scope of this name. */
    public static Optional<Scope> of(String text) {
        return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
    }

    /** Every scope. */
    public static Set<Scope> all() {
        return EnumSet.allOf(Scope.class);
    }

    /** Whether having this includes having the other. */
    boolean includes(Scope other) {
        return switch (this) {
            case API -> true;
            case READ_API -> other == READ_API || other == READ_USER || other == READ_REPOSITORY;
            case READ_USER -> other == READ_USER;
            case READ_REPOSITORY -> other == READ_REPOSITORY;
            case WRITE_REPOSITORY -> other == READ_REPOSITORY || other == WRITE_REPOSITORY;
        };
    }
}
