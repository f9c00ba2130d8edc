package io.slipway.cli.move;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code import applications --cluster NAME}. Exit status 1 when the server refuses, or something
 * cannot come.
 */
@Command(
        name = "applications",
        description = {
            "Brings the applications that Argo CD keeps in a registered cluster to a group here.",
            "Only tells what would come, unless --write is said. Nothing is deleted, and nothing"
                    + " changes at Argo CD unless --release is said."
        },
        mixinStandardHelpOptions = true)
final class ApplicationsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private TargetOptions target = new TargetOptions();

    @Option(
            names = "--cluster",
            required = true,
            description = "Name here of the cluster that Argo CD's objects are in.")
    private String cluster = "";

    @Option(
            names = "--argo-namespace",
            description = "Namespace of the objects; default ${DEFAULT-VALUE}.",
            defaultValue = "argocd")
    private String argoNamespace = "";

    @Option(names = "--argo-project", description = "Only applications of this project of Argo CD.")
    private String argoProject = "";

    @Option(names = "--name", description = "Only this application; may be said several times.")
    private List<String> names = List.of();

    @Option(
            names = "--map-cluster",
            paramLabel = "THERE=HERE",
            description = "Name or address of a cluster there, and its name here.")
    private Map<String, String> clusters = Map.of();

    @Option(
            names = "--map-repository",
            paramLabel = "THERE=HERE",
            description = "Beginning of repository URLs, and what takes its place.")
    private Map<String, String> repositories = Map.of();

    @Option(
            names = "--policy",
            description = "The policy and sync windows of --argo-project come as well.")
    private boolean policy;

    @Option(
            names = "--release",
            description =
                    "Tells Argo CD to leave the applications alone (skip-reconcile, no automated"
                            + " sync, no cascading finalizer); automated sync goes on here.")
    private boolean release;

    @Option(names = "--write", description = "Does it, instead of telling what would be done.")
    private boolean write;

    @Override
    public Integer call() {
        var line = spec.commandLine();
        try (var client = TargetOptions.client()) {
            boolean complete = print(answer(client), line.getOut());
            line.getOut().flush();
            return complete ? 0 : 1;
        } catch (MoveFailure e) {
            line.getErr().println("slipway: " + e.getMessage());
            return 1;
        }
    }

    private Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        body.put("cluster", cluster);
        body.put("namespace", argoNamespace);
        body.put("argoProject", argoProject);
        body.put("names", names);
        body.put("clusters", clusters);
        body.put("repositories", repositories);
        body.put("policy", policy);
        body.put("release", release);
        return body;
    }

    private Map<String, Object> answer(HttpClient client) {
        var group =
                target.namespace()
                        .orElseThrow(() ->
                                new MoveFailure(
                                        "say the group to bring them to: --namespace PATH"));
        try {
            var response =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    target.server()
                                                            + "/gitops/v1/project/"
                                                            + ForgeCalls.segment(group)
                                                            + "/import"
                                                            + (write ? "" : "?dryRun=All")))
                                    .timeout(PATIENCE)
                                    .header("Authorization", "Bearer " + target.token())
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(Json.write(body())))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            var tree = tree(response.body());
            if (response.statusCode() != 200) {
                throw new MoveFailure(
                        Trees.stringAt(tree, "message")
                                .orElse(
                                        target.server()
                                                + " answered with status "
                                                + response.statusCode()));
            }
            return tree;
        } catch (IOException e) {
            throw new MoveFailure(target.server() + " cannot be reached: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new MoveFailure(
                    target.server() + " is no address that begins with http:// or https://");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MoveFailure("interrupted");
        }
    }

    private static Map<String, Object> tree(String body) {
        try {
            return body.startsWith("{") ? Json.readObject(body) : Map.of();
        } catch (ManifestException e) {
            return Map.of();
        }
    }

    /** One line an object, its problems and notes below it; whether everything can come. */
    private boolean print(Map<String, Object> report, PrintWriter out) {
        Optional.ofNullable(report.get("policy")).ifPresent(p -> line("policy of ", p, out));
        var items = Trees.listAt(report, "applications");
        items.forEach(i -> line("", i, out));
        long refused = items.stream().filter(i -> text(i, "outcome").equals("refused")).count();
        out.println(
                (items.size() - refused)
                        + " of "
                        + items.size()
                        + (write ? " applications are here" : " applications can come")
                        + (write || items.isEmpty() ? "" : "; --write brings them"));
        boolean policyCame = !text(report.getOrDefault("policy", ""), "outcome").equals("refused");
        return refused == 0 && policyCame;
    }

    private static void line(String what, Object item, PrintWriter out) {
        var where = text(item, "destination");
        out.println(
                text(item, "outcome")
                        + "  "
                        + what
                        + text(item, "name")
                        + (where.isEmpty() ? "" : "  -> " + where));
        Trees.listAt(item, "problems").forEach(p -> out.println("    ! " + p));
        Trees.listAt(item, "notes").forEach(n -> out.println("    - " + n));
    }

    private static String text(Object tree, String field) {
        return Trees.stringAt(tree, field).orElse("");
    }
}
