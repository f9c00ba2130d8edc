package io.slipway.cli.move;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A project on another server, found by the address that people see in their browser.
 *
 * @param calls of that server, in the newest version that it speaks
 * @param path as in {@code group/project}
 */
record SourceProject(ForgeCalls calls, String path, Map<?, ?> facts) {

    /**
     * Looks a project up.
     *
     * @throws MoveFailure if there is none that the token may read
     */
    static SourceProject find(String address, String token, HttpClient client) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new MoveFailure("this is no address of a project");
        }
        var path =
                Optional.ofNullable(uri.getPath())
                        .orElse("")
                        .replaceAll("^/+|/+$", "")
                        .replaceFirst("\\.git$", "");
        if (uri.getHost() == null
                || uri.getUserInfo() != null
                || !List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                || path.indexOf('/') <= 0) {
            throw new MoveFailure(
                    "the address must be like https://gitlab.example.com/group/project, without"
                            + " user or password");
        }
        var base = uri.getScheme() + "://" + uri.getAuthority();
        var last = "";
        for (var version : List.of("v4", "v3")) {
            var calls = new ForgeCalls(base, version, token, client);
            var answer = calls.call("GET", "/projects/" + ForgeCalls.segment(path), Map.of());
            if (answer.isGood() && answer.object().containsKey("id")) {
                return new SourceProject(calls, path, answer.object());
            }
            last = ForgeCalls.said(answer);
        }
        throw new MoveFailure(base + " does not show " + path + " to this token: " + last);
    }

    /** A call below the project. */
    String below(String rest) {
        return "/projects/" + ForgeCalls.text(facts, "id").orElseThrow() + rest;
    }

    Optional<String> text(String name) {
        return ForgeCalls.text(facts, name);
    }

    /** Its visibility as a number; newer versions use a word. */
    int visibility() {
        return text("visibility_level")
                .map(Integer::parseInt)
                .or(() ->
                        text("visibility")
                                .map(word ->
                                        switch (word) {
                                            case "public" -> 20;
                                            case "internal" -> 10;
                                            default -> 0;
                                        }))
                .orElse(0);
    }

    /** Where Git finds it, with what it needs to be let in. */
    String clone(String user) {
        var start = calls.base().indexOf("://") + 3;
        return calls.base().substring(0, start)
                + ForgeCalls.segment(user)
                + ":"
                + ForgeCalls.segment(calls.token())
                + "@"
                + calls.base().substring(start)
                + "/"
                + path
                + ".git";
    }
}
