package io.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeLimits;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.tree.MapTree;
import io.slipway.tree.TreePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that wants time, memory, or files that are not its own. */
class HostileInputTest {

    private static final String NAMED = "apiVersion: v1\nkind: Foo\nmetadata: {name: x}\n";

    private static void refused(Map<String, String> files, String because) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () ->
                        assertThatThrownBy(() ->
                                        new Kustomizer()
                                                .build(
                                                        MapTree.of(files),
                                                        TreePath.ROOT,
                                                        KustomizeOptions.defaults())
                                                .yaml())
                                .isInstanceOf(KustomizeException.class)
                                .hasMessageContaining(because));
    }

    private static Map<String, String> one(String text) {
        return Map.of("kustomization.yaml", "resources: [r.yaml]\n", "r.yaml", text);
    }

    @Test
    void anAliasBombIsRefusedBeforeItTakesMemory() {
        var text = new StringBuilder(NAMED).append("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append(("*a" + (i - 1) + ",").repeat(10)).append("]\n");
        }
        refused(one(text.toString()), "excessive aliasing");
    }

    @Test
    void aMergeBombIsRefused() {
        var text = new StringBuilder(NAMED).append("a0: &a0 {k: v, l: w}\n");
        for (int i = 1; i < 30; i++) {
            text.append("a" + i + ": &a" + i + " {x: *a" + (i - 1) + ", y: *a" + (i - 1) + "}\n");
        }
        refused(one(text.toString()), "excessive aliasing");
    }

    @Test
    void deepNestingIsRefused() {
        refused(one(NAMED + "d: " + "[".repeat(20_000) + "]".repeat(20_000)), "max depth");
        var text = new StringBuilder(NAMED).append("d:\n");
        for (int i = 1; i < 5_000; i++) {
            text.append(" ".repeat(i)).append("k:\n");
        }
        refused(one(text.toString()), "max depth");
    }

    @Test
    void aHugeFileIsRefused() {
        refused(one(NAMED + "d: " + "x".repeat(17_000_000)), "exceeds the limit");
    }

    @Test
    void tenMegabytesOfTextAreBuilt() {
        var text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c")
                    .append(i)
                    .append("}\ndata:\n");
            text.append("  key: ").append("some words ".repeat(90)).append('\n');
        }
        var built =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(60),
                        () ->
                                new Kustomizer()
                                        .build(
                                                MapTree.of(one(text.toString())),
                                                TreePath.ROOT,
                                                KustomizeOptions.defaults())
                                        .yaml());
        assertThat(built.length()).isGreaterThan(9_000_000);
    }

    @Test
    void cyclesAreRefused() {
        refused(
                Map.of(
                        "kustomization.yaml", "resources: [a]\n",
                        "a/kustomization.yaml", "resources: [../b]\n",
                        "b/kustomization.yaml", "components: [../a]\nresources: [../a]\n"),
                "cycle detected");
    }

    @Test
    void aThousandBasesAreBuiltAndTooManyRefused() {
        var files = new HashMap<String, String>();
        var list = new StringBuilder("resources:\n");
        for (int i = 0; i < 1_000; i++) {
            list.append("- b").append(i).append('\n');
            files.put(
                    "b" + i + "/kustomization.yaml",
                    "resources: [c.yaml]\nnameSuffix: -s" + i + "\n");
            files.put("b" + i + "/c.yaml", NAMED);
        }
        files.put("kustomization.yaml", list.toString());
        var result =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(60),
                        () ->
                                new Kustomizer()
                                        .build(
                                                MapTree.of(files),
                                                TreePath.ROOT,
                                                KustomizeOptions.defaults()));
        assertThat(result.trees()).hasSize(1_000);
        var few = new KustomizeLimits(1_000_000, 1_000_000, 100, 10_000, 10, 10, 100, 1_000);
        assertThatThrownBy(() ->
                        new Kustomizer()
                                .build(
                                        MapTree.of(files),
                                        TreePath.ROOT,
                                        KustomizeOptions.defaults().withLimits(few)))
                .hasMessageContaining("more than 10 kustomizations");
    }

    @Test
    void basesThatDoubleAtEveryLevelAreRefused() {
        var files = new HashMap<String, String>();
        for (int i = 0; i < 20; i++) {
            files.put("l" + i + "/kustomization.yaml", "resources: [x, z]\n");
            files.put(
                    "l" + i + "/x/kustomization.yaml",
                    "namePrefix: x\nresources: [../../l" + (i + 1) + "]\n");
            files.put(
                    "l" + i + "/z/kustomization.yaml",
                    "namePrefix: z\nresources: [../../l" + (i + 1) + "]\n");
        }
        files.put("l20/kustomization.yaml", "resources: [c.yaml]\n");
        files.put("l20/c.yaml", NAMED);
        files.put("kustomization.yaml", "resources: [l0]\n");
        refused(files, "more than 2000 kustomizations");
    }

    @Test
    void regularExpressionsCannotBackTrack() {
        var text =
                NAMED
                        + "---\napiVersion: v1\nkind: Foo\nmetadata: {name: "
                        + "a".repeat(5_000)
                        + "b}\n";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () ->
                        new Kustomizer()
                                .build(
                                        MapTree.of(
                                                Map.of(
                                                        "kustomization.yaml",
                                                        """
                                                        resources: [r.yaml]
                                                        patches:
                                                        - target: {name: '(a*)*(a*)*(a|a)*c'}
                                                          patch: '[{"op":"add","path":"/z","value":1}]'
                                                        """,
                                                        "r.yaml",
                                                        text)),
                                        TreePath.ROOT,
                                        KustomizeOptions.defaults()));
    }

    @Test
    void aMalformedPatternIsRefused() {
        refused(
                Map.of(
                        "kustomization.yaml",
                        "resources: [r.yaml]\nimages: [{name: '((', newTag: x}]\n",
                        "r.yaml",
                        NAMED),
                "error parsing regexp");
    }

    @Test
    void linksDoNotLeaveTheTree(@TempDir Path folder) throws Exception {
        var outside = Files.writeString(folder.resolve("outside.yaml"), NAMED);
        var root = Files.createDirectory(folder.resolve("root"));
        Files.createSymbolicLink(root.resolve("link.yaml"), outside);
        Files.createSymbolicLink(root.resolve("up.yaml"), Path.of("../outside.yaml"));
        for (var name :
                new String[] {"link.yaml", "up.yaml", "../outside.yaml", outside.toString()}) {
            Files.writeString(root.resolve("kustomization.yaml"), "resources: [" + name + "]\n");
            assertThatThrownBy(() ->
                            new Kustomizer()
                                    .build(
                                            new DiskTree(root),
                                            TreePath.ROOT,
                                            KustomizeOptions.defaults()))
                    .isInstanceOf(KustomizeException.class);
        }
    }

    @Test
    void linksInsideTheLayerAreFollowed(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("app/files"));
        Files.writeString(root.resolve("app/files/r.yaml"), NAMED);
        Files.writeString(root.resolve("outer.yaml"), NAMED);
        Files.createSymbolicLink(root.resolve("app/linked"), Path.of("files"));
        Files.createSymbolicLink(root.resolve("app/escape.yaml"), Path.of("../outer.yaml"));
        Files.writeString(root.resolve("app/kustomization.yaml"), "resources: [linked/r.yaml]\n");
        var app = TreePath.of("app");
        assertThat(
                        new Kustomizer()
                                .build(new DiskTree(root), app, KustomizeOptions.defaults())
                                .trees())
                .hasSize(1);
        Files.writeString(root.resolve("app/kustomization.yaml"), "resources: [escape.yaml]\n");
        assertThatThrownBy(() ->
                        new Kustomizer()
                                .build(new DiskTree(root), app, KustomizeOptions.defaults()))
                .hasMessageContaining("security");
    }

    @Test
    void aReplacementThatCannotCreateItsElementEnds() {
        refused(
                Map.of(
                        "kustomization.yaml",
                        """
                        resources: [r.yaml]
                        replacements:
                        - source: {kind: Foo, fieldPath: metadata.name}
                          targets: [{select: {kind: Foo}, fieldPaths: ['list.[name=^a$].x'], options: {create: true}}]
                        """,
                        "r.yaml",
                        NAMED),
                "create");
    }
}
