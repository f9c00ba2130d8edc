package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.Conditions;
import io.slipway.delivery.application.StoredApplication;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps errors of sources that may pass by themselves to itself for a while (spec
 * gitops-engine-automation A11): whoever asked is told at once, and so is everybody when the error
 * stays. In memory only. Safe for several threads.
 */
final class RepositoryGrace {

    private final Duration grace;
    private final Map<ApplicationId, Instant> since = new ConcurrentHashMap<>();

    RepositoryGrace(Duration grace) {
        this.grace = grace;
    }

    /**
     * Until when an error is not told; empty when there is none, or it is told now.
     *
     * @param forced whether a person, a push or a new source asked
     */
    Optional<Instant> hides(StoredApplication stored, Target target, boolean forced, Instant now) {
        if (target.failure().isEmpty()) {
            since.remove(stored.id());
            return Optional.empty();
        }
        var first = since.computeIfAbsent(stored.id(), _ -> now);
        boolean told =
                stored.application().status().conditions().stream()
                        .anyMatch(c -> c.type().equals(Conditions.COMPARISON));
        var end = first.plus(grace);
        return forced || told || !now.isBefore(end) ? Optional.empty() : Optional.of(end);
    }

    /** The application is gone. */
    void forget(ApplicationId id) {
        since.remove(id);
    }
}
