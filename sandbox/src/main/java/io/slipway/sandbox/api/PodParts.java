package io.slipway.sandbox.api;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.registry.WriteOptions;
import io.slipway.sandbox.status.ApiFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parts of pods that only a node could serve, and what the sandbox says instead. */
final class PodParts {

    static final Set<String> PARTS =
            Set.of("log", "eviction", "binding", "exec", "attach", "portforward", "proxy");

    private final Registry registry;
    private final Evictions evictions;

    PodParts(Registry registry) {
        this.registry = registry;
        this.evictions = new Evictions(registry);
    }

    Reply answer(Call call, Target target) {
        return switch (target.subresource()) {
            case "log" -> log(call, target.part(""));
            case "eviction" -> evictions.answer(call, target.part(""));
            case "binding" -> bind(call, target.part(""));
            default ->
                    throw ApiFailure.notImplemented(
                            "the sandbox runs no containers, so there is nothing to "
                                    + target.subresource()
                                    + "; use a real cluster for it");
        };
    }

    private Reply log(Call call, Target target) {
        var pod = registry.get(target);
        var containers =
                List.of("initContainers", "containers").stream()
                        .flatMap(l -> Trees.listAt(pod, "spec", l).stream())
                        .toList();
        var names =
                Trees.listAt(pod, "spec", "containers").stream()
                        .map(c -> Trees.stringAt(c, "name").orElse(""))
                        .toList();
        var wanted = call.parameter("container");
        if (wanted.isEmpty() && names.size() > 1) {
            throw ApiFailure.badRequest(
                    "a container name must be specified for pod "
                            + target.name()
                            + ", choose one of: ["
                            + String.join(" ", names)
                            + "]");
        }
        var name = wanted.orElseGet(() -> names.isEmpty() ? "" : names.getFirst());
        var container =
                containers.stream()
                        .filter(c -> Trees.stringAt(c, "name").filter(name::equals).isPresent())
                        .findFirst();
        if (container.isEmpty()) {
            throw ApiFailure.badRequest(
                    "container " + name + " is not valid for pod " + target.name());
        }
        requireStarted(pod, target, name);
        var text =
                "This is Slipway's sandbox: it runs no containers, so "
                        + target.namespace()
                        + "/"
                        + target.name()
                        + " ("
                        + name
                        + ", image "
                        + Trees.stringAt(container.get(), "image").orElse("")
                        + ") has no output of its own.\n";
        boolean stamps = call.flag("timestamps");
        var started = Trees.stringAt(pod, "status", "startTime").orElse(registry.names().now());
        return Reply.text(200, stamps ? started + " " + text : text);
    }

    private static void requireStarted(Map<String, Object> pod, Target target, String name) {
        Optional<Object> waiting =
                Trees.listAt(pod, "status", "containerStatuses").stream()
                        .filter(s -> Trees.stringAt(s, "name").filter(name::equals).isPresent())
                        .flatMap(s -> Trees.at(s, "state", "waiting").stream())
                        .findFirst();
        if (waiting.isPresent()) {
            var why = Trees.stringAt(waiting.get(), "reason").orElse("");
            throw ApiFailure.badRequest(
                    "container \""
                            + name
                            + "\" in pod \""
                            + target.name()
                            + "\" is waiting to start: "
                            + (why.startsWith("ErrImage") || why.startsWith("ImagePull")
                                    ? "trying and failing to pull image"
                                    : why));
        }
    }

    private Reply bind(Call call, Target target) {
        var node = Trees.stringAt(call.object(), "target", "name").orElse("");
        registry.edit(
                target,
                WriteOptions.by("scheduler"),
                pod -> {
                    var copy = Trees.copyMap(pod);
                    Trees.put(copy, node, "spec", "nodeName");
                    return copy;
                });
        return Reply.tree(201, Shapes.success());
    }
}
