package io.slipway.cli.cluster;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster list, get, add, set, remove, grant}. Exit status 1 when the server refuses. */
@Command(
        name = "cluster",
        description = "Registers clusters at a running server, and shows them.",
        mixinStandardHelpOptions = true)
public final class ClusterCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    /** The group with its commands. */
    public static CommandLine create() {
        return new CommandLine(new ClusterCommand());
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** How a cluster is reached, as options. */
    static final class Connection {
        @Option(
                names = "--kubeconfig",
                paramLabel = "FILE",
                description =
                        "Kubeconfig with the data itself: no files of other names, no programs.")
        private Optional<Path> kubeconfig = Optional.empty();

        @Option(
                names = "--context",
                description = "Context of the kubeconfig; its current one by default.")
        private Optional<String> context = Optional.empty();

        @Option(
                names = "--api-server",
                paramLabel = "URL",
                description = "Address of the Kubernetes API server.")
        private Optional<String> apiServer = Optional.empty();

        @Option(
                names = "--bearer-token-file",
                paramLabel = "FILE",
                description = "File with a service account's token.")
        private Optional<Path> bearerToken = Optional.empty();

        @Option(
                names = "--certificate-authority",
                paramLabel = "FILE",
                description = "PEM file with the certificates that sign the server's.")
        private Optional<Path> authority = Optional.empty();

        @Option(names = "--in-cluster", description = "The cluster that the server runs in.")
        private boolean inCluster;

        @Option(
                names = "--bind-administrators",
                description = "Makes Slipway's administrators administrators of the cluster.")
        private boolean bindAdministrators;

        @Option(
                names = "--no-check",
                description = "Registers a cluster that does not answer now, too.")
        private boolean unchecked;

        Map<String, Object> body(String name) throws IOException {
            int ways =
                    (kubeconfig.isPresent() ? 1 : 0)
                            + (apiServer.isPresent() ? 1 : 0)
                            + (inCluster ? 1 : 0);
            if (ways != 1) {
                throw new ClusterCalls.Failure(
                        "say one of --kubeconfig, --api-server and --in-cluster");
            }
            var body = new LinkedHashMap<String, Object>();
            body.put("name", name);
            body.put("bindAdministrators", bindAdministrators);
            if (inCluster) {
                body.put("inCluster", true);
            } else if (kubeconfig.isPresent()) {
                body.put("kubeconfig", Files.readString(kubeconfig.get()));
                context.ifPresent(c -> body.put("context", c));
            } else {
                body.put("server", apiServer.orElseThrow());
                var config = new LinkedHashMap<String, Object>();
                if (bearerToken.isPresent()) {
                    config.put("bearerToken", Files.readString(bearerToken.get()).strip());
                }
                if (authority.isPresent()) {
                    var pem = Files.readString(authority.get());
                    config.put(
                            "tlsClientConfig",
                            Map.of(
                                    "caData",
                                    Base64.getEncoder()
                                            .encodeToString(pem.getBytes(StandardCharsets.UTF_8))));
                }
                body.put("config", config);
            }
            return body;
        }
    }

    /** A grant, as options. */
    static final class Wanted {
        @Option(
                names = "--to",
                paramLabel = "CLUSTER/NAMESPACE",
                description = "A cluster and a namespace there; both may be patterns.")
        private List<String> to = new ArrayList<>();

        @Option(
                names = "--cluster-kind",
                paramLabel = "KIND",
                description = "A kind without a namespace, as Kind or group/Kind.")
        private List<String> kinds = new ArrayList<>();

        @Option(
                names = "--role-bindings",
                description = "Members get RoleBindings in the namespaces there.")
        private boolean roleBindings;

        @Option(names = "--none", description = "Takes all of it back.")
        private boolean none;

        boolean isNothing() {
            return to.isEmpty() && kinds.isEmpty() && !roleBindings && !none;
        }

        Map<String, Object> body() {
            boolean more = !to.isEmpty() || !kinds.isEmpty() || roleBindings;
            if (none == more || (more && to.isEmpty())) {
                throw new ClusterCalls.Failure(
                        "say where to with --to CLUSTER/NAMESPACE, or --none alone");
            }
            var grant = new LinkedHashMap<String, Object>();
            grant.put("destinations", to.stream().map(Wanted::place).toList());
            grant.put("clusterKinds", kinds);
            grant.put("roleBindings", roleBindings);
            return grant;
        }

        private static Map<String, Object> place(String text) {
            int slash = text.lastIndexOf('/');
            if (slash < 1 || slash == text.length() - 1) {
                throw new ClusterCalls.Failure("--to is CLUSTER/NAMESPACE, not " + text);
            }
            return Map.of(
                    "cluster", text.substring(0, slash), "namespace", text.substring(slash + 1));
        }
    }

    @Command(
            name = "list",
            description = "Shows the clusters and whether they answer.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ServerOptions server) {
        return run(
                server,
                calls -> {
                    var rows = new ArrayList<List<String>>();
                    rows.add(List.of("NAME", "SERVER", "STATUS", "VERSION", "MESSAGE"));
                    for (var item : calls.list()) {
                        rows.add(
                                List.of(
                                        text(item, "name")
                                                + (Trees.isTrueAt(item, "primary") ? " *" : ""),
                                        text(item, "server"),
                                        text(item, "info", "connectionState", "status"),
                                        text(item, "info", "serverVersion"),
                                        text(item, "info", "connectionState", "message")));
                    }
                    return table(rows);
                });
    }

    @Command(name = "get", description = "Shows one cluster.", mixinStandardHelpOptions = true)
    int get(@Mixin ServerOptions server, @Parameters(paramLabel = "NAME") String name) {
        return run(server, calls -> Yaml.write(calls.get(name)));
    }

    @Command(name = "add", description = "Registers a cluster.", mixinStandardHelpOptions = true)
    int add(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Connection connection) {
        return run(
                server,
                calls -> {
                    var made = calls.register(body(connection, name), !connection.unchecked);
                    return "cluster " + name + " at " + text(made, "server") + " is registered\n";
                });
    }

    @Command(
            name = "set",
            description = "Replaces the connection of a registered cluster.",
            mixinStandardHelpOptions = true)
    int set(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Connection connection) {
        return run(
                server,
                calls -> {
                    var now = calls.update(name, body(connection, name), !connection.unchecked);
                    return "cluster " + name + " is at " + text(now, "server") + " now\n";
                });
    }

    @Command(
            name = "remove",
            description =
                    "Forgets a cluster that no application deploys to; nothing in it is deleted.",
            mixinStandardHelpOptions = true)
    int remove(@Mixin ServerOptions server, @Parameters(paramLabel = "NAME") String name) {
        return run(
                server,
                calls -> {
                    calls.remove(name);
                    return "cluster " + name + " is removed\n";
                });
    }

    @Command(
            name = "grant",
            description =
                    "Shows where the applications of a project may go; with --to and the others, sets all of it.",
            mixinStandardHelpOptions = true)
    int grant(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "PROJECT") String project,
            @Mixin Wanted wanted) {
        return run(
                server,
                calls -> {
                    var grant =
                            wanted.isNothing()
                                    ? calls.grant(project)
                                    : calls.setGrant(project, wanted.body());
                    return Yaml.write(grant);
                });
    }

    private static Map<String, Object> body(Connection connection, String name) {
        try {
            return connection.body(name);
        } catch (IOException e) {
            throw new ClusterCalls.Failure("cannot read " + e.getMessage());
        }
    }

    private int run(ServerOptions server, Function<ClusterCalls, String> work) {
        var line = spec.commandLine();
        try (var calls = new ClusterCalls(server)) {
            line.getOut().print(work.apply(calls));
            line.getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (ClusterCalls.Failure e) {
            line.getErr().println("slipway: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static String text(Object tree, String... path) {
        return Trees.at(tree, path).map(String::valueOf).orElse("");
    }

    private static String table(List<List<String>> rows) {
        var out = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
                line.append(row.get(column)).repeat(' ', width - row.get(column).length() + 3);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
