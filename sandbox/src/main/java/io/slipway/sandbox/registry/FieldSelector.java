package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A selector on fields: {@code metadata.name=a,status.phase!=Failed}. Immutable. */
public final class FieldSelector {

    private static final Map<String, Set<String>> MORE =
            Map.of(
                    "pods",
                    Set.of(
                            "spec.nodeName",
                            "spec.restartPolicy",
                            "spec.schedulerName",
                            "spec.serviceAccountName",
                            "spec.hostNetwork",
                            "status.phase",
                            "status.podIP",
                            "status.nominatedNodeName"),
                    "events",
                    Set.of(
                            "involvedObject.kind",
                            "involvedObject.namespace",
                            "involvedObject.name",
                            "involvedObject.uid",
                            "involvedObject.apiVersion",
                            "involvedObject.resourceVersion",
                            "involvedObject.fieldPath",
                            "reason",
                            "reportingComponent",
                            "source",
                            "type",
                            "regarding.kind",
                            "regarding.namespace",
                            "regarding.name",
                            "regarding.uid"),
                    "secrets",
                    Set.of("type"),
                    "namespaces",
                    Set.of("status.phase"),
                    "nodes",
                    Set.of("spec.unschedulable"),
                    "jobs",
                    Set.of("status.successful"),
                    "services",
                    Set.of("spec.clusterIP", "spec.type"),
                    "replicasets",
                    Set.of("status.replicas"),
                    "replicationcontrollers",
                    Set.of("status.replicas"));

    private record Term(String field, String value, boolean equal) {}

    private final List<Term> terms;

    private FieldSelector(List<Term> terms) {
        this.terms = terms;
    }

    /**
     * @throws ApiFailure 400 when it cannot be read or the type has no such field to select by
     */
    public static FieldSelector parse(ServedType type, String text) {
        var terms = new ArrayList<Term>();
        for (var part : text.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            int not = part.indexOf("!=");
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw ApiFailure.badRequest("invalid field selector: " + text);
            }
            boolean equal = not < 0 || not > equals;
            var field = part.substring(0, equal ? equals : not).strip();
            var value =
                    part.substring(
                                    equal
                                            ? (part.startsWith("==", equals)
                                                    ? equals + 2
                                                    : equals + 1)
                                            : not + 2)
                            .strip();
            boolean known =
                    field.equals("metadata.name")
                            || (field.equals("metadata.namespace") && type.namespaced())
                            || MORE.getOrDefault(
                                            type.custom().isPresent() ? "" : type.plural(),
                                            Set.of())
                                    .contains(field);
            if (!known) {
                throw ApiFailure.badRequest(
                        "Unable to find \""
                                + type.kind().group()
                                + "/"
                                + type.kind().version()
                                + ", Resource="
                                + type.plural()
                                + "\" that match label selector \"\", field selector \""
                                + text
                                + "\": field label not supported: "
                                + field);
            }
            terms.add(new Term(field, value, equal));
        }
        return new FieldSelector(terms);
    }

    public boolean matches(Map<String, Object> object) {
        return terms.stream()
                .allMatch(t -> {
                    var path =
                            t.field().equals("source")
                                    ? new String[] {"source", "component"}
                                    : t.field().split("\\.");
                    var value =
                            Trees.at(object, path)
                                    .map(String::valueOf)
                                    .orElse(
                                            t.field().equals("spec.hostNetwork")
                                                            || t.field()
                                                                    .equals("spec.unschedulable")
                                                    ? "false"
                                                    : "");
                    return value.equals(t.value()) == t.equal();
                });
    }

    /** The name that the selector asks for; empty when it does not name exactly one. */
    public java.util.Optional<String> name() {
        return terms.stream()
                .filter(t -> t.field().equals("metadata.name") && t.equal())
                .map(Term::value)
                .findFirst();
    }
}
