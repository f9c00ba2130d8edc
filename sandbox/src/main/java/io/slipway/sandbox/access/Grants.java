package io.slipway.sandbox.access;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nobody gives away more than they have: who writes a role must hold its rules (or may {@code
 * escalate}), who writes a binding must hold those of its role (or may {@code bind} it).
 */
public final class Grants {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Set<String> ROLES = Set.of("roles", "clusterroles");
    private static final Set<String> BINDINGS = Set.of("rolebindings", "clusterrolebindings");

    private final Authorizer authorizer;

    /** By the same roles and bindings. */
    public Grants(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Whether writing objects of this resource can give rights away. */
    public static boolean areMadeBy(String group, String plural) {
        return group.equals(GROUP) && (ROLES.contains(plural) || BINDINGS.contains(plural));
    }

    /**
     * Refuses an object that gives away what its writer does not hold.
     *
     * @param object as it would be stored
     */
    public void require(User user, String plural, String namespace, Map<String, Object> object) {
        var name = Trees.stringAt(object, "metadata", "name").orElse("");
        List<Rule> granted;
        Question license;
        if (ROLES.contains(plural)) {
            granted = Authorizer.rulesOf(object);
            license = Question.resource("escalate", GROUP, plural, "", namespace, name);
        } else {
            var role = Trees.mapAt(object, "roleRef");
            var roles =
                    Trees.stringAt(role, "kind").filter("Role"::equals).isPresent()
                            ? "roles"
                            : "clusterroles";
            granted = authorizer.rulesOfRole(role, namespace);
            license =
                    Question.resource(
                            "bind",
                            GROUP,
                            roles,
                            "",
                            namespace,
                            Trees.stringAt(role, "name").orElse(""));
        }
        if (authorizer.ask(user, license).allowed()) {
            return;
        }
        var held = authorizer.rulesFor(user, namespace);
        var missing = granted.stream().filter(rule -> !isCovered(rule, held)).toList();
        if (!missing.isEmpty()) {
            throw new ApiFailure(
                    403,
                    "Forbidden",
                    "%s.%s \"%s\" is forbidden: user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s"
                            .formatted(
                                    plural,
                                    GROUP,
                                    name,
                                    user.name(),
                                    quoted(user.groups()),
                                    shown(missing)),
                    Map.of("name", name, "group", GROUP, "kind", plural));
        }
    }

    private static boolean isCovered(Rule rule, List<Rule> held) {
        return questions(rule).stream().allMatch(q -> held.stream().anyMatch(h -> h.allows(q)));
    }

    /** Everything that the rule allows, one by one. */
    private static List<Question> questions(Rule rule) {
        var questions = new ArrayList<Question>();
        for (var verb : rule.verbs()) {
            rule.paths().forEach(path -> questions.add(Question.path(verb, path)));
            for (var group : rule.groups()) {
                for (var resource : rule.resources()) {
                    var parts = resource.split("/", 2);
                    var below = parts.length == 2 ? parts[1] : "";
                    for (var name : rule.names().isEmpty() ? List.of("") : rule.names()) {
                        questions.add(Question.resource(verb, group, parts[0], below, "", name));
                    }
                }
            }
        }
        return questions;
    }

    private static String shown(List<Rule> rules) {
        return rules.stream()
                .map(r -> {
                    var fields = new ArrayList<String>();
                    add(fields, "APIGroups", r.groups());
                    add(fields, "NonResourceURLs", r.paths());
                    add(fields, "Resources", r.resources());
                    add(fields, "ResourceNames", r.names());
                    add(fields, "Verbs", r.verbs());
                    return "{" + String.join(", ", fields) + "}";
                })
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    private static void add(List<String> fields, String name, List<String> values) {
        if (!values.isEmpty()) {
            fields.add(name + ":" + quoted(values));
        }
    }

    private static String quoted(List<String> values) {
        return values.stream()
                .map(v -> "\"" + v + "\"")
                .toList()
                .toString()
                .replace("\", \"", "\" \"");
    }
}
