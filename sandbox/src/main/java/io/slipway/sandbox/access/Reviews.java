package io.slipway.sandbox.access;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers the objects that ask: who am I, may I, may they, what may I. Safe for several threads.
 */
public final class Reviews {

    private final Authorizer authorizer;
    private final Tokens tokens;

    /** Who a bearer token stands for, to one of these audiences (none: the API server). */
    @FunctionalInterface
    public interface Tokens {
        java.util.Optional<User> user(String token, List<String> audiences);
    }

    /**
     * @param tokens who a bearer token stands for
     */
    public Reviews(Authorizer authorizer, Tokens tokens) {
        this.authorizer = authorizer;
        this.tokens = tokens;
    }

    /** The review with its status, for a plural such as {@code selfsubjectaccessreviews}. */
    public Map<String, Object> answer(
            String plural, User caller, String namespace, Map<String, Object> review) {
        var result = new LinkedHashMap<>(review);
        var metadata = new LinkedHashMap<>(Trees.mapAt(review, "metadata"));
        result.put("metadata", metadata);
        var spec = Trees.mapAt(review, "spec");
        result.put(
                "status",
                switch (plural) {
                    case "selfsubjectaccessreviews" -> access(caller, spec);
                    case "subjectaccessreviews" -> access(subject(spec), spec);
                    case "localsubjectaccessreviews" -> {
                        var asked =
                                Trees.stringAt(spec, "resourceAttributes", "namespace").orElse("");
                        if (!asked.equals(namespace)) {
                            throw ApiFailure.badRequest(
                                    "spec.resourceAttributes.namespace must match namespace: "
                                            + namespace);
                        }
                        yield access(subject(spec), spec);
                    }
                    case "selfsubjectrulesreviews" -> rules(caller, spec);
                    case "selfsubjectreviews" -> Map.of("userInfo", info(caller));
                    case "tokenreviews" -> token(spec);
                    default -> throw ApiFailure.noSuchPath();
                });
        return result;
    }

    private static User subject(Map<String, Object> spec) {
        return new User(
                Trees.stringAt(spec, "user").orElse(""),
                Trees.stringAt(spec, "uid").orElse(""),
                Trees.listAt(spec, "groups").stream().map(String::valueOf).toList(),
                Map.of());
    }

    private Map<String, Object> access(User user, Map<String, Object> spec) {
        var r = Trees.mapAt(spec, "resourceAttributes");
        var p = Trees.mapAt(spec, "nonResourceAttributes");
        if (r.isEmpty() && p.isEmpty() && !spec.containsKey("resourceAttributes")) {
            throw ApiFailure.invalid(
                    "authorization.k8s.io",
                    "SelfSubjectAccessReview",
                    "",
                    List.of(
                            ApiFailure.Cause.invalid(
                                    "spec.resourceAttributes",
                                    Map.of(),
                                    "exactly one of nonResourceAttributes or resourceAttributes must be specified")));
        }
        var question =
                p.isEmpty()
                        ? Question.resource(
                                text(r, "verb"),
                                text(r, "group"),
                                text(r, "resource"),
                                text(r, "subresource"),
                                text(r, "namespace"),
                                text(r, "name"))
                        : Question.path(text(p, "verb"), text(p, "path"));
        var answer = authorizer.ask(user, question);
        var status = new LinkedHashMap<String, Object>();
        status.put("allowed", answer.allowed());
        if (!answer.reason().isEmpty()) {
            status.put("reason", answer.reason());
        }
        return status;
    }

    private static String text(Map<String, Object> map, String field) {
        return Trees.stringAt(map, field).orElse("");
    }

    private Map<String, Object> rules(User user, Map<String, Object> spec) {
        var namespace = text(spec, "namespace");
        if (namespace.isEmpty()) {
            throw ApiFailure.badRequest("no namespace on request");
        }
        var resources = new ArrayList<Object>();
        var paths = new ArrayList<Object>();
        for (var rule : authorizer.rulesFor(user, namespace)) {
            (rule.paths().isEmpty() ? resources : paths).add(rule.tree());
        }
        var status = new LinkedHashMap<String, Object>();
        status.put("resourceRules", resources);
        status.put("nonResourceRules", paths);
        status.put("incomplete", false);
        return status;
    }

    private static Map<String, Object> info(User user) {
        var info = new LinkedHashMap<String, Object>();
        info.put("username", user.name());
        if (!user.uid().isEmpty()) {
            info.put("uid", user.uid());
        }
        info.put("groups", user.groups());
        if (!user.extra().isEmpty()) {
            info.put("extra", user.extra());
        }
        return info;
    }

    private Map<String, Object> token(Map<String, Object> spec) {
        var status = new LinkedHashMap<String, Object>();
        var audiences = Trees.listAt(spec, "audiences").stream().map(String::valueOf).toList();
        tokens.user(text(spec, "token"), audiences)
                .ifPresentOrElse(
                        user -> {
                            status.put("authenticated", true);
                            status.put("user", info(user));
                            status.put(
                                    "audiences",
                                    audiences.isEmpty()
                                            ? List.of(AccountTokens.ISSUER)
                                            : audiences);
                        },
                        () -> {
                            status.put("user", Map.of());
                            status.put("error", "invalid bearer token");
                        });
        return status;
    }
}
