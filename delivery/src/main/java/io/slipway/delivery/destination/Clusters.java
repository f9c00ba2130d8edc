package io.slipway.delivery.destination;

import io.slipway.engine.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The clusters that are registered here, by every name and address they answer to. The first is the
 * primary one, which also answers to {@code in-cluster} and {@code https://kubernetes.default.svc}.
 * Safe for several threads.
 */
public final class Clusters {

    /** The name of the primary cluster that works in every installation. */
    public static final String IN_CLUSTER = "in-cluster";

    /** The address of the primary cluster that works in every installation. */
    public static final String IN_CLUSTER_SERVER = "https://kubernetes.default.svc";

    private final List<Cluster> clusters = new CopyOnWriteArrayList<>();
    private final List<Consumer<Cluster>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> added = new CopyOnWriteArrayList<>();

    /** With these clusters, the primary one first. */
    public Clusters(List<Cluster> clusters) {
        this.clusters.addAll(clusters);
    }

    /** What a destination means. */
    public sealed interface Resolution {
        /** Exactly this cluster. */
        record Found(Cluster cluster) implements Resolution {}

        /** None, or more than one; the text says which. */
        record Refused(String why) implements Resolution {}
    }

    /** Registers one more cluster. */
    public void add(Cluster cluster) {
        clusters.add(cluster);
        listeners.forEach(l -> l.accept(cluster));
        added.forEach(Runnable::run);
    }

    /** Runs an action whenever a cluster was registered: destinations may be found now. */
    public void onAdded(Runnable action) {
        added.add(action);
    }

    /** Forgets a cluster; destinations that mean it are refused from now on. */
    @SuppressWarnings("ReferenceEquality") // this very connection, not one like it
    public void remove(Cluster cluster) {
        clusters.removeIf(cluster::equals);
    }

    /** Calls the listener for every cluster that is registered now or later. */
    public void onEach(Consumer<Cluster> listener) {
        listeners.add(listener);
        clusters.forEach(listener);
    }

    /** All clusters, the primary one first. */
    public List<Cluster> all() {
        return List.copyOf(clusters);
    }

    /** The primary cluster; empty when none is registered. */
    public Optional<Cluster> primary() {
        return clusters.stream().findFirst();
    }

    /** Whether it is the primary cluster. */
    public boolean isPrimary(Cluster cluster) {
        return primary().filter(p -> p.name().equals(cluster.name())).isPresent();
    }

    /** The cluster that a destination means. */
    public Resolution resolve(Destination written) {
        var destination = written.normalised();
        if (!destination.name().isEmpty() && !destination.server().isEmpty()) {
            return new Resolution.Refused(
                    "application destination can't have both name and server defined: "
                            + destination.name()
                            + " "
                            + destination.server());
        }
        if (destination.name().isEmpty() && destination.server().isEmpty()) {
            return new Resolution.Refused("application destination has neither server nor name");
        }
        var found = new ArrayList<Cluster>();
        clusters.stream().filter(c -> answersTo(c, destination)).forEach(found::add);
        return switch (found.size()) {
            case 1 -> new Resolution.Found(found.getFirst());
            case 0 ->
                    new Resolution.Refused(
                            "there are no clusters with this "
                                    + (destination.name().isEmpty() ? "address: " : "name: ")
                                    + destination.clusterText());
            default ->
                    new Resolution.Refused(
                            "there are "
                                    + found.size()
                                    + " clusters with the same name: "
                                    + destination.name());
        };
    }

    /** All names that a cluster answers to. */
    public Set<String> names(Cluster cluster) {
        return isPrimary(cluster)
                ? Set.copyOf(List.of(cluster.name(), IN_CLUSTER))
                : Set.of(cluster.name());
    }

    /** All addresses that a cluster answers to. */
    public Set<String> servers(Cluster cluster) {
        return isPrimary(cluster)
                ? Set.copyOf(List.of(cluster.server(), IN_CLUSTER_SERVER))
                : Set.of(cluster.server());
    }

    private boolean answersTo(Cluster cluster, Destination destination) {
        return (!destination.name().isEmpty() && names(cluster).contains(destination.name()))
                || (!destination.server().isEmpty()
                        && servers(cluster).contains(destination.server()));
    }
}
