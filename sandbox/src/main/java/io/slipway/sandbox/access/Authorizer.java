package io.slipway.sandbox.access;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.LabelSelector;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Decides by the roles and bindings that are in the store. Safe for several threads. */
public final class Authorizer {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final ResourceId CLUSTER_BINDINGS = new ResourceId(GROUP, "clusterrolebindings");
    private static final ResourceId BINDINGS = new ResourceId(GROUP, "rolebindings");
    private static final ResourceId CLUSTER_ROLES = new ResourceId(GROUP, "clusterroles");
    private static final ResourceId ROLES = new ResourceId(GROUP, "roles");

    private final ObjectStore store;
    private final Map<String, List<Rule>> clusterRoles = new ConcurrentHashMap<>();

    /** On that store. */
    public Authorizer(ObjectStore store) {
        this.store = store;
        store.onChange(change -> {
            if (change.now().resource().equals(CLUSTER_ROLES)) {
                clusterRoles.clear();
            }
        });
    }

    /**
     * An answer.
     *
     * @param reason for people; may be empty
     */
    public record Answer(boolean allowed, String reason) {}

    public Answer ask(User user, Question question) {
        if (user.isMaster()) {
            return new Answer(true, "");
        }
        for (var binding : bindings(user, question.namespace())) {
            for (var rule : rules(binding)) {
                if (rule.allows(question)) {
                    return new Answer(true, "RBAC: allowed by " + binding.shown());
                }
            }
        }
        return new Answer(false, "");
    }

    private record Binding(
            String kind, String name, String namespace, Object roleRef, Object subject) {
        String shown() {
            var role =
                    Trees.stringAt(roleRef, "kind").orElse("")
                            + " \""
                            + Trees.stringAt(roleRef, "name").orElse("")
                            + "\"";
            var who =
                    Trees.stringAt(subject, "kind").orElse("")
                            + " \""
                            + Trees.stringAt(subject, "name").orElse("")
                            + "\"";
            return kind
                    + " \""
                    + (namespace.isEmpty() ? name : name + "/" + namespace)
                    + "\" of "
                    + role
                    + " to "
                    + who;
        }
    }

    private List<Binding> bindings(User user, String namespace) {
        var found = new ArrayList<Binding>();
        for (var stored : store.list(CLUSTER_BINDINGS, "").objects()) {
            subject(user, stored.tree(), "")
                    .ifPresent(s ->
                            found.add(
                                    new Binding(
                                            "ClusterRoleBinding",
                                            stored.name(),
                                            "",
                                            Trees.mapAt(stored.tree(), "roleRef"),
                                            s)));
        }
        if (!namespace.isEmpty()) {
            for (var stored : store.list(BINDINGS, namespace).objects()) {
                subject(user, stored.tree(), namespace)
                        .ifPresent(s ->
                                found.add(
                                        new Binding(
                                                "RoleBinding",
                                                stored.name(),
                                                namespace,
                                                Trees.mapAt(stored.tree(), "roleRef"),
                                                s)));
            }
        }
        return found;
    }

    private static Optional<Object> subject(
            User user, Map<String, Object> binding, String namespace) {
        return Trees.listAt(binding, "subjects").stream()
                .filter(s -> {
                    var name = Trees.stringAt(s, "name").orElse("");
                    return switch (Trees.stringAt(s, "kind").orElse("")) {
                        case "User" -> name.equals(user.name());
                        case "Group" -> user.groups().contains(name);
                        case "ServiceAccount" ->
                                user.name()
                                        .equals(
                                                "system:serviceaccount:"
                                                        + Trees.stringAt(s, "namespace")
                                                                .orElse(namespace)
                                                        + ":"
                                                        + name);
                        default -> false;
                    };
                })
                .findFirst();
    }

    private List<Rule> rules(Binding binding) {
        return rulesOfRole(binding.roleRef(), binding.namespace());
    }

    /** The rules of the role that a binding in a namespace names. */
    List<Rule> rulesOfRole(Object roleRef, String namespace) {
        var name = Trees.stringAt(roleRef, "name").orElse("");
        if (Trees.stringAt(roleRef, "kind").filter("ClusterRole"::equals).isPresent()) {
            return clusterRoles.computeIfAbsent(name, this::clusterRole);
        }
        return store.get(ROLES, namespace, name).map(r -> rulesOf(r.tree())).orElse(List.of());
    }

    private List<Rule> clusterRole(String name) {
        var role = store.get(CLUSTER_ROLES, "", name);
        if (role.isEmpty()) {
            return List.of();
        }
        var rules = new ArrayList<>(rulesOf(role.get().tree()));
        for (var selector :
                Trees.listAt(role.get().tree(), "aggregationRule", "clusterRoleSelectors")) {
            var wanted = LabelSelector.of(Trees.map(selector).orElse(Map.of()));
            store.list(CLUSTER_ROLES, "").objects().stream()
                    .filter(r ->
                            wanted.matches(LabelSelector.labelsOf(r.tree()))
                                    && !r.name().equals(name))
                    .forEach(r -> rules.addAll(rulesOf(r.tree())));
        }
        return List.copyOf(rules);
    }

    static List<Rule> rulesOf(Map<String, Object> role) {
        return Trees.listAt(role, "rules").stream().map(Rule::of).toList();
    }

    /** Every rule that applies to a user in a namespace, as SelfSubjectRulesReview lists them. */
    List<Rule> rulesFor(User user, String namespace) {
        return bindings(user, namespace).stream()
                .flatMap(b -> rules(b).stream())
                .distinct()
                .toList();
    }
}
