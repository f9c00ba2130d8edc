package io.slipway.delivery;

import io.slipway.delivery.automation.SelfHealSettings;
import io.slipway.delivery.refresh.LeaseSettings;
import io.slipway.engine.EngineSettings;
import io.slipway.engine.sync.DeletionBudget;
import io.slipway.render.RenderSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * How delivery works.
 *
 * @param addresses URLs at which this server is reached: a source with one of these hosts and ports
 *     is a repository of ours
 * @param deletionBudget what a sync may delete without a person's confirmation
 * @param parallel applications worked on at once
 * @param safetyNet how often applications are looked at although nothing happened
 * @param repositoryGrace how long an error of a source that nobody asked for may pass untold
 * @param leases how processes that share a database keep applications apart
 */
public record DeliverySettings(
        Set<URI> addresses,
        RenderSettings render,
        EngineSettings engine,
        SelfHealSettings selfHeal,
        DeletionBudget deletionBudget,
        int parallel,
        Duration safetyNet,
        Duration repositoryGrace,
        LeaseSettings leases) {

    public DeliverySettings {
        addresses = Set.copyOf(addresses);
    }

    /** The modules' own defaults, 20 applications at once, an hour. */
    public static DeliverySettings of(Set<URI> addresses) {
        return new DeliverySettings(
                addresses,
                RenderSettings.defaults(),
                EngineSettings.defaults(),
                SelfHealSettings.defaults(),
                DeletionBudget.defaults(),
                20,
                Duration.ofHours(1),
                Duration.ofMinutes(3),
                LeaseSettings.defaults());
    }

    /** The same with other settings of the engine. */
    public DeliverySettings withEngine(EngineSettings other) {
        return new DeliverySettings(
                addresses,
                render,
                other,
                selfHeal,
                deletionBudget,
                parallel,
                safetyNet,
                repositoryGrace,
                leases);
    }

    /** The same with other waits of self-heal. */
    public DeliverySettings withSelfHeal(SelfHealSettings other) {
        return new DeliverySettings(
                addresses,
                render,
                engine,
                other,
                deletionBudget,
                parallel,
                safetyNet,
                repositoryGrace,
                leases);
    }

    /** The same with other leases. */
    public DeliverySettings withLeases(LeaseSettings other) {
        return new DeliverySettings(
                addresses,
                render,
                engine,
                selfHeal,
                deletionBudget,
                parallel,
                safetyNet,
                repositoryGrace,
                other);
    }

    /** The same with another grace for errors of sources. */
    public DeliverySettings withRepositoryGrace(Duration other) {
        return new DeliverySettings(
                addresses,
                render,
                engine,
                selfHeal,
                deletionBudget,
                parallel,
                safetyNet,
                other,
                leases);
    }
}
