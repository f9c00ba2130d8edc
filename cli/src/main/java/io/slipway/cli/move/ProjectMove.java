package io.slipway.cli.move;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings one project over: its repository first, then what hangs on it. */
final class ProjectMove {

    private static final int MASTER = 40;

    private final SourceProject source;
    private final ForgeCalls target;
    private final PrintWriter out;
    private final Duration poll;
    private final Duration patience;

    ProjectMove(
            SourceProject source,
            ForgeCalls target,
            PrintWriter out,
            Duration poll,
            Duration patience) {
        this.source = source;
        this.target = target;
        this.out = out;
        this.poll = poll;
        this.patience = patience;
    }

    /**
     * Brings it.
     *
     * @return the full path here
     * @throws MoveFailure if the repository does not come; what came of the rest is printed
     */
    String run(String user, Optional<String> namespace, Optional<String> name) {
        var wish = new LinkedHashMap<String, Object>();
        wish.put("name", name.or(() -> source.text("name")).orElseThrow());
        if (name.isEmpty()) {
            source.text("path").ifPresent(path -> wish.put("path", path));
        }
        source.text("description").ifPresent(text -> wish.put("description", text));
        wish.put("visibility_level", source.visibility());
        wish.put("import_url", source.clone(user));
        namespace.ifPresent(path -> wish.put("namespace_id", target.namespace(path)));
        var made = target.require("POST", "/projects", wish, "make the project");
        var project = "/projects/" + made.text("id").orElseThrow();
        var path = made.text("path_with_namespace").orElse("");
        out.println("project     " + path);
        awaitRepository(project);
        say("labels", labels(project));
        say("protection", protection(project));
        say("releases", releases(project));
        say("members", members(project));
        return path;
    }

    private void say(String what, String came) {
        out.printf("%-11s %s%n", what, came);
        out.flush();
    }

    private void awaitRepository(String project) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            var answer = target.require("GET", project, Map.of(), "show the project");
            switch (answer.text("import_status").orElse("")) {
                case "finished" -> {
                    say("repository", "came");
                    return;
                }
                case "failed" ->
                        throw new MoveFailure(
                                "the repository did not come: "
                                        + answer.text("import_error").orElse("no reason is told"));
                default -> {
                    // It is on its way.
                }
            }
            if (System.nanoTime() > end) {
                throw new MoveFailure("the repository is still on its way; look at the project");
            }
            try {
                Thread.sleep(poll);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MoveFailure("interrupted");
            }
        }
    }

    private static final class Tally {
        private int came;
        private int refused;

        void count(ForgeCalls.Answer answer) {
            if (answer.isGood() || answer.status() == 409) {
                came++;
            } else {
                refused++;
            }
        }

        @Override
        public String toString() {
            return came + " came" + (refused > 0 ? ", " + refused + " refused here" : "");
        }
    }

    private static String each(
            Optional<List<Map<?, ?>>> list, Consumer<Map<?, ?>> work, Tally tally) {
        if (list.isEmpty()) {
            return "not shown to this token there";
        }
        list.get().forEach(work);
        return tally.toString();
    }

    private String labels(String project) {
        var tally = new Tally();
        return each(
                source.calls().list(source.below("/labels")),
                label -> {
                    var wish = new LinkedHashMap<String, Object>();
                    ForgeCalls.text(label, "name").ifPresent(text -> wish.put("name", text));
                    ForgeCalls.text(label, "color").ifPresent(text -> wish.put("color", text));
                    ForgeCalls.text(label, "description")
                            .ifPresent(text -> wish.put("description", text));
                    tally.count(target.call("POST", project + "/labels", wish));
                },
                tally);
    }

    private String protection(String project) {
        var tally = new Tally();
        return each(
                source.calls().list(source.below("/repository/branches")),
                branch -> {
                    if (Boolean.TRUE.equals(branch.get("protected"))) {
                        var wish = new LinkedHashMap<String, Object>();
                        for (var right : List.of("developers_can_push", "developers_can_merge")) {
                            if (branch.get(right) instanceof Boolean may) {
                                wish.put(right, may);
                            }
                        }
                        tally.count(
                                target.call(
                                        "PUT",
                                        project
                                                + "/repository/branches/"
                                                + name(branch)
                                                + "/protect",
                                        wish));
                    }
                },
                tally);
    }

    private static String name(Map<?, ?> object) {
        return ForgeCalls.segment(ForgeCalls.text(object, "name").orElse(""));
    }

    private String releases(String project) {
        var tally = new Tally();
        return each(
                source.calls().list(source.below("/repository/tags")),
                tag -> {
                    if (tag.get("release") instanceof Map<?, ?> release) {
                        var text = ForgeCalls.text(release, "description").orElse("");
                        if (!text.isBlank()) {
                            tally.count(
                                    target.call(
                                            "POST",
                                            project + "/repository/tags/" + name(tag) + "/release",
                                            Map.of("description", text)));
                        }
                    }
                },
                tally);
    }

    /** Those who have the same user name here. */
    private String members(String project) {
        var tally = new Tally();
        var strangers = new int[1];
        var told =
                each(
                        source.calls().list(source.below("/members")),
                        member -> {
                            var user = user(ForgeCalls.text(member, "username").orElse(""));
                            var level =
                                    ForgeCalls.text(member, "access_level")
                                            .map(Integer::parseInt)
                                            .orElse(0);
                            if (user.isEmpty()) {
                                strangers[0]++;
                            } else {
                                tally.count(
                                        target.call(
                                                "POST",
                                                project + "/members",
                                                Map.of(
                                                        "user_id",
                                                        user.get(),
                                                        "access_level",
                                                        Math.min(level, MASTER))));
                            }
                        },
                        tally);
        return strangers[0] == 0 ? told : tally + ", " + strangers[0] + " have no account here";
    }

    private Optional<Object> user(String username) {
        return username.isEmpty()
                ? Optional.empty()
                : target
                        .list("/users?username=" + ForgeCalls.segment(username))
                        .orElse(List.of())
                        .stream()
                        .filter(one -> username.equals(one.get("username")))
                        .findFirst()
                        .map(one -> (Object) one.get("id"));
    }
}
