package io.slipway.engine.compare;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The claims that StatefulSets made for their pods: they name no owner, only their names tell whose
 * they are.
 */
final class ClaimsOfSets {

    private static final GroupKind CLAIM = new GroupKind("", "PersistentVolumeClaim");
    private static final GroupKind SET = new GroupKind("apps", "StatefulSet");
    private static final Pattern NUMBERED = Pattern.compile("(.+)-[0-9]+");

    private final Set<String> names = new HashSet<>();

    /**
     * @param objects of one namespace
     */
    ClaimsOfSets(List<ResourceObject> objects) {
        for (var set : objects) {
            if (set.groupKind().equals(SET)) {
                Trees.listAt(set.tree(), "spec", "volumeClaimTemplates").stream()
                        .flatMap(t -> Trees.stringAt(t, "metadata", "name").stream())
                        .forEach(template -> names.add(template + "-" + set.name()));
            }
        }
    }

    boolean holds(ResourceObject object) {
        var numbered = NUMBERED.matcher(object.name());
        return object.groupKind().equals(CLAIM)
                && numbered.matches()
                && names.contains(numbered.group(1));
    }
}
