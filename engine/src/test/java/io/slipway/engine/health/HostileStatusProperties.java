package io.slipway.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever stands in a status, no rule fails, and the same object gives the same health. */
class HostileStatusProperties {

    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");
    private static final HealthRules RULES = HealthRules.builtIn();
    private static final List<GroupKind> KINDS = List.copyOf(HealthRules.described().keySet());

    /** Names that rules look for, so that random trees reach them. */
    private static final List<String> FIELDS =
            List.of(
                    "active",
                    "ancestors",
                    "annotations",
                    "availableReplicas",
                    "ceph",
                    "clusters",
                    "conditionStatus",
                    "conditions",
                    "containerStatuses",
                    "currentReplicas",
                    "dry",
                    "environments",
                    "executorState",
                    "generation",
                    "health",
                    "ingress",
                    "lastState",
                    "lastTransitionTime",
                    "listeners",
                    "message",
                    "observedGeneration",
                    "parents",
                    "paused",
                    "phase",
                    "proposed",
                    "ready",
                    "reason",
                    "replicas",
                    "rollingUpdate",
                    "scale",
                    "sha",
                    "state",
                    "status",
                    "statuses",
                    "type",
                    "updateStrategy",
                    "updatedReplicas",
                    "waiting");

    private static final List<Object> VALUES =
            List.of(
                    "True",
                    "False",
                    "Unknown",
                    "Ready",
                    "Failed",
                    "",
                    "2026-01-01T00:00:00Z",
                    "3/3",
                    true,
                    false,
                    0L,
                    1L,
                    -1L,
                    Long.MAX_VALUE,
                    1.5,
                    new java.math.BigInteger("9".repeat(30)));

    private static Object tree(Random random, int depth) {
        return switch (depth == 0 ? 3 : random.nextInt(4)) {
            case 0, 1 -> {
                var map = new LinkedHashMap<String, Object>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    map.put(FIELDS.get(random.nextInt(FIELDS.size())), tree(random, depth - 1));
                }
                yield map;
            }
            case 2 -> {
                var list = new ArrayList<Object>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(tree(random, depth - 1));
                }
                yield list;
            }
            default -> VALUES.get(random.nextInt(VALUES.size()));
        };
    }

    @Property(tries = 40)
    void noRuleFails(@ForAll long seed) {
        var random = new Random(seed);
        for (var kind : KINDS) {
            var tree = new HashMap<String, Object>();
            var group = kind.group().replace("*", "a");
            tree.put("apiVersion", group.isEmpty() ? "v1" : group + "/v1");
            tree.put("kind", kind.kind().replace("*", "Widget"));
            for (var field : List.of("metadata", "spec", "status")) {
                tree.put(field, tree(random, 5));
            }
            var object = ResourceObject.of(tree);
            var health = RULES.assess(object, NOW);
            assertThat(health).isEqualTo(RULES.assess(object, NOW));
            if (kind.group().equals("apps")) {
                continue; // those say so when a number is none
            }
            assertThat(health.map(Health::message).orElse(""))
                    .as("%s", Objects.toString(tree))
                    .doesNotStartWith(HealthRules.FAILURE);
        }
    }

    @Property(tries = 100)
    void aStatusOfAnyShapeIsReadAsConditions(@ForAll long seed) {
        var random = new Random(seed);
        var tree =
                Map.of(
                        "apiVersion", "example.com/v1",
                        "kind", "Widget",
                        "status", Map.of("conditions", tree(random, 3)));
        assertThat(Conditions.of(ResourceObject.of(tree))).isNotNull();
    }
}
