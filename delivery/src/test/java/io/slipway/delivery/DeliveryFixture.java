package io.slipway.delivery;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.Applications.WriteMode;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.automation.SelfHealSettings;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.refresh.LeaseSettings;
import io.slipway.engine.EngineSettings;
import io.slipway.engine.fixture.FakeCluster;
import io.slipway.engine.sync.SyncSettings;
import io.slipway.forge.ForgeFixture;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.FileChange;
import io.slipway.git.object.NewCommit;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.object.Person;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.testkit.Await;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Delivery over a forge and a cluster in memory, whose Deployments become ready at once. The
 * cluster is called {@code sandbox}, the server's URL is {@value #URL}.
 */
public final class DeliveryFixture implements AutoCloseable {

    /** Where repositories are cloned from. */
    public static final String URL = "http://forge.test:8000";

    private final ForgeFixture forge;
    private final FakeCluster cluster = new FakeCluster("sandbox");
    private final Clusters clusters = new Clusters(List.of(cluster));
    private Delivery delivery;

    private DeliveryFixture(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        cluster.react(this::makeReady);
        delivery = start();
    }

    /** A running one on SQLite. */
    public static DeliveryFixture started() {
        return started(DatabaseKind.SQLITE);
    }

    /** A running one. */
    public static DeliveryFixture started(DatabaseKind kind) {
        return new DeliveryFixture(kind);
    }

    private Delivery start() {
        var wired =
                new Delivery(
                        forge.database(),
                        forge.events(),
                        forge.forge(),
                        forge.repositories(),
                        clusters,
                        forge.clock(),
                        settings());
        forge.events().start();
        wired.start();
        return wired;
    }

    /** Another process on the same database, repositories and cluster. */
    public record Neighbour(ForgeFixture.Neighbour forge, Delivery delivery)
            implements AutoCloseable {

        /** Ends it as a lost machine does: nothing of it reaches the database any more. */
        public void kill() {
            forge.database().close();
        }

        @Override
        public void close() {
            delivery.close();
            forge.close();
        }
    }

    /** Starts another process. */
    public Neighbour neighbour() {
        var other = forge.neighbour();
        var wired =
                new Delivery(
                        other.database(),
                        other.events(),
                        other.forge(),
                        forge.repositories(),
                        clusters,
                        forge.clock(),
                        settings());
        other.events().start();
        wired.start();
        return new Neighbour(other, wired);
    }

    private static DeliverySettings settings() {
        return DeliverySettings.of(Set.of(URI.create(URL)))
                .withEngine(
                        EngineSettings.defaults()
                                .withSync(
                                        SyncSettings.defaults()
                                                .withWaveDelay(Duration.ofMillis(1))))
                .withSelfHeal(
                        new SelfHealSettings(
                                Duration.ofMillis(50),
                                2,
                                Duration.ofMillis(200),
                                Duration.ofSeconds(30)))
                .withLeases(
                        new LeaseSettings(
                                Duration.ofMillis(1500),
                                Duration.ofMillis(300),
                                Duration.ofMillis(100)));
    }

    /** Ends everything and starts it again on the same data; the cluster stays. */
    public void restart() {
        delivery.close();
        forge.restart();
        delivery = start();
    }

    /** Ends the engine only; everything else stays, so that things can happen meanwhile. */
    public void stopEngine() {
        delivery.close();
    }

    public ForgeFixture forge() {
        return forge;
    }

    public FakeCluster cluster() {
        return cluster;
    }

    public Delivery delivery() {
        return delivery;
    }

    public Caller root() {
        return forge.root();
    }

    /** Commits files to the project's branch {@code master} as a push does. */
    public CommitId push(Project project, Map<String, String> files) {
        return push(project, "master", files);
    }

    /** Commits files to a branch as a push does; an empty text deletes the file. */
    public CommitId push(Project project, String branch, Map<String, String> files) {
        var repository = forge.forge().projects().openOrCreate(project);
        var ref = RefName.branch(branch);
        var tip = repository.refs().commitOf(ref);
        var person = new Person("Ada", "ada@forge.test", OffsetDateTime.now(forge.clock()));
        var changes = new ArrayList<FileChange>();
        files.forEach((path, text) ->
                changes.add(
                        text.isEmpty() ? FileChange.delete(path) : FileChange.write(path, text)));
        var commit =
                repository
                        .commits()
                        .write(
                                new NewCommit(
                                        tip.map(List::of).orElseGet(List::of),
                                        changes,
                                        person,
                                        person,
                                        "change"));
        var old = tip.map(CommitId::hash).orElse(ObjectHash.ZERO);
        forge.forge()
                .pushes()
                .move(root(), project, List.of(new RefUpdate(ref, old, commit.hash())));
        return commit;
    }

    /** An application in the project {@code demo} from YAML of its spec. */
    public static Application application(String name, String spec) {
        var tree =
                Map.<String, Object>of(
                        "metadata", Map.of("name", name),
                        "spec", Trees.map(Yaml.document(spec)).orElseThrow());
        return ApplicationFormat.read(tree, true).application();
    }

    /**
     * Makes an application in {@code demo} that deploys a path of a project to the namespace
     * default.
     */
    public StoredApplication create(String name, Project project, String path, String policy) {
        var spec =
                """
                destination: {name: sandbox, namespace: default}
                source: {repoURL: %s/%s.git, path: %s, targetRevision: master}
                syncPolicy: %s
                """
                        .formatted(URL, project.fullPath(), path, policy);
        return delivery.applications()
                .create(
                        root(),
                        "demo",
                        application(name, spec),
                        false,
                        new WriteMode(false, false));
    }

    /** The application as it is now. */
    public Application get(String name) {
        return delivery.applications().get(root(), "demo", name).application();
    }

    /** Waits until the application is as wanted and nothing is done for it any more. */
    public Application await(String name, String what, Predicate<Application> wanted) {
        return Await.value(name + " " + what, () -> Optional.of(get(name)).filter(wanted));
    }

    /** Waits until the application is Synced at a revision, with no operation under way. */
    public Application awaitSynced(String name, CommitId revision) {
        return await(
                name,
                "is synced at " + revision,
                a ->
                        a.status().sync().status().equals(Optional.of(SyncCode.SYNCED))
                                && a.status().sync().revision().equals(revision.hex())
                                && a.operation().isEmpty());
    }

    /** Waits until nothing is being done. */
    public void awaitIdle() {
        Await.until("everything is idle", () -> forge.events().isIdle() && delivery.isIdle());
    }

    /** The object in the namespace default. */
    public Optional<ResourceObject> live(String group, String kind, String name) {
        return cluster.find(new ResourceKey(group, kind, "default", name));
    }

    /** A manifest of a ConfigMap. */
    public static String configMap(String name, String value) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {value: \"%s\"}\n"
                .formatted(name, value);
    }

    /** A manifest of a Deployment. */
    public static String deployment(String name, int replicas) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s}
        spec:
          replicas: %d
          selector: {matchLabels: {app: %s}}
          template:
            metadata: {labels: {app: %s}}
            spec: {containers: [{name: main, image: "example/%s:1"}]}
        """
                .formatted(name, replicas, name, name, name);
    }

    private void makeReady(ResourceObject object) {
        if (object.kind().equals("Deployment") && !object.isDeleting()) {
            var replicas = Trees.longAt(object.tree(), "spec", "replicas").orElse(1L);
            var generation = Trees.longAt(object.tree(), "metadata", "generation").orElse(1L);
            Map<String, Object> status =
                    Map.of(
                            "observedGeneration", generation,
                            "replicas", replicas,
                            "updatedReplicas", replicas,
                            "readyReplicas", replicas,
                            "availableReplicas", replicas);
            if (!object.at("status").equals(Optional.of(status))) {
                cluster.set(object.key(), status, "status");
            }
        }
    }

    @Override
    public void close() {
        delivery.close();
        forge.close();
    }
}
