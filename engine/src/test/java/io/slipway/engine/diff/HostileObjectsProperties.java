package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever stands in two objects: they are compared, or refused by a reason, and not changed. */
class HostileObjectsProperties {

    private static final Differ DIFFER = new Differ((_, tree) -> tree);

    private static final List<String> TYPES =
            List.of(
                    "v1 Secret",
                    "v1 Service",
                    "v1 Endpoints",
                    "v1 ConfigMap",
                    "apps/v1 Deployment",
                    "apps/v1 StatefulSet",
                    "rbac.authorization.k8s.io/v1 ClusterRole",
                    "apiextensions.k8s.io/v1 CustomResourceDefinition",
                    "argoproj.io/v1alpha1 Rollout",
                    "example.com/v1 Widget");

    private static final List<String> FIELDS =
            List.of(
                    "aggregationRule",
                    "annotations",
                    "containers",
                    "data",
                    "labels",
                    "limits",
                    "managedFields",
                    "fieldsV1",
                    "manager",
                    "f:spec",
                    "f:data",
                    "metadata",
                    "name",
                    "namespace",
                    "ports",
                    "port",
                    "protocol",
                    "replicas",
                    "resources",
                    "rules",
                    "spec",
                    "stringData",
                    "subsets",
                    "template",
                    "volumeClaimTemplates",
                    "kubectl.kubernetes.io/last-applied-configuration",
                    "argocd.argoproj.io/tracking-id",
                    "a/b~c",
                    "");

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
            default ->
                    List.<Object>of("a", "", "100m", "{\"spec\":{}}", "slipway", true, 0L, -1L, 1.5)
                            .get(random.nextInt(9));
        };
    }

    private static ResourceObject object(Random random, String type) {
        var parts = type.split(" ");
        var tree = new LinkedHashMap<String, Object>();
        tree.put("apiVersion", parts[0]);
        tree.put("kind", parts[1]);
        for (var field : List.of("metadata", "spec", "data", "stringData", "rules", "subsets")) {
            if (random.nextBoolean()) {
                tree.put(field, tree(random, 5));
            }
        }
        return ResourceObject.of(tree);
    }

    @Property(tries = 300)
    void areComparedOrRefused(@ForAll long seed) {
        var random = new Random(seed);
        var rules =
                new DiffRules(
                        Tracking.defaults(),
                        List.of(
                                IgnoreDifference.pointers(
                                        "*", "*", "/spec/ports/0", "/data/a~1b~0c"),
                                new IgnoreDifference(
                                        "*", "*", "", "", List.of(), List.of(), List.of("a"))),
                        true,
                        false,
                        "slipway");
        for (var type : TYPES) {
            var desired = object(random, type);
            var live = object(random, type);
            var before = Json.write(desired.tree()) + Json.write(live.tree());
            for (var strategy : DiffStrategy.values()) {
                try {
                    var diff = DIFFER.diff(desired, live, strategy, rules, o -> o);
                    Masking.masked(
                            List.of(diff.live().orElseThrow(), diff.predicted().orElseThrow()),
                            Set.of());
                } catch (ManifestException | IllegalStateException | IllegalArgumentException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
            assertThat(Json.write(desired.tree()) + Json.write(live.tree())).isEqualTo(before);
        }
    }
}
