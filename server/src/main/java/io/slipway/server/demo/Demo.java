package io.slipway.server.demo;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.forge.Forge;
import io.slipway.forge.group.NewGroup;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.NewProject;
import io.slipway.forge.project.Project;
import io.slipway.git.object.FileChange;
import io.slipway.git.object.NewCommit;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.object.Person;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.TextLimits;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.NotFound;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Seeds something to look at: group {@code demo} with the repository {@code shop} (a kustomize base
 * and two overlays), an application that follows one overlay, and a few Flux objects in the
 * sandbox. Does nothing when the group is there already.
 */
public final class Demo {

    private static final String GROUP = "demo";
    private static final String PROJECT = "shop";
    private static final String FLUX_NAMESPACE = "flux-demo";
    private static final List<String> FILES =
            List.of(
                    "README.md",
                    "base/kustomization.yaml",
                    "base/front.yaml",
                    "base/service.yaml",
                    "overlays/staging/kustomization.yaml",
                    "overlays/production/kustomization.yaml");

    private final Forge forge;
    private final Cluster cluster;
    private final Clock clock;
    private final NewApplication applications;

    /** Makes an application from its manifest. */
    @FunctionalInterface
    public interface NewApplication {
        /** In that project. */
        void create(Caller caller, String project, ResourceObject manifest);
    }

    /** Seeds through these doors, and into that cluster. */
    public Demo(Forge forge, Cluster cluster, NewApplication applications, Clock clock) {
        this.forge = forge;
        this.cluster = cluster;
        this.applications = applications;
        this.clock = clock;
    }

    /**
     * Seeds, unless that was done before.
     *
     * @param caller the administrator, who becomes the group's owner
     * @param url of this server, for the application's source
     */
    public void seed(Caller caller, String url) {
        if (isSeeded(caller)) {
            return;
        }
        var group = forge.groups().create(caller, NewGroup.of(GROUP));
        var project = forge.projects().create(caller, NewProject.of(PROJECT).in(group.id()));
        push(caller, project);
        flux();
        applications.create(caller, GROUP, application(url));
    }

    private boolean isSeeded(Caller caller) {
        try {
            forge.groups().byPath(caller, GROUP);
            return true;
        } catch (NotFound e) {
            return false;
        }
    }

    private void push(Caller caller, Project project) {
        var repository = forge.projects().openOrCreate(project);
        var author =
                new Person(
                        "Slipway",
                        "demo@localhost",
                        clock.instant().atOffset(java.time.ZoneOffset.UTC));
        var changes = FILES.stream().map(f -> FileChange.write(f, resource(f))).toList();
        var commit =
                repository
                        .commits()
                        .write(
                                new NewCommit(
                                        List.of(),
                                        changes,
                                        author,
                                        author,
                                        "Add the shop and its two overlays"));
        var update =
                new RefUpdate(new RefName("refs/heads/master"), ObjectHash.ZERO, commit.hash());
        switch (forge.pushes().move(caller, project, List.of(update)).getFirst()) {
            case RefOutcome.Moved _ -> {}
            case RefOutcome other ->
                    throw new IllegalStateException("the demo's branch did not move: " + other);
        }
    }

    private void flux() {
        var namespace =
                ResourceObject.of(
                        Map.of(
                                "apiVersion",
                                "v1",
                                "kind",
                                "Namespace",
                                "metadata",
                                Map.of("name", FLUX_NAMESPACE)));
        cluster.apply(Identity.registered(), namespace, WriteOptions.defaults());
        for (var object : Yaml.objects(resource("flux.yaml"), TextLimits.defaults())) {
            cluster.apply(
                    Identity.registered(),
                    object.withNamespace(FLUX_NAMESPACE),
                    WriteOptions.defaults());
        }
    }

    private ResourceObject application(String url) {
        var manifest =
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: shop-staging
                spec:
                  source:
                    repoURL: %s/demo/shop.git
                    path: overlays/staging
                    targetRevision: master
                  destination:
                    name: %s
                    namespace: shop-staging
                  syncPolicy:
                    automated:
                      prune: true
                      selfHeal: true
                    syncOptions:
                    - CreateNamespace=true
                """
                        .formatted(url, cluster.name());
        return Yaml.objects(manifest, TextLimits.defaults()).getFirst();
    }

    private static String resource(String name) {
        try (InputStream in = Demo.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks the demo's " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
