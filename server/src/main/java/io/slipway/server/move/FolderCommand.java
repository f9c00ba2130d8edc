package io.slipway.server.move;

import io.slipway.cli.move.ForgeCalls;
import io.slipway.cli.move.MoveFailure;
import io.slipway.cli.move.TargetOptions;
import io.slipway.git.transport.RemoteFetch;
import io.slipway.git.transport.RemotePush;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code import folder PATH}: a project for each bare repository, with its branches and tags. Exit
 * status 1 when one of them does not come as a whole; the others come all the same.
 */
@Command(
        name = "folder",
        description = {
            "Makes a project of a bare repository in a folder, or of each one directly below it.",
            "A project that is there already gets what it does not have yet."
        },
        mixinStandardHelpOptions = true)
public final class FolderCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private TargetOptions target = new TargetOptions();

    @Parameters(
            index = "0",
            paramLabel = "PATH",
            description = "A bare repository, or a folder of them.")
    private Path folder = Path.of(".");

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        try (var client = TargetOptions.client()) {
            var calls = target.calls(client);
            boolean complete = true;
            for (var repository : repositories()) {
                try {
                    bring(calls, repository);
                } catch (MoveFailure | IOException e) {
                    err.println("slipway: " + name(repository) + ": " + e.getMessage());
                    complete = false;
                }
            }
            out.flush();
            return complete ? 0 : 1;
        } catch (MoveFailure | IOException e) {
            err.println("slipway: " + e.getMessage());
            return 1;
        }
    }

    private List<Path> repositories() throws IOException {
        if (RemotePush.isBareRepository(folder)) {
            return List.of(folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new MoveFailure(folder + " is no folder");
        }
        try (var below = Files.list(folder)) {
            var found = below.filter(RemotePush::isBareRepository).sorted().toList();
            if (found.isEmpty()) {
                throw new MoveFailure("there is no bare repository in " + folder);
            }
            return found;
        }
    }

    private static String name(Path repository) {
        return String.valueOf(repository.toAbsolutePath().normalize().getFileName())
                .replaceFirst("\\.git$", "");
    }

    private void bring(ForgeCalls calls, Path repository) throws IOException {
        var name = name(repository);
        var path = project(calls, name);
        var refused =
                RemotePush.push(
                        repository,
                        URI.create(calls.base() + "/" + path + ".git"),
                        new RemoteFetch.Login("oauth2", target.token()));
        if (!refused.isEmpty()) {
            throw new MoveFailure("refused: " + refused);
        }
        spec.commandLine().getOut().println(path);
    }

    private String project(ForgeCalls calls, String name) {
        var wish = new LinkedHashMap<String, Object>();
        wish.put("name", name);
        wish.put("path", name);
        target.namespace().ifPresent(group -> wish.put("namespace_id", calls.namespace(group)));
        var made = calls.call("POST", "/projects", wish);
        if (made.isGood()) {
            return made.text("path_with_namespace").orElseThrow();
        }
        var owner =
                target.namespace()
                        .orElseGet(() ->
                                calls.require("GET", "/user", Map.of(), "tell whose token this is")
                                        .text("username")
                                        .orElseThrow());
        var known =
                calls.call("GET", "/projects/" + ForgeCalls.segment(owner + "/" + name), Map.of());
        if (known.isGood()) {
            return known.text("path_with_namespace").orElseThrow();
        }
        throw new MoveFailure("the project cannot be made: " + ForgeCalls.said(made));
    }
}
