package io.slipway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What overtakes what: answers to writes, watch events and lists, in any order. */
class LiveObjectsTest {

    private static final GroupKind KIND = new GroupKind("", "ConfigMap");
    private static final ResourceKey KEY = new ResourceKey("", "ConfigMap", "space", "a");

    private final List<LiveChange> changes = new ArrayList<>();
    private final LiveObjects objects =
            new LiveObjects(Tracking.defaults()::instanceOf, changes::add);

    private static ResourceObject a(String uid, String version) {
        return Target.object(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: space, name: a, uid: '%s', resourceVersion: '%s'}",
                uid, version);
    }

    private Optional<String> version() {
        return objects.get(KEY).map(ResourceObject::resourceVersion);
    }

    @Test
    void olderEventDoesNotReplaceANewerWrite() {
        objects.put(a("1", "100"));
        objects.put(a("1", "99"));
        assertThat(version()).contains("100");
        assertThat(changes).hasSize(1);
    }

    @Test
    void versionsAreComparedAsNumbers() {
        objects.put(a("1", "99"));
        objects.put(a("1", "100"));
        assertThat(version()).contains("100");
        objects.put(a("1", "9"));
        assertThat(version()).contains("100");
    }

    @Test
    void versionsThatAreNoNumbersGiveWayToTheLaterOne() {
        objects.put(a("1", "b"));
        objects.put(a("1", "a"));
        assertThat(version()).contains("a");
    }

    @Test
    void lateEventDoesNotBringADeletedObjectBack() {
        objects.put(a("1", "100"));
        objects.deleted(KEY, "1");
        objects.put(a("1", "101"));
        assertThat(version()).isEmpty();
    }

    @Test
    void lateAnswerDoesNotBringBackWhatTheWatchSawGo() {
        objects.removed(a("1", "102"));
        objects.put(a("1", "101"));
        assertThat(version()).isEmpty();
    }

    @Test
    void recreatedObjectIsAnotherOne() {
        objects.put(a("1", "100"));
        objects.deleted(KEY, "1");
        objects.put(a("2", "110"));
        objects.removed(a("1", "105"));
        assertThat(version()).contains("110");
    }

    @Test
    void deleteOfAnEarlierObjectLeavesTheNewOne() {
        objects.put(a("2", "110"));
        objects.deleted(KEY, "1");
        assertThat(version()).contains("110");
    }

    @Test
    void listRemovesWhatItDoesNotHaveUnlessThatIsNewer() {
        objects.put(a("1", "100"));
        objects.replaceAll(KIND, List.of(), "99");
        assertThat(version()).contains("100");
        objects.replaceAll(KIND, List.of(), "101");
        assertThat(version()).isEmpty();
        assertThat(changes.getLast().after()).isEmpty();
    }

    @Test
    void listTellsOnlyDifferences() {
        objects.replaceAll(KIND, List.of(a("1", "100")), "100");
        objects.replaceAll(KIND, List.of(a("1", "100")), "120");
        assertThat(changes).hasSize(1);
        objects.replaceAll(KIND, List.of(a("1", "121")), "122");
        assertThat(changes).hasSize(2);
        assertThat(changes.getLast().before().orElseThrow().resourceVersion()).isEqualTo("100");
    }

    @Test
    void listThatIsOlderThanADeleteDoesNotBringItBack() {
        objects.put(a("1", "100"));
        objects.deleted(KEY, "1");
        objects.replaceAll(KIND, List.of(a("1", "100")), "100");
        assertThat(version()).isEmpty();
    }

    @Test
    void forgottenKindMayComeBackWithTheSameObjects() {
        objects.put(a("1", "100"));
        objects.forget(KIND);
        assertThat(version()).isEmpty();
        objects.replaceAll(KIND, List.of(a("1", "100")), "130");
        assertThat(version()).contains("100");
    }

    @Test
    void indexesFollowChanges() {
        var owned =
                Target.object(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {namespace: space, name: o, uid: u, resourceVersion: '5', ownerReferences: [{uid: owner}]}
                        """);
        objects.put(owned);
        assertThat(objects.ownedBy("owner")).containsExactly(owned);
        objects.put(
                owned.without("metadata", "ownerReferences")
                        .with("6", "metadata", "resourceVersion"));
        assertThat(objects.ownedBy("owner")).isEmpty();
        assertThat(objects.inNamespace("space")).hasSize(1);
        objects.deleted(owned.key(), "u");
        assertThat(objects.inNamespace("space")).isEmpty();
    }

    @Test
    void deleteOfAnUnknownObjectIsRememberedByItsId() {
        objects.deleted(KEY, "1");
        objects.put(a("1", "7"));
        assertThat(version()).isEmpty();
    }
}
