package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.manifests.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private SandboxFixture sandbox;

    @BeforeEach
    void start() {
        sandbox = SandboxFixture.start();
        // What the cluster makes by itself is there before a test counts events.
        sandbox.await(MAPS + "/kube-root-ca.crt", a -> a.status() == 200);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private String make(String name, String labels) {
        return sandbox.post(
                        MAPS,
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: "
                                + name
                                + ", labels: {"
                                + labels
                                + "}}}")
                .text("metadata", "resourceVersion");
    }

    @Test
    void watchFromAVersionShowsWhatCameAfter() {
        var version = make("a", "");
        make("b", "");
        sandbox.patch(MAPS + "/a", "merge-patch+json", "{\"data\":{\"x\":\"1\"}}");
        sandbox.delete(MAPS + "/b");
        var events = sandbox.watch(MAPS + "?watch=true&resourceVersion=" + version, 3);
        assertThat(events)
                .extracting(e -> e.get("type"))
                .containsExactly("ADDED", "MODIFIED", "DELETED");
    }

    @Test
    void watchWithoutAVersionBeginsWithWhatIsThere() {
        make("a", "k: v");
        var events = sandbox.watch(MAPS + "?watch=true&labelSelector=k", 1);
        assertThat(events.getFirst().get("type")).isEqualTo("ADDED");
    }

    @Test
    void objectThatCeasesToMatchIsDeletedForTheWatcher() {
        var version = make("a", "k: v");
        sandbox.patch(MAPS + "/a", "merge-patch+json", "{\"metadata\":{\"labels\":{\"k\":null}}}");
        sandbox.patch(MAPS + "/a", "merge-patch+json", "{\"metadata\":{\"labels\":{\"k\":\"w\"}}}");
        var events =
                sandbox.watch(MAPS + "?watch=true&labelSelector=k&resourceVersion=" + version, 2);
        assertThat(events).extracting(e -> e.get("type")).containsExactly("DELETED", "ADDED");
    }

    @Test
    void watchListEndsItsStartWithABookmark() {
        var events =
                sandbox.watch(
                        MAPS
                                + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
                        2);
        assertThat(events.getLast().get("type")).isEqualTo("BOOKMARK");
        assertThat(
                        Trees.stringAt(
                                events.getLast(),
                                "object",
                                "metadata",
                                "annotations",
                                "k8s.io/initial-events-end"))
                .contains("true");
    }

    @Test
    void watchEndsAfterItsTime() {
        var answer =
                sandbox.get(MAPS + "?watch=true&timeoutSeconds=1&resourceVersion=" + make("a", ""));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void versionBeforeARestartIsTooOld(
            @org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) {
        try (var first = SandboxFixture.start(folder)) {
            first.post(MAPS, "{apiVersion: v1, kind: ConfigMap, metadata: {name: kept}}");
        }
        try (var second = SandboxFixture.start(folder)) {
            assertThat(second.get(MAPS + "/kept").status()).isEqualTo(200);
            var events = second.watch(MAPS + "?watch=true&resourceVersion=2", 1);
            assertThat(events.getFirst().get("type")).isEqualTo("ERROR");
            assertThat(Trees.longAt(events.getFirst(), "object", "code")).contains(410L);
        }
    }
}
