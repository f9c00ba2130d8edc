package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationSpec;
import io.slipway.delivery.application.ApplicationStatus;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.NamespaceMetadata;
import io.slipway.engine.compare.ResourcePolicy;
import io.slipway.engine.compare.SyncOptions;
import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.engine.sync.ResourceSelector;
import io.slipway.engine.sync.SyncOperation;
import io.slipway.manifests.GroupKind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An application in the engine's words. Pure. */
public final class EngineRequests {

    private EngineRequests() {}

    /** The application with what it wants, under its own sync options. */
    public static CompareRequest compare(
            StoredApplication stored, Target target, ResourcePolicy policy) {
        return request(stored, target, stored.application().spec().syncOptions(), policy);
    }

    static CompareRequest sync(
            StoredApplication stored, Target target, Operation.Sync sync, ResourcePolicy policy) {
        return request(stored, target, sync.syncOptions(), policy);
    }

    private static CompareRequest request(
            StoredApplication stored, Target target, List<String> options, ResourcePolicy policy) {
        var application = stored.application();
        var spec = application.spec();
        return new CompareRequest(
                stored.instance(),
                spec.destination().namespace(),
                target.objects(),
                target.failure(),
                application.metadata().annotations(),
                SyncOptions.of(options),
                spec.ignoreDifferences().stream().map(EngineRequests::ignore).toList(),
                spec.managedNamespaceMetadata().map(EngineRequests::metadata),
                applied(application.status()).map(EngineRequests::metadata),
                policy,
                knownKinds(application.status()));
    }

    static SyncOperation operation(Operation.Sync sync, List<String> revisions) {
        return new SyncOperation(
                String.join("", revisions.stream().limit(1).toList()),
                sync.prune(),
                sync.dryRun(),
                !sync.skipsHooks() && !sync.isPartial(),
                sync.force(),
                sync.resources().stream()
                        .map(r ->
                                new ResourceSelector(r.group(), r.kind(), r.name(), r.namespace()))
                        .toList());
    }

    private static Optional<ApplicationSpec.NamespaceMetadata> applied(ApplicationStatus status) {
        return status.operationState()
                .flatMap(ApplicationStatus.OperationState::syncResult)
                .flatMap(ApplicationStatus.SyncResult::managedNamespaceMetadata);
    }

    private static NamespaceMetadata metadata(ApplicationSpec.NamespaceMetadata metadata) {
        return new NamespaceMetadata(metadata.labels(), metadata.annotations());
    }

    private static IgnoreDifference ignore(ApplicationSpec.IgnoreDifference difference) {
        return new IgnoreDifference(
                difference.group(),
                difference.kind(),
                difference.name(),
                difference.namespace(),
                difference.jsonPointers(),
                difference.jqPathExpressions(),
                difference.managedFieldsManagers());
    }

    private static Set<GroupKind> knownKinds(ApplicationStatus status) {
        var kinds = new HashSet<GroupKind>();
        status.resources().forEach(r -> kinds.add(new GroupKind(r.group(), r.kind())));
        status.operationState()
                .flatMap(ApplicationStatus.OperationState::syncResult)
                .ifPresent(result ->
                        result.resources()
                                .forEach(r -> kinds.add(new GroupKind(r.group(), r.kind()))));
        return kinds;
    }
}
