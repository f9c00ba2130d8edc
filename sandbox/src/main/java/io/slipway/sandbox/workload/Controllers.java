package io.slipway.sandbox.workload;

import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.store.Change;
import java.util.List;
import java.util.Optional;

/** All controllers of a sandbox, each with a thread of its own; they react to changes at once. */
public final class Controllers implements AutoCloseable {

    private final List<Runner> runners;

    private Controllers(List<Runner> runners) {
        this.runners = runners;
    }

    /** Starts them; they look at everything that is there first. */
    public static Controllers start(Registry registry) {
        var owners = new Owners(registry.store());
        var events = new Events(registry);
        var manager = new Actor(registry, owners, events, "kube-controller-manager");
        var deployment = new Actor(registry, owners, events, "deployment-controller");
        var replicaset = new Actor(registry, owners, events, "replicaset-controller");
        var scheduler = new Actor(registry, owners, events, "default-scheduler");
        var kubelet = new Actor(registry, owners, events, "kubelet");
        var runners =
                List.<Controller>of(
                                new Nodes(kubelet),
                                new CustomDefinitions(manager),
                                new Namespaces(manager),
                                new Deployments(deployment),
                                new ReplicaSets(replicaset, "apps", "replicasets", "ReplicaSet"),
                                new ReplicaSets(
                                        manager,
                                        "",
                                        "replicationcontrollers",
                                        "ReplicationController"),
                                new StatefulSets(
                                        new Actor(
                                                registry,
                                                owners,
                                                events,
                                                "statefulset-controller")),
                                new DaemonSets(
                                        new Actor(
                                                registry, owners, events, "daemonset-controller")),
                                new Jobs(new Actor(registry, owners, events, "job-controller")),
                                new CronJobs(
                                        new Actor(registry, owners, events, "cronjob-controller")),
                                new Pods(scheduler, kubelet),
                                new Claims(manager),
                                new Quotas(manager),
                                new Budgets(manager),
                                new Services(manager),
                                new Ingresses(manager),
                                new Autoscalers(
                                        new Actor(
                                                registry,
                                                owners,
                                                events,
                                                "horizontal-pod-autoscaler")),
                                new ExpiredEvents(manager),
                                new Collector(manager))
                        .stream()
                        .map(Runner::new)
                        .toList();
        registry.store()
                .onChange(change -> {
                    owners.observe(change);
                    runners.forEach(r -> r.observe(change));
                });
        var there = registry.store().everything();
        there.forEach(owners::note);
        there.forEach(stored ->
                runners.forEach(
                        r -> r.observe(new Change(Change.Kind.ADDED, stored, Optional.empty()))));
        runners.forEach(Runner::start);
        return new Controllers(runners);
    }

    /** Stops them where they are. */
    @Override
    public void close() {
        runners.forEach(Runner::close);
    }
}
