package io.slipway.delivery.application;

import io.slipway.delivery.appproject.AppProject;
import io.slipway.delivery.appproject.ProjectPermissions;
import io.slipway.delivery.destination.Clusters;
import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Projects;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.problem.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an application must be before it is stored: well-formed, and permitted to its project. */
final class Admission {

    private final ProjectPermissions permissions;
    private final Clusters clusters;
    private final Projects repositories;
    private final Access access;
    private final RepositoryAddresses addresses;
    private final SourceProbe probe;

    Admission(
            ProjectPermissions permissions,
            Clusters clusters,
            Projects repositories,
            Access access,
            RepositoryAddresses addresses,
            SourceProbe probe) {
        this.permissions = permissions;
        this.clusters = clusters;
        this.repositories = repositories;
        this.access = access;
        this.addresses = addresses;
        this.probe = probe;
    }

    /** The normal form of what a person wrote, when nothing speaks against it. */
    Application checked(
            Caller caller, AppProject place, Application wanted, Applications.WriteMode mode) {
        var violations = new Violations();
        SpecRules.checkName(wanted.name(), violations);
        SpecRules.checkMetadata(wanted.metadata(), violations);
        var written = wanted.spec().project();
        violations.addIf(
                !written.isEmpty() && !written.equals(place.path()),
                "spec.project",
                "is \"" + written + "\", the path says \"" + place.path() + "\"");
        SpecRules.check(wanted.spec(), violations);
        violations.throwIfAny();
        var spec = SpecRules.normalised(wanted.spec(), place.path());
        checkDestination(place, spec, violations);
        checkSources(caller, place, spec, violations);
        violations.throwIfAny();
        if (mode.probe()) {
            probe.problems(wanted.name(), place, spec)
                    .forEach(p -> violations.add("spec.source", p));
            violations.throwIfAny();
        }
        return wanted.withSpec(spec)
                .withStatus(ApplicationStatus.EMPTY)
                .withOperation(Optional.empty());
    }

    private void checkDestination(AppProject place, ApplicationSpec spec, Violations violations) {
        switch (clusters.resolve(spec.destination())) {
            case Clusters.Resolution.Refused(var why) -> violations.add("spec.destination", why);
            case Clusters.Resolution.Found(var cluster) ->
                    permissions
                            .now(place.id(), place.path())
                            .destinationRefusal(cluster, spec.destination().namespace())
                            .ifPresent(why -> violations.add("spec.destination", why));
        }
    }

    /** Nobody deploys from a repository that they may not read. */
    private void checkSources(
            Caller caller, AppProject place, ApplicationSpec spec, Violations violations) {
        var permitted = permissions.now(place.id(), place.path());
        for (var source : spec.effectiveSources()) {
            permitted
                    .sourceRefusal(source.repoURL())
                    .ifPresent(why -> violations.add("spec.source.repoURL", why));
            addresses
                    .projectPath(source.repoURL())
                    .ifPresent(path -> {
                        try {
                            var project = repositories.byPath(caller, path);
                            access.require(caller, Ability.DOWNLOAD_CODE, project);
                        } catch (NotFound | Denied e) {
                            violations.add(
                                    "spec.source.repoURL",
                                    "names no repository that you may read: " + source.repoURL());
                        }
                    });
        }
    }

    /** Where the sources of a spec are; asked before the transaction that stores it. */
    List<FollowedSource> followed(ApplicationSpec spec) {
        var followed = new ArrayList<FollowedSource>();
        var sources = spec.effectiveSources();
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            followed.add(
                    new FollowedSource(
                            new ApplicationId(0),
                            i,
                            repository(source.repoURL()),
                            source.repoURL(),
                            source.targetRevision()));
        }
        return followed;
    }

    private Optional<Long> repository(String url) {
        return addresses
                .projectPath(url)
                .flatMap(path -> {
                    try {
                        return Optional.of(
                                repositories.byPath(Caller.system(), path).repositoryId().value());
                    } catch (Problem e) {
                        return Optional.empty(); // deleted meanwhile: told when it is rendered
                    }
                });
    }

    /** A child reads from its parent's project, or from what everybody may read. */
    void checkChildSource(AppProject place, String url, Violations violations) {
        addresses
                .projectPath(url)
                .ifPresent(path -> {
                    try {
                        var project = repositories.byPath(Caller.system(), path);
                        boolean allowed =
                                project.namespacePath().equals(place.path())
                                        || project.visibility() == Visibility.PUBLIC;
                        violations.addIf(
                                !allowed,
                                "spec.source.repoURL",
                                "is neither in project " + place.path() + " nor public: " + url);
                    } catch (NotFound e) {
                        violations.add("spec.source.repoURL", "names no repository: " + url);
                    }
                });
    }
}
