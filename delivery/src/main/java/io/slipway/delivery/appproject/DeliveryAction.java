package io.slipway.delivery.appproject;

import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Scope;

/** What somebody can do with the applications of a project, and the least role for it. */
public enum DeliveryAction {
    GET("get", Role.REPORTER, Scope.READ_API),
    REFRESH("refresh", Role.DEVELOPER, Scope.API),
    SYNC("sync", Role.DEVELOPER, Scope.API),
    TERMINATE("terminate", Role.DEVELOPER, Scope.API),
    ROLLBACK("rollback", Role.DEVELOPER, Scope.API),
    CREATE("create", Role.MASTER, Scope.API),
    UPDATE("update", Role.MASTER, Scope.API),
    DELETE("delete", Role.MASTER, Scope.API),
    /** Deploy something else than the tracked revision. */
    OVERRIDE("override", Role.MASTER, Scope.API),
    /** Let deletions go on that wait for a person. */
    CONFIRM("confirm", Role.MASTER, Scope.API),
    /** Change what the project's applications may deploy. */
    ADMIN_POLICY("administer the policy of", Role.OWNER, Scope.API);

    private final String text;
    private final Role least;
    private final Scope scope;

    DeliveryAction(String text, Role least, Scope scope) {
        this.text = text;
        this.least = least;
        this.scope = scope;
    }

    /** As messages name it. */
    public String text() {
        return text;
    }

    /** The least role in the project. */
    public Role least() {
        return least;
    }

    Scope scope() {
        return scope;
    }
}
