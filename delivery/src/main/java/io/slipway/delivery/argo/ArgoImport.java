package io.slipway.delivery.argo;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.Applications.WriteMode;
import io.slipway.delivery.application.SyncPolicy;
import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.delivery.appproject.PolicyFormat;
import io.slipway.delivery.appproject.ProjectPolicies;
import io.slipway.delivery.appproject.ProjectWindows;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.destination.Destination;
import io.slipway.delivery.window.WindowFormat;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.forge.identity.Caller;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.problem.Unavailable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings the applications that Argo CD keeps in a cluster to a project here. Their objects stay as
 * they are; the first sync here takes them over. Safe for several threads.
 */
public final class ArgoImport {

    private static final GroupVersionKind APPLICATION =
            new GroupVersionKind("argoproj.io", "v1alpha1", "Application");
    private static final GroupVersionKind PROJECT =
            new GroupVersionKind("argoproj.io", "v1alpha1", "AppProject");
    private static final String SKIP = "argocd.argoproj.io/skip-reconcile";
    private static final String CASCADE = "resources-finalizer.argocd.argoproj.io";
    private static final int PAGE = 500;
    private static final int MOST = 20_000;

    private final Applications applications;
    private final ProjectPolicies policies;
    private final ProjectWindows windows;
    private final Clusters clusters;

    public ArgoImport(
            Applications applications,
            ProjectPolicies policies,
            ProjectWindows windows,
            Clusters clusters) {
        this.applications = applications;
        this.policies = policies;
        this.windows = windows;
        this.clusters = clusters;
    }

    /**
     * Brings them. One that cannot come keeps none of the others back.
     *
     * @param who as whom the cluster is asked
     * @param dryRun whether everything is checked, and nothing written anywhere
     * @throws Denied when the caller may not make applications in the project, may not set its
     *     policy although that is asked for, or may not read Argo CD's objects
     * @throws Invalid when the request makes no sense
     */
    public ImportReport run(
            Caller caller, Identity who, String project, ImportRequest request, boolean dryRun) {
        require(caller, project, DeliveryAction.CREATE);
        if (request.policy()) {
            require(caller, project, DeliveryAction.ADMIN_POLICY);
            if (request.argoProject().isEmpty()) {
                throw Invalid.of("argoProject", "is missing: a policy comes from one project");
            }
        }
        var cluster = cluster(request.cluster());
        var translation = new Translation(project, request);
        var found = asked(() -> applications(cluster, who, request));
        var policy =
                request.policy()
                        ? Optional.of(
                                asked(() ->
                                        policy(
                                                caller,
                                                who,
                                                project,
                                                cluster,
                                                request,
                                                translation,
                                                dryRun)))
                        : Optional.<ImportReport.Item>empty();
        var items = new ArrayList<ImportReport.Item>();
        for (var one : found) {
            items.add(
                    new OneImport(caller, who, project, cluster, translation, request, dryRun)
                            .bring(one));
        }
        return new ImportReport(items, policy);
    }

    private void require(Caller caller, String project, DeliveryAction action) {
        applications
                .refusal(caller, project, action)
                .ifPresent(why -> {
                    throw Denied.forbidden(why);
                });
    }

    private Cluster cluster(String name) {
        if (name.isEmpty()) {
            throw Invalid.of("cluster", "is missing");
        }
        return switch (clusters.resolve(new Destination("", name, ""))) {
            case Clusters.Resolution.Found(var cluster) -> cluster;
            case Clusters.Resolution.Refused(var why) -> throw Invalid.of("cluster", why);
        };
    }

    private static List<ResourceObject> applications(
            Cluster cluster, Identity who, ImportRequest request) {
        var found = new ArrayList<ResourceObject>();
        var token = "";
        do {
            var page =
                    cluster.list(
                            who,
                            APPLICATION,
                            ListOptions.inNamespace(request.namespace()).page(PAGE, token));
            found.addAll(page.items());
            token = page.continueToken();
        } while (!token.isEmpty() && found.size() < MOST);
        var project = request.argoProject();
        return found.stream()
                .filter(a -> project.isEmpty() || projectOf(a).equals(project))
                .filter(a -> request.names().isEmpty() || request.names().contains(a.name()))
                .sorted(Comparator.comparing(ResourceObject::name))
                .toList();
    }

    private static String projectOf(ResourceObject application) {
        return Trees.stringAt(application.tree(), "spec", "project").orElse("default");
    }

    private ImportReport.Item policy(
            Caller caller,
            Identity who,
            String project,
            Cluster cluster,
            ImportRequest request,
            Translation translation,
            boolean dryRun) {
        var name = request.argoProject();
        var there =
                cluster.get(who, new ObjectReference(PROJECT, request.namespace(), name))
                        .orElseThrow(() ->
                                new NotFound("AppProject", "AppProject " + name + " not found"));
        var translated = translation.policy(there);
        var problems = new ArrayList<String>();
        boolean signed = !Trees.listAt(translated.tree(), "signatureKeys").isEmpty();
        if (signed) {
            problems.add("signatureKeys is not built here: commits would not be checked");
        } else {
            try {
                policies.set(caller, project, PolicyFormat.read(translated.tree()), dryRun);
                var wanted = WindowFormat.read(Trees.listAt(translated.tree(), "syncWindows"));
                if (!dryRun && !wanted.all().isEmpty()) {
                    windows.set(caller, project, wanted);
                }
            } catch (Invalid e) {
                problems.addAll(texts(e));
            }
        }
        return new ImportReport.Item(
                name,
                name,
                outcome(problems, dryRun),
                "",
                List.of(),
                0,
                false,
                problems,
                translated.notes());
    }

    private static ImportReport.Outcome outcome(List<String> problems, boolean dryRun) {
        if (!problems.isEmpty()) {
            return ImportReport.Outcome.REFUSED;
        }
        return ImportReport.Outcome.of(dryRun);
    }

    private static List<String> texts(Problem problem) {
        return problem instanceof Invalid invalid
                ? invalid.messages().entrySet().stream()
                        .flatMap(e -> e.getValue().stream().map(t -> e.getKey() + " " + t))
                        .toList()
                : List.of(problem.getMessage());
    }

    /** The import of one application. */
    private final class OneImport {
        private final Caller caller;
        private final Identity who;
        private final String project;
        private final Cluster cluster;
        private final Translation translation;
        private final ImportRequest request;
        private final boolean dryRun;
        private final List<String> problems = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        private OneImport(
                Caller caller,
                Identity who,
                String project,
                Cluster cluster,
                Translation translation,
                ImportRequest request,
                boolean dryRun) {
            this.caller = caller;
            this.who = who;
            this.project = project;
            this.cluster = cluster;
            this.translation = translation;
            this.request = request;
            this.dryRun = dryRun;
        }

        private ImportReport.Item bring(ResourceObject there) {
            var translated = translation.application(there);
            notes.addAll(translated.notes());
            Optional<Application> wanted = Optional.empty();
            var outcome = ImportReport.Outcome.REFUSED;
            boolean released = false;
            try {
                var parsed = ApplicationFormat.read(translated.tree(), false);
                parsed.unknown().forEach(f -> notes.add(f + " is not known here and is left out"));
                wanted = Optional.of(parsed.application());
                boolean known = isHere(parsed.application());
                if (known && there.annotation(SKIP).equals(Optional.of("true"))) {
                    notes.add("was brought before, and Argo CD leaves it alone");
                    released = true;
                } else {
                    create(parsed.application());
                    released = request.release() && !dryRun && release(there, parsed.application());
                }
                if (!known) {
                    notes.add("sync it once here: its objects carry Argo CD's mark until then");
                }
                outcome = known ? ImportReport.Outcome.UNCHANGED : ImportReport.Outcome.of(dryRun);
            } catch (Problem e) {
                problems.addAll(texts(e));
            }
            var spec = wanted.map(Application::spec);
            return new ImportReport.Item(
                    there.name(),
                    projectOf(there),
                    outcome,
                    spec.map(s -> s.destination().clusterText() + "/" + s.destination().namespace())
                            .orElse(""),
                    spec.map(s -> s.effectiveSources().stream().map(x -> x.repoURL()).toList())
                            .orElse(List.of()),
                    Trees.listAt(there.tree(), "status", "resources").size(),
                    released,
                    problems,
                    notes);
        }

        private boolean isHere(Application wanted) {
            try {
                applications.get(caller, project, wanted.name());
                return true;
            } catch (NotFound _) {
                return false;
            }
        }

        /** While Argo CD still works on it, nothing here does so by itself. */
        private void create(Application wanted) {
            applications.create(
                    caller,
                    project,
                    request.release() ? withoutAutomation(wanted) : wanted,
                    false,
                    new WriteMode(false, dryRun));
        }

        /** Argo CD leaves it alone from now on, and deleting its object deletes nothing else. */
        private boolean release(ResourceObject there, Application wanted) {
            var finalizers = Trees.listAt(there.tree(), "metadata", "finalizers");
            var metadata = new HashMap<String, Object>();
            metadata.put("annotations", Map.of(SKIP, "true"));
            if (!finalizers.isEmpty()) {
                metadata.put(
                        "finalizers",
                        finalizers.stream()
                                .filter(f -> !f.toString().startsWith(CASCADE))
                                .toList());
            }
            var patch = new HashMap<String, Object>();
            patch.put("metadata", metadata);
            if (Trees.at(there.tree(), "spec", "syncPolicy", "automated").isPresent()) {
                var policy = new HashMap<String, Object>();
                policy.put("automated", null);
                patch.put("spec", Map.of("syncPolicy", policy));
            }
            try {
                cluster.patch(
                        who,
                        new ObjectReference(APPLICATION, there.namespace(), there.name()),
                        Patch.merge(patch),
                        WriteOptions.defaults());
            } catch (ClusterException e) {
                problems.add(
                        "is here, with automated sync off; Argo CD could not be told to leave it"
                                + " alone: "
                                + e.getMessage());
                return false;
            }
            if (wanted.spec().syncPolicy().flatMap(SyncPolicy::automated).isPresent()) {
                applications.update(
                        caller, project, wanted.name(), wanted, new WriteMode(false, false));
            }
            return true;
        }

        private static Application withoutAutomation(Application application) {
            var spec = application.spec();
            return application.withSpec(
                    spec.withSyncPolicy(
                            spec.syncPolicy()
                                    .map(p ->
                                            new SyncPolicy(
                                                    Optional.empty(),
                                                    p.syncOptions(),
                                                    p.retry(),
                                                    p.managedNamespaceMetadata()))));
        }
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (ClusterException.UnknownKind | ClusterException.NotFound e) {
            throw Invalid.of("cluster", "has no objects of Argo CD: " + e.getMessage());
        } catch (ClusterException.Forbidden | ClusterException.Unauthorized e) {
            throw Denied.forbidden(e.getMessage());
        } catch (ClusterException e) {
            throw new Unavailable(e.getMessage());
        }
    }
}
