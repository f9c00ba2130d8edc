package io.slipway.engine.health;

import io.slipway.manifests.GroupKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Rules by kind, and by families of kinds: a kind {@code *} stands for all kinds of a group, a
 * group {@code *.example.com} for all groups that end so. A kind's own rule goes before that of its
 * group, and that before the one of its family of groups, the longest end first.
 */
final class KindTable {

    private static final String ANY = "*";

    private final Map<GroupKind, HealthAssessor> rules = new HashMap<>();
    private final Map<GroupKind, String> texts = new HashMap<>();

    /** Kinds, separated by blanks, with a rule that tells itself in words. */
    void put(String group, String kinds, StatusRule rule) {
        put(group, kinds, rule.text(), rule);
    }

    /** Kinds, separated by blanks. */
    void put(String group, String kinds, String text, HealthAssessor rule) {
        for (var kind : kinds.split(" ")) {
            rules.put(new GroupKind(group, kind), rule);
            texts.put(new GroupKind(group, kind), text);
        }
    }

    Map<GroupKind, HealthAssessor> rules() {
        return Map.copyOf(rules);
    }

    Map<GroupKind, String> texts() {
        return Map.copyOf(texts);
    }

    /** The rule for a kind; empty when there is none. */
    static Optional<HealthAssessor> find(Map<GroupKind, HealthAssessor> rules, GroupKind kind) {
        var own = rules.get(kind);
        if (own != null) {
            return Optional.of(own);
        }
        var ofGroup = rules.get(new GroupKind(kind.group(), ANY));
        if (ofGroup != null) {
            return Optional.of(ofGroup);
        }
        var group = kind.group();
        for (int dot = group.indexOf('.'); dot >= 0; dot = group.indexOf('.', dot + 1)) {
            var family = ANY + group.substring(dot);
            var ofFamily = rules.get(new GroupKind(family, kind.kind()));
            if (ofFamily == null) {
                ofFamily = rules.get(new GroupKind(family, ANY));
            }
            if (ofFamily != null) {
                return Optional.of(ofFamily);
            }
        }
        return Optional.empty();
    }
}
