package io.slipway.cli.kustomize;

import io.slipway.kustomize.option.ChartInflator;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Renders charts by an installed Helm 3, with the arguments that kustomize gives it. Charts that
 * are not in the tree are pulled from their repository first.
 */
final class HelmProgram implements ChartInflator {

    private final String command;
    private final List<String> apiVersions;
    private final String kubeVersion;
    private final boolean debug;

    /**
     * @param command path or name of the program
     * @param apiVersions added to those of each chart
     * @param kubeVersion of charts that name none; may be empty
     * @param debug for all charts
     */
    HelmProgram(String command, List<String> apiVersions, String kubeVersion, boolean debug) {
        this.command = command;
        this.apiVersions = List.copyOf(apiVersions);
        this.kubeVersion = kubeVersion;
        this.debug = debug;
    }

    @Override
    public String inflate(Chart chart) {
        try {
            var work = Files.createTempDirectory("slipway-helm");
            try {
                var directory =
                        chart.directory()
                                .map(HelmProgram::onDisk)
                                .orElse(work.resolve("charts").resolve(chart.name()));
                if (chart.directory().isEmpty()) {
                    run(pull(chart, work.resolve("charts")));
                }
                var values = new ArrayList<Path>();
                for (var text : chart.values()) {
                    values.add(
                            Files.writeString(
                                    work.resolve("values-" + values.size() + ".yaml"), text));
                }
                return run(template(chart, directory, values));
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tree of the command line is the whole disk. */
    private static Path onDisk(TreePath path) {
        return Path.of("/").resolve(path.value());
    }

    /** The call that fetches a chart. */
    List<String> pull(Chart chart, Path into) {
        var call =
                new ArrayList<>(List.of(command, "pull", "--untar", "--untardir", into.toString()));
        if (chart.repository().startsWith("oci://")) {
            call.add(chart.repository().replaceAll("/+$", "") + "/" + chart.name());
        } else {
            call.addAll(List.of("--repo", chart.repository(), chart.name()));
        }
        if (!chart.version().isEmpty()) {
            call.addAll(List.of("--version", chart.version()));
        }
        if (chart.devel()) {
            call.add("--devel");
        }
        return call;
    }

    /** The call that renders a chart. */
    List<String> template(Chart chart, Path directory, List<Path> values) {
        var call = new ArrayList<>(List.of(command, "template"));
        if (!chart.releaseName().isEmpty()) {
            call.add(chart.releaseName());
        } else if (chart.nameTemplate().isEmpty()) {
            call.add("--generate-name");
        }
        call.add(directory.toString());
        option(call, "--namespace", chart.namespace());
        option(call, "--name-template", chart.nameTemplate());
        values.forEach(file -> option(call, "-f", file.toString()));
        apiVersions.forEach(v -> option(call, "--api-versions", v));
        chart.apiVersions().forEach(v -> option(call, "--api-versions", v));
        option(
                call,
                "--kube-version",
                chart.kubeVersion().isEmpty() ? kubeVersion : chart.kubeVersion());
        flag(call, "--include-crds", chart.includeCrds());
        flag(call, "--skip-tests", chart.skipTests());
        flag(call, "--no-hooks", chart.skipHooks());
        flag(call, "--debug", debug || chart.debug());
        flag(call, "--devel", chart.devel());
        return call;
    }

    private static void option(List<String> call, String name, String value) {
        if (!value.isEmpty()) {
            call.addAll(List.of(name, value));
        }
    }

    private static void flag(List<String> call, String name, boolean wanted) {
        if (wanted) {
            call.add(name);
        }
    }

    private String run(List<String> call) throws IOException {
        var errors = Files.createTempFile("slipway-helm", ".err");
        try {
            Process process;
            try {
                process = new ProcessBuilder(call).redirectError(errors.toFile()).start();
            } catch (IOException e) {
                throw new KustomizeException(
                        "unable to run: '"
                                + command
                                + "' (is it installed?); install Helm 3, or name it with"
                                + " --helm-command",
                        KustomizeException.Place.UNKNOWN,
                        e);
            }
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new KustomizeException(
                        "unable to run: '"
                                + String.join(" ", call)
                                + "': "
                                + Files.readString(errors).strip());
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KustomizeException(
                    "interrupted while helm ran", KustomizeException.Place.UNKNOWN, e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
