package io.slipway.engine.health;

import io.slipway.manifests.GroupKind;
import java.util.Map;

/** The rules of the built-in kinds (health H3, H4). */
final class BuiltInHealth {

    private BuiltInHealth() {}

    static void register(Map<GroupKind, HealthAssessor> table) {
        table.clear();
    }
}
