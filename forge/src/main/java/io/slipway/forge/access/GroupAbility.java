package io.slipway.forge.access;

import io.slipway.forge.identity.Scope;

/** What somebody can do in a namespace; forge-api-v3.md section 4.2. */
public enum GroupAbility {
    /** See that it is there. */
    READ_GROUP(Role.GUEST, Scope.READ_API),
    /** Make projects in it. */
    CREATE_PROJECTS(Role.MASTER, Scope.API),
    /** Change and delete it. */
    ADMIN_GROUP(Role.OWNER, Scope.API),
    /** Add and remove members. */
    ADMIN_GROUP_MEMBER(Role.OWNER, Scope.API),
    /** Change who may see it. */
    CHANGE_VISIBILITY_LEVEL(Role.OWNER, Scope.API);

    private final Role least;
    private final Scope scope;

    GroupAbility(Role least, Scope scope) {
        this.least = least;
        this.scope = scope;
    }

    Role least() {
        return least;
    }

    Scope scope() {
        return scope;
    }
}
