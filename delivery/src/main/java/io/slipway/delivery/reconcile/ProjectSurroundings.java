package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.SpecRules;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.appproject.ProjectPermissions;
import io.slipway.delivery.appproject.ProjectWindows;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.window.Permission;
import io.slipway.engine.compare.OrphanRules;
import io.slipway.engine.compare.ResourcePolicy;
import io.slipway.forge.access.NamespaceId;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.Violations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** What an application's project lets it do, asked anew for every look at it. */
final class ProjectSurroundings implements Surroundings {

    private final Clusters clusters;
    private final ProjectPermissions permissions;
    private final ProjectWindows windows;

    ProjectSurroundings(Clusters clusters, ProjectPermissions permissions, ProjectWindows windows) {
        this.clusters = clusters;
        this.permissions = permissions;
        this.windows = windows;
    }

    @Override
    public Permission maySync(
            StoredApplication stored, boolean manual, Optional<Instant> startedAt, Instant now) {
        var application = stored.application();
        return windows.of(new NamespaceId(stored.namespaceId()))
                .decide(application.spec().synced(application.name()), manual, startedAt, now);
    }

    @Override
    public Verdict of(StoredApplication stored) {
        var application = stored.application();
        var spec = application.spec();
        var project = new NamespaceId(stored.namespaceId());
        var path = application.project();
        var errors = new ArrayList<String>();
        var violations = new Violations();
        SpecRules.check(spec, violations);
        try {
            violations.throwIfAny();
        } catch (Invalid e) {
            e.messages().forEach((field, texts) -> texts.forEach(t -> errors.add(field + " " + t)));
        }
        var permitted = permissions.now(project, path);
        spec.effectiveSources()
                .forEach(s -> permitted.sourceRefusal(s.repoURL()).ifPresent(errors::add));
        var resolution = clusters.resolve(spec.destination());
        return switch (resolution) {
            case Clusters.Resolution.Refused(var why) -> {
                errors.add(why);
                yield new Verdict(
                        errors, resolution, ResourcePolicy.everything(), OrphanRules.none(), false);
            }
            case Clusters.Resolution.Found(var cluster) -> {
                permitted
                        .destinationRefusal(cluster, spec.destination().namespace())
                        .ifPresent(errors::add);
                yield new Verdict(
                        errors,
                        resolution,
                        permitted.on(cluster),
                        permitted.orphans(),
                        permitted.warnsOfOrphans());
            }
        };
    }
}
