package io.slipway.api.gitlab;

import io.slipway.forge.access.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * One person of each role in a group, to ask the same thing as all of them: {@code "401 404 403 200
 * …"} in the order nobody, stranger, guest, reporter, developer, master, owner, administrator.
 */
final class Roles {
    /** Their names in that order; an empty one is nobody. */
    static final List<String> WHO =
            List.of("", "stranger", "guest", "reporter", "dev", "master", "owner", "root");

    private final World world;

    private Roles(World world) {
        this.world = world;
    }

    /** Makes the people. */
    static Roles in(World world, String group) {
        world.caller("stranger");
        world.forge.member("guest", group, Role.GUEST);
        world.forge.member("reporter", group, Role.REPORTER);
        world.forge.member("dev", group, Role.DEVELOPER);
        world.forge.member("master", group, Role.MASTER);
        world.forge.member("owner", group, Role.OWNER);
        return new Roles(world);
    }

    /** What each of them gets for the same call. */
    String get(String path) {
        return ask("GET", path, "");
    }

    /** What each of them gets for the same call, one after the other. */
    String ask(String method, String path, String form) {
        var statuses = new ArrayList<String>();
        for (var who : WHO) {
            statuses.add(Integer.toString(world.as(who, method, path, form).status()));
        }
        return String.join(" ", statuses);
    }
}
