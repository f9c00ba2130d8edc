package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Pod that is a managed object itself (health H3). */
final class PodHealth {

    private static final String IGNORE_POLICY = "argocd.argoproj.io/ignore-restart-policy";

    private PodHealth() {}

    static Optional<Health> assess(ResourceObject pod) {
        boolean always = isRestarted(pod);
        var stuck = always ? waitingFailures(pod) : List.<String>of();
        if (!stuck.isEmpty()) {
            return Optional.of(Health.degraded(String.join(", ", stuck)));
        }
        var message = Conditions.text(pod, "status", "message");
        return Optional.of(
                switch (Conditions.text(pod, "status", "phase")) {
                    case "Pending" -> Health.progressing(message);
                    case "Succeeded" -> Health.healthy(message);
                    case "Failed" -> Health.degraded(message.isEmpty() ? failure(pod) : message);
                    case "Running" -> always ? running(pod, message) : left(pod, message);
                    default -> Health.unknown(message);
                });
    }

    private static boolean isRestarted(ResourceObject pod) {
        boolean everyPolicy =
                pod.annotation(IGNORE_POLICY).filter("true"::equals).isPresent()
                        && pod.annotation("argocd.argoproj.io/hook").isEmpty();
        return everyPolicy || Conditions.text(pod, "spec", "restartPolicy").equals("Always");
    }

    /** A pod that is to end by itself is on its way until it has. */
    private static Health left(ResourceObject pod, String message) {
        var policy = Conditions.text(pod, "spec", "restartPolicy");
        return policy.equals("OnFailure") || policy.equals("Never")
                ? Health.progressing(message)
                : Health.unknown(message);
    }

    private static Health running(ResourceObject pod, String message) {
        if (Conditions.find(pod, "Ready").filter(Conditions.Condition::isTrue).isPresent()) {
            return Health.healthy(message);
        }
        boolean ended =
                statuses(pod, "containerStatuses")
                        .anyMatch(s -> Trees.at(s, "lastState", "terminated").isPresent());
        return ended ? Health.degraded(message) : Health.progressing(message);
    }

    private static List<String> waitingFailures(ResourceObject pod) {
        var found = new ArrayList<String>();
        statuses(pod, "containerStatuses")
                .forEach(status -> {
                    var reason = Trees.stringAt(status, "state", "waiting", "reason").orElse("");
                    if (reason.startsWith("Err")
                            || reason.endsWith("Error")
                            || reason.endsWith("BackOff")) {
                        found.add(Trees.stringAt(status, "state", "waiting", "message").orElse(""));
                    }
                });
        return found;
    }

    /** The first reason that a container gives for its end. */
    private static String failure(ResourceObject pod) {
        return Stream.concat(
                        statuses(pod, "initContainerStatuses"), statuses(pod, "containerStatuses"))
                .flatMap(s -> failure(s).stream())
                .findFirst()
                .orElse("");
    }

    private static Optional<String> failure(Object status) {
        var terminated = Trees.mapAt(status, "state", "terminated");
        var message = Trees.stringAt(terminated, "message").filter(m -> !m.isEmpty());
        if (message.isPresent()) {
            return message;
        }
        if (Trees.stringAt(terminated, "reason").filter("OOMKilled"::equals).isPresent()) {
            return Optional.of("OOMKilled");
        }
        return Trees.longAt(terminated, "exitCode")
                .filter(code -> code != 0)
                .map(code ->
                        "%s ended with exit code %d"
                                .formatted(Trees.stringAt(status, "name").orElse(""), code));
    }

    private static Stream<Object> statuses(ResourceObject pod, String field) {
        return Trees.listAt(pod.tree(), "status", field).stream();
    }
}
