package io.slipway.forge.access;

import static io.slipway.forge.access.Feature.BUILDS;
import static io.slipway.forge.access.Feature.ISSUES;
import static io.slipway.forge.access.Feature.MERGE_REQUESTS;
import static io.slipway.forge.access.Feature.SNIPPETS;
import static io.slipway.forge.access.Feature.WIKI;
import static io.slipway.forge.access.Role.DEVELOPER;
import static io.slipway.forge.access.Role.GUEST;
import static io.slipway.forge.access.Role.MASTER;
import static io.slipway.forge.access.Role.OWNER;
import static io.slipway.forge.access.Role.REPORTER;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import java.util.Optional;

/** What somebody can do in a project; the table of forge-api-v3.md section 4.1, row by row. */
public enum Ability {
    /** See that it is there. */
    READ_PROJECT(Visitor.ANYBODY, GUEST, Scope.READ_API),
    /** Read the wiki. */
    READ_WIKI(Visitor.ANYBODY, GUEST, Scope.READ_API, WIKI),
    /** Read issues. */
    READ_ISSUE(Visitor.ANYBODY, GUEST, Scope.READ_API, ISSUES),
    /** Read labels. */
    READ_LABEL(Visitor.ANYBODY, GUEST, Scope.READ_API),
    /** Read milestones. */
    READ_MILESTONE(Visitor.ANYBODY, GUEST, Scope.READ_API),
    /** Read snippets. */
    READ_PROJECT_SNIPPET(Visitor.ANYBODY, GUEST, Scope.READ_API, SNIPPETS),
    /** See who is a member. */
    READ_PROJECT_MEMBER(Visitor.ANYBODY, GUEST, Scope.READ_API),
    /** Read merge requests. */
    READ_MERGE_REQUEST(Visitor.ANYBODY, GUEST, Scope.READ_API, MERGE_REQUESTS),
    /** Read notes. */
    READ_NOTE(Visitor.ANYBODY, GUEST, Scope.READ_API),
    /** Open issues. */
    CREATE_ISSUE(Visitor.SIGNED_IN, GUEST, Scope.API, ISSUES),
    /** Comment. */
    CREATE_NOTE(Visitor.SIGNED_IN, GUEST, Scope.API),
    /** Upload files to texts. */
    UPLOAD_FILE(Visitor.SIGNED_IN, GUEST, Scope.API),
    /** Clone, fetch, and read files over the APIs. */
    DOWNLOAD_CODE(Visitor.ANYBODY, REPORTER, Scope.READ_REPOSITORY),
    /** Copy it to another namespace. */
    FORK_PROJECT(Visitor.SIGNED_IN, REPORTER, Scope.API),
    /** Read statuses of commits. */
    READ_COMMIT_STATUS(Visitor.ANYBODY, REPORTER, Scope.READ_API),
    /** Read builds. */
    READ_BUILD(Visitor.PUBLIC_BUILDS, REPORTER, Scope.READ_API, BUILDS),
    /** Write snippets. */
    CREATE_PROJECT_SNIPPET(Visitor.NOBODY, REPORTER, Scope.API, SNIPPETS),
    /** Change issues. */
    UPDATE_ISSUE(Visitor.NOBODY, REPORTER, Scope.API, ISSUES),
    /** Assign and move issues. */
    ADMIN_ISSUE(Visitor.NOBODY, REPORTER, Scope.API, ISSUES),
    /** Make and change labels. */
    ADMIN_LABEL(Visitor.NOBODY, REPORTER, Scope.API),
    /** Push to branches that are not protected. */
    PUSH_CODE(Visitor.NOBODY, DEVELOPER, Scope.WRITE_REPOSITORY),
    /** Open merge requests. */
    CREATE_MERGE_REQUEST(Visitor.NOBODY, DEVELOPER, Scope.API, MERGE_REQUESTS),
    /** Change merge requests. */
    UPDATE_MERGE_REQUEST(Visitor.NOBODY, DEVELOPER, Scope.API, MERGE_REQUESTS),
    /** Assign and label merge requests. */
    ADMIN_MERGE_REQUEST(Visitor.NOBODY, DEVELOPER, Scope.API, MERGE_REQUESTS),
    /** Post statuses of commits. */
    CREATE_COMMIT_STATUS(Visitor.NOBODY, DEVELOPER, Scope.API),
    /** Start builds. */
    CREATE_BUILD(Visitor.NOBODY, DEVELOPER, Scope.API, BUILDS),
    /** Cancel and retry builds. */
    UPDATE_BUILD(Visitor.NOBODY, DEVELOPER, Scope.API, BUILDS),
    /** Write the wiki. */
    CREATE_WIKI(Visitor.NOBODY, DEVELOPER, Scope.API, WIKI),
    /** Push to protected branches. */
    PUSH_PROTECTED(Visitor.NOBODY, MASTER, Scope.WRITE_REPOSITORY),
    /** Make and change milestones. */
    ADMIN_MILESTONE(Visitor.NOBODY, MASTER, Scope.API),
    /** Change others' snippets. */
    ADMIN_PROJECT_SNIPPET(Visitor.NOBODY, MASTER, Scope.API, SNIPPETS),
    /** Add and remove members. */
    ADMIN_PROJECT_MEMBER(Visitor.NOBODY, MASTER, Scope.API),
    /** Change others' notes. */
    ADMIN_NOTE(Visitor.NOBODY, MASTER, Scope.API),
    /** Administer the wiki. */
    ADMIN_WIKI(Visitor.NOBODY, MASTER, Scope.API, WIKI),
    /** Change settings, hooks, keys, protection, and existing tags. */
    ADMIN_PROJECT(Visitor.NOBODY, MASTER, Scope.API),
    /** Administer builds: variables, triggers, runners. */
    ADMIN_BUILD(Visitor.NOBODY, MASTER, Scope.API, BUILDS),
    /** Move to another namespace. */
    CHANGE_NAMESPACE(Visitor.NOBODY, OWNER, Scope.API),
    /** Change who may see it. */
    CHANGE_VISIBILITY_LEVEL(Visitor.NOBODY, OWNER, Scope.API),
    /** Rename it. */
    RENAME_PROJECT(Visitor.NOBODY, OWNER, Scope.API),
    /** Delete it. */
    REMOVE_PROJECT(Visitor.NOBODY, OWNER, Scope.API),
    /** Archive it, and bring it back. */
    ARCHIVE_PROJECT(Visitor.NOBODY, OWNER, Scope.API),
    /** Cut the tie to what it was forked from. */
    REMOVE_FORK_PROJECT(Visitor.NOBODY, OWNER, Scope.API),
    /** Delete merge requests. */
    DESTROY_MERGE_REQUEST(Visitor.NOBODY, OWNER, Scope.API, MERGE_REQUESTS),
    /** Delete issues. */
    DESTROY_ISSUE(Visitor.NOBODY, OWNER, Scope.API, ISSUES);

    /** Who has it without being a member, where the project's visibility lets them in. */
    enum Visitor {
        NOBODY,
        SIGNED_IN,
        ANYBODY,
        PUBLIC_BUILDS
    }

    private final Visitor visitor;
    private final Role least;
    private final Scope scope;
    private final Optional<Feature> feature;

    Ability(Visitor visitor, Role least, Scope scope) {
        this(visitor, least, scope, Optional.empty());
    }

    Ability(Visitor visitor, Role least, Scope scope, Feature feature) {
        this(visitor, least, scope, Optional.of(feature));
    }

    Ability(Visitor visitor, Role least, Scope scope, Optional<Feature> feature) {
        this.visitor = visitor;
        this.least = least;
        this.scope = scope;
        this.feature = feature;
    }

    /** The least role of members who have it. */
    public Role least() {
        return least;
    }

    /** What the credential must be for. */
    public Scope scope() {
        return scope;
    }

    /** Whether the credential is for this; one for repositories finds their projects too. */
    boolean isWithin(Caller caller) {
        return caller.has(scope) || (this == READ_PROJECT && caller.has(Scope.READ_REPOSITORY));
    }

    Visitor visitor() {
        return visitor;
    }

    Optional<Feature> feature() {
        return feature;
    }

    boolean needsActiveProject() {
        return switch (this) {
            case PUSH_CODE,
                    PUSH_PROTECTED,
                    CREATE_MERGE_REQUEST,
                    UPDATE_MERGE_REQUEST,
                    ADMIN_MERGE_REQUEST ->
                    true;
            default -> false;
        };
    }
}
