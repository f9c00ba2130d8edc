package io.slipway.kustomize.transform;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.TypeName;
import java.util.List;

/** Puts all objects into a namespace: spec section 8.1. */
public final class NamespaceTransformer implements Transformer {

    private static final FieldSpec METADATA =
            new FieldSpec(TypeName.ANY, "metadata/namespace", true);

    private final String namespace;
    private final List<FieldSpec> specs;
    private final boolean unsetOnly;
    private final String subjects;

    /**
     * @param subjects which subjects of role bindings: defaultOnly, allServiceAccounts, none; empty
     *     is the first
     * @throws KustomizeException for another word
     */
    public NamespaceTransformer(
            String namespace, List<FieldSpec> specs, boolean unsetOnly, String subjects) {
        this.namespace = namespace;
        this.specs = specs;
        this.unsetOnly = unsetOnly;
        this.subjects = subjects.isEmpty() ? "defaultOnly" : subjects;
        if (!List.of("defaultOnly", "allServiceAccounts", "none").contains(this.subjects)) {
            throw new KustomizeException(
                    "invalid value \""
                            + subjects
                            + "\" for setRoleBindingSubjects: must be one of"
                            + " \"defaultOnly\", \"none\" or \"allServiceAccounts\"");
        }
    }

    @Override
    public void transform(ResourceList resources) {
        if (namespace.isEmpty()) {
            return;
        }
        for (var resource : resources.all()) {
            if (resource.isGone() || resource.isHelmGenerated()) {
                continue;
            }
            resource.rememberId();
            apply(resource);
        }
        resources.checkIds("namespace transformation produces ID conflict: ");
    }

    /** Sets the namespace of one object. */
    void apply(Resource resource) {
        var type = resource.type();
        if (!resource.schema().isClusterScoped(resource.apiVersion(), resource.kind())) {
            new FieldWalker(METADATA, FieldWalker.Leaf.STRING).change(resource, type, this::set);
        }
        boolean binding =
                type.kind().equals("RoleBinding") || type.kind().equals("ClusterRoleBinding");
        if (binding) {
            subjects(resource.node());
        }
        for (var spec : specs) {
            boolean skipped =
                    spec.path().equals("metadata/namespace")
                            || spec.path().equals("metadata/name")
                                    && !resource.apiVersion().equals("v1")
                            || binding
                                    && spec.path().equals("subjects/namespace")
                                    && (spec.type().kind().equals("RoleBinding")
                                            || spec.type().kind().equals("ClusterRoleBinding"));
            if (!skipped) {
                new FieldWalker(spec, FieldWalker.Leaf.STRING).change(resource, type, this::set);
            }
        }
    }

    private Node set(Node node) {
        if (unsetOnly && !node.isNullOrEmpty()) {
            return node;
        }
        return FieldWalker.setScalar(node, namespace, Tag.STRING);
    }

    private void subjects(MapNode object) {
        if (subjects.equals("none") || !(object.get("subjects") instanceof ListNode list)) {
            return;
        }
        boolean accounts = subjects.equals("allServiceAccounts");
        for (var item : list.items()) {
            if (item instanceof MapNode subject
                    && subject.get(accounts ? "kind" : "name") instanceof ScalarNode scalar
                    && scalar.text().equals(accounts ? "ServiceAccount" : "default")) {
                if (subject.get("namespace") == null) {
                    subject.put("namespace", ScalarNode.untagged(""));
                }
                set(java.util.Objects.requireNonNull(subject.get("namespace")));
            }
        }
    }
}
