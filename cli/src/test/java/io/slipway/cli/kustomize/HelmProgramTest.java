package io.slipway.cli.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kustomize.option.ChartInflator;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.tree.MapTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HelmProgramTest {

    private static ChartInflator.Chart chart(
            String release, String nameTemplate, String repository, boolean flags) {
        return new ChartInflator.Chart(
                MapTree.of(Map.of()),
                Optional.empty(),
                "web",
                "1.2.3",
                repository,
                release,
                "shop",
                nameTemplate,
                List.of("a: b\n"),
                flags,
                flags,
                flags,
                List.of("apps/v9"),
                flags ? "1.31" : "",
                flags,
                flags);
    }

    @Test
    void everyFieldBecomesTheArgumentThatKustomizeGives() {
        var helm = new HelmProgram("helm", List.of("batch/v9"), "1.30", false);
        assertThat(
                        helm.template(
                                chart("r", "", "", true), Path.of("c"), List.of(Path.of("v.yaml"))))
                .containsExactly(
                        ("helm template r c --namespace shop -f v.yaml --api-versions batch/v9"
                                        + " --api-versions apps/v9 --kube-version 1.31 --include-crds"
                                        + " --skip-tests --no-hooks --debug --devel")
                                .split(" "));
        assertThat(helm.template(chart("", "", "", false), Path.of("c"), List.of()))
                .startsWith("helm", "template", "--generate-name", "c")
                .containsSubsequence("--kube-version", "1.30")
                .doesNotContain("--debug", "--include-crds");
        assertThat(helm.template(chart("", "n-{{ 1 }}", "", false), Path.of("c"), List.of()))
                .startsWith("helm", "template", "c")
                .containsSubsequence("--name-template", "n-{{ 1 }}");
    }

    @Test
    void aChartIsPulledFromItsRepository() {
        var helm = new HelmProgram("helm", List.of(), "", false);
        assertThat(helm.pull(chart("", "", "https://example.com/charts", false), Path.of("to")))
                .containsExactly(
                        ("helm pull --untar --untardir to --repo https://example.com/charts web"
                                        + " --version 1.2.3")
                                .split(" "));
        assertThat(helm.pull(chart("", "", "oci://example.com/charts/", false), Path.of("to")))
                .contains("oci://example.com/charts/web")
                .doesNotContain("--repo");
    }

    @Test
    void aHelmThatIsNotThereIsNamedWithTheRemedy() {
        var helm = new HelmProgram("no-such-helm", List.of(), "", false);
        assertThatThrownBy(() -> helm.inflate(chart("r", "", "https://example.com", false)))
                .isInstanceOf(KustomizeException.class)
                .hasMessageContaining("'no-such-helm'")
                .hasMessageContaining("--helm-command");
    }
}
