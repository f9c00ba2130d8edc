package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.Matcher;
import io.slipway.engine.compare.NamespaceMetadata;
import io.slipway.engine.compare.SyncOptions;
import io.slipway.manifests.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The namespace of the destination, made or labelled when the options say so (spec: sync N). It
 * carries no tracking data: it is never pruned and survives the application.
 */
final class DestinationNamespace {

    private final Cluster cluster;
    private final CompareRequest request;
    private final SyncOperation operation;

    DestinationNamespace(Cluster cluster, CompareRequest request, SyncOperation operation) {
        this.cluster = cluster;
        this.request = request;
        this.operation = operation;
    }

    /** Does what is needed; the result entry, if anything was. */
    Optional<SyncedObject> ensure(List<SyncTask> tasks) {
        if (!isWanted(tasks)) {
            return Optional.empty();
        }
        var refusal = request.policy().refusal(key(), false);
        if (refusal.isPresent()) {
            throw new ClusterException.Forbidden(refusal.get());
        }
        var live = cluster.live().get(key());
        var metadata = request.namespaceMetadata();
        if (live.isPresent() && metadata.isEmpty()) {
            return Optional.empty();
        }
        var namespace =
                Matcher.namespace(
                        request.namespace(),
                        metadata.orElse(new NamespaceMetadata(Map.of(), Map.of())));
        if (metadata.isPresent()) {
            namespace = namespace.withAnnotation(SyncOptions.ANNOTATION, "ServerSideApply=true");
        }
        var options = WriteOptions.defaults().withDryRun(operation.dryRun());
        var result = cluster.apply(Identity.registered(), namespace, options);
        var outcome =
                live.isEmpty()
                        ? "created"
                        : live.get().resourceVersion().equals(result.resourceVersion())
                                ? "unchanged"
                                : "configured";
        return Optional.of(
                entry(
                        ResultCode.SYNCED,
                        OperationPhase.SUCCEEDED,
                        Applier.described(result) + " " + outcome));
    }

    SyncedObject failure(String message) {
        return entry(ResultCode.SYNC_FAILED, OperationPhase.FAILED, message);
    }

    private boolean isWanted(List<SyncTask> tasks) {
        return request.options().has("CreateNamespace=true")
                && !request.namespace().isEmpty()
                && tasks.stream().noneMatch(t -> !t.isPrune() && t.key().equals(key()));
    }

    private ResourceKey key() {
        return new ResourceKey("", "Namespace", "", request.namespace());
    }

    private SyncedObject entry(ResultCode code, OperationPhase phase, String message) {
        return new SyncedObject(
                key(),
                "v1",
                Optional.of(code),
                message,
                Optional.empty(),
                phase,
                HookPhase.PRE_SYNC);
    }
}
