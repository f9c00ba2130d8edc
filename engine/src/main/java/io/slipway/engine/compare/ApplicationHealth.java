package io.slipway.engine.compare;

import io.slipway.engine.health.Health;
import io.slipway.engine.health.HealthStatus;
import io.slipway.manifests.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The health of an application from that of its objects (health H5). Pure. */
final class ApplicationHealth {

    private static final int NAMED_CAUSES = 3;
    private static final String IGNORE = "argocd.argoproj.io/ignore-healthcheck";

    private ApplicationHealth() {}

    static boolean isIgnored(ResourceObject live) {
        return live.annotation(IGNORE).filter("true"::equals).isPresent();
    }

    static Health of(List<ComparedObject> objects) {
        var worst = HealthStatus.HEALTHY;
        var causes = new ArrayList<ComparedObject>();
        boolean anyOrdinary = false;
        boolean anyLive = false;
        for (var object : objects) {
            if (object.hook()) {
                continue;
            }
            anyOrdinary = true;
            anyLive |= object.live().isPresent();
            var health = object.health().map(Health::status);
            if (object.live().isEmpty() || health.isEmpty() || isUncounted(object, health.get())) {
                continue;
            }
            if (health.get().isWorseThan(worst)) {
                worst = health.get();
                causes.clear();
            }
            if (health.get() == worst) {
                causes.add(object);
            }
        }
        if (anyOrdinary && !anyLive && HealthStatus.MISSING.isWorseThan(worst)) {
            return Health.of(HealthStatus.MISSING);
        }
        return Health.of(worst, worst == HealthStatus.HEALTHY ? "" : message(causes));
    }

    private static boolean isUncounted(ComparedObject object, HealthStatus health) {
        boolean child =
                object.key().kind().equals("Application")
                        && object.key().group().equals("argoproj.io");
        return child && (health == HealthStatus.MISSING || health == HealthStatus.UNKNOWN);
    }

    private static String message(List<ComparedObject> causes) {
        var text = new StringBuilder();
        for (var cause : causes.subList(0, Math.min(NAMED_CAUSES, causes.size()))) {
            var key = cause.key();
            text.append(text.isEmpty() ? "" : ", ")
                    .append(key.group().isEmpty() ? "" : key.group() + "/")
                    .append(key.kind())
                    .append(':')
                    .append(key.namespace().isEmpty() ? "" : key.namespace() + "/")
                    .append(key.name());
        }
        int more = causes.size() - NAMED_CAUSES;
        return more > 0 ? text + " and " + more + " more" : text.toString();
    }

    static Optional<Health> missing() {
        return Optional.of(Health.of(HealthStatus.MISSING));
    }
}
