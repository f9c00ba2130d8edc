package io.slipway.delivery.application;

import io.slipway.delivery.destination.Destination;
import io.slipway.delivery.duration.GoDuration;
import io.slipway.platform.problem.Violations;
import io.slipway.tree.TreePath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a spec may say, and its normal form (spec gitops-engine-schema S2, S3, S4, S6, S8, S9).
 * Pure.
 */
public final class SpecRules {

    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int NAME_LIMIT = 253;
    private static final int RELEASE_NAME_LIMIT = 53;
    private static final int LABEL_LIMIT = 63;
    private static final int ANNOTATIONS_LIMIT = 256 << 10;
    private static final Pattern WORD =
            Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?");
    private static final Pattern VERSION =
            Pattern.compile("v?[0-9]{1,9}(\\.[0-9]{1,9}){0,2}([-+][-+.0-9A-Za-z]*)?");
    private static final Pattern API_VERSION =
            Pattern.compile("([a-z0-9][-a-z0-9.]*/)?v[0-9a-z]+(/[A-Za-z0-9]+)?");

    private SpecRules() {}

    /** Collects what is wrong with the name of an application. */
    static void checkName(String name, Violations violations) {
        if (name.isEmpty()) {
            violations.add("metadata.name", "is missing");
        } else if (name.length() > NAME_LIMIT || !NAME.matcher(name).matches()) {
            violations.add(
                    "metadata.name",
                    "must be lower case letters, digits, '-' and '.', start and end with a letter or"
                            + " digit, and have at most 253 characters");
        }
    }

    /** Collects what is wrong with labels and annotations: clusters refuse the same. */
    static void checkMetadata(ApplicationMetadata metadata, Violations violations) {
        metadata.labels()
                .forEach((key, value) -> {
                    checkKey(key, "metadata.labels", violations);
                    violations.addIf(
                            value.length() > LABEL_LIMIT || !WORD.matcher(value).matches(),
                            "metadata.labels." + key,
                            "must be at most 63 letters, digits, '-', '_' and '.', and start and end"
                                    + " with a letter or digit");
                });
        long size = 0;
        for (var annotation : metadata.annotations().entrySet()) {
            checkKey(annotation.getKey(), "metadata.annotations", violations);
            size += annotation.getKey().length() + annotation.getValue().length();
        }
        violations.addIf(
                size > ANNOTATIONS_LIMIT,
                "metadata.annotations",
                "are larger than 256 KiB together");
    }

    private static void checkKey(String key, String field, Violations violations) {
        int slash = key.indexOf('/');
        var name = key.substring(slash + 1);
        boolean prefixed =
                slash < 0
                        || (slash <= NAME_LIMIT && NAME.matcher(key.substring(0, slash)).matches());
        violations.addIf(
                !prefixed
                        || name.isEmpty()
                        || name.length() > LABEL_LIMIT
                        || !WORD.matcher(name).matches(),
                field,
                "has the key \"" + key + "\", which is not of the form [prefix/]name");
    }

    /** Collects what is wrong with a spec, whatever exists around it. */
    public static void check(ApplicationSpec spec, Violations violations) {
        checkDestination(spec.destination(), violations);
        spec.sourceHydrator().ifPresent(h -> checkHydrator(h, violations));
        if (spec.sourceHydrator().isEmpty()) {
            checkSources(spec, violations);
        }
        spec.syncPolicy()
                .flatMap(SyncPolicy::retry)
                .flatMap(SyncPolicy.RetryStrategy::backoff)
                .ifPresent(backoff -> checkBackoff(backoff, violations));
        for (int i = 0; i < spec.ignoreDifferences().size(); i++) {
            violations.addIf(
                    spec.ignoreDifferences().get(i).kind().isEmpty(),
                    "spec.ignoreDifferences[" + i + "].kind",
                    "is missing");
            var pointers = spec.ignoreDifferences().get(i).jsonPointers();
            for (int j = 0; j < pointers.size(); j++) {
                violations.addIf(
                        !pointers.get(j).isEmpty() && !pointers.get(j).startsWith("/"),
                        "spec.ignoreDifferences[" + i + "].jsonPointers[" + j + "]",
                        "must start with a slash");
            }
        }
    }

    private static void checkDestination(Destination destination, Violations violations) {
        boolean server = !destination.server().isEmpty();
        boolean name = !destination.name().isEmpty();
        violations.addIf(
                server && name,
                "spec.destination",
                "has both a server and a name: keep the one that is meant");
        violations.addIf(
                !server && !name, "spec.destination", "has neither a server nor a name: set one");
    }

    private static void checkSources(ApplicationSpec spec, Violations violations) {
        if (spec.sources().isEmpty()) {
            if (spec.source().isEmpty()) {
                violations.add("spec.source", "is missing");
            } else {
                checkSource(spec.source().get(), "spec.source", false, violations);
            }
            return;
        }
        var refs = new HashSet<String>();
        var names = new HashSet<String>();
        for (int i = 0; i < spec.sources().size(); i++) {
            var source = spec.sources().get(i);
            var field = "spec.sources[" + i + "]";
            checkSource(source, field, true, violations);
            violations.addIf(
                    !source.name().isEmpty() && !names.add(source.name()),
                    field + ".name",
                    "is used twice: \"" + source.name() + "\"");
            violations.addIf(
                    !source.ref().isEmpty() && !refs.add(source.ref()),
                    field + ".ref",
                    "is used twice: \"" + source.ref() + "\"");
        }
    }

    private static void checkSource(
            ApplicationSource source, String field, boolean among, Violations violations) {
        violations.addIf(source.repoURL().isEmpty(), field + ".repoURL", "is missing");
        boolean hasPath = !source.path().isEmpty();
        boolean hasChart = !source.chart().isEmpty();
        boolean hasRef = !source.ref().isEmpty();
        violations.addIf(
                !hasPath && !hasChart && !(among && hasRef),
                field + ".path",
                "is missing: set path or chart" + (among ? " or ref" : ""));
        violations.addIf(
                hasChart && source.targetRevision().isEmpty(),
                field + ".targetRevision",
                "is missing: a chart needs a version");
        violations.addIf(hasRef && !among, field + ".ref", "has a meaning inside sources only");
        violations.addIf(hasRef && hasChart, field + ".ref", "cannot be set together with chart");
        violations.addIf(
                hasRef && !REF.matcher(source.ref()).matches(),
                field + ".ref",
                "must be letters, digits, '_' and '-'");
        if (hasPath && !hasChart) {
            checkPath(source.path(), field + ".path", violations);
        }
        source.helm().ifPresent(h -> checkHelm(h, field + ".helm", violations));
        source.kustomize()
                .ifPresent(k ->
                        checkCluster(
                                k.kubeVersion(),
                                k.apiVersions(),
                                field + ".kustomize",
                                violations));
        var tools = normalised(source).tools();
        violations.addIf(
                tools.size() > 1,
                field,
                "has options of several tools, keep one: " + String.join(", ", tools));
    }

    private static void checkHelm(
            ApplicationSource.Helm helm, String field, Violations violations) {
        violations.addIf(
                helm.releaseName().length() > RELEASE_NAME_LIMIT,
                field + ".releaseName",
                "is longer than 53 characters");
        checkCluster(helm.kubeVersion(), helm.apiVersions(), field, violations);
    }

    /** What a render is told of its cluster. */
    private static void checkCluster(
            String version, List<String> apis, String field, Violations violations) {
        violations.addIf(
                !version.isEmpty() && !VERSION.matcher(version).matches(),
                field + ".kubeVersion",
                "must be a version such as 1.32.0");
        for (int i = 0; i < apis.size(); i++) {
            violations.addIf(
                    !API_VERSION.matcher(apis.get(i)).matches(),
                    field + ".apiVersions[" + i + "]",
                    "must be of the form [group/]version[/Kind]");
        }
    }

    private static void checkPath(String path, String field, Violations violations) {
        try {
            TreePath.of(path);
        } catch (IllegalArgumentException e) {
            violations.add(field, "must stay inside the repository: " + e.getMessage());
        }
    }

    private static void checkHydrator(
            ApplicationSpec.SourceHydrator hydrator, Violations violations) {
        var field = "spec.sourceHydrator";
        var dry = hydrator.drySource();
        violations.addIf(dry.repoURL().isEmpty(), field + ".drySource.repoURL", "is missing");
        violations.addIf(dry.path().isEmpty(), field + ".drySource.path", "is missing");
        violations.addIf(
                dry.targetRevision().isEmpty(), field + ".drySource.targetRevision", "is missing");
        var sync = hydrator.syncSource();
        violations.addIf(
                sync.targetBranch().isEmpty(), field + ".syncSource.targetBranch", "is missing");
        if (sync.path().isEmpty()) {
            violations.add(field + ".syncSource.path", "is missing");
        } else {
            checkPath(sync.path(), field + ".syncSource.path", violations);
            violations.addIf(
                    isRoot(sync.path()),
                    field + ".syncSource.path",
                    "must not be the root of the branch");
        }
        hydrator.hydrateTo()
                .ifPresent(to ->
                        violations.addIf(
                                to.targetBranch().isEmpty(),
                                field + ".hydrateTo.targetBranch",
                                "is missing"));
    }

    private static boolean isRoot(String path) {
        try {
            return TreePath.of(path).isRoot();
        } catch (IllegalArgumentException e) {
            return false; // said already that it leaves the repository
        }
    }

    private static void checkBackoff(SyncPolicy.Backoff backoff, Violations violations) {
        var field = "spec.syncPolicy.retry.backoff.";
        violations.addIf(
                GoDuration.parse(backoff.duration()).isEmpty() && !backoff.duration().isEmpty(),
                field + "duration",
                "must be a duration such as 30s or 1h30m");
        violations.addIf(
                GoDuration.parse(backoff.maxDuration()).isEmpty()
                        && !backoff.maxDuration().isEmpty(),
                field + "maxDuration",
                "must be a duration such as 30s or 1h30m");
        violations.addIf(backoff.factor().orElse(2L) < 1, field + "factor", "must be at least 1");
    }

    /** The normal form of a spec in a project: what says nothing is dropped (S9). Idempotent. */
    public static ApplicationSpec normalised(ApplicationSpec spec, String project) {
        return new ApplicationSpec(
                spec.destination().normalised(),
                spec.source().map(SpecRules::normalised),
                spec.sources().stream().map(SpecRules::normalised).toList(),
                spec.sourceHydrator(),
                spec.project().isEmpty() ? project : spec.project(),
                spec.syncPolicy().filter(SpecRules::saysSomething),
                spec.ignoreDifferences(),
                spec.info(),
                spec.revisionHistoryLimit());
    }

    private static boolean saysSomething(SyncPolicy policy) {
        return policy.automated().isPresent()
                || !policy.syncOptions().isEmpty()
                || policy.retry().isPresent()
                || policy.managedNamespaceMetadata().isPresent();
    }

    /** The normal form of a source. */
    public static ApplicationSource normalised(ApplicationSource source) {
        return source.withTools(
                source.helm().filter(h -> !ApplicationFormat.writePart(h).isEmpty()),
                source.kustomize().filter(SpecRules::saysSomething),
                source.directory().flatMap(SpecRules::normalised));
    }

    private static boolean saysSomething(ApplicationSource.Kustomize kustomize) {
        return !(kustomize.namePrefix().isEmpty()
                && kustomize.nameSuffix().isEmpty()
                && kustomize.version().isEmpty()
                && kustomize.namespace().isEmpty()
                && kustomize.images().isEmpty()
                && kustomize.replicas().isEmpty()
                && kustomize.commonLabels().isEmpty()
                && kustomize.commonAnnotations().isEmpty()
                && kustomize.patches().isEmpty()
                && kustomize.components().isEmpty()
                && kustomize.kubeVersion().isEmpty()
                && kustomize.apiVersions().isEmpty());
    }

    private static Optional<ApplicationSource.Directory> normalised(
            ApplicationSource.Directory directory) {
        boolean jsonnet =
                !directory.jsonnet().extVars().isEmpty()
                        || !directory.jsonnet().tlas().isEmpty()
                        || !directory.jsonnet().libs().isEmpty();
        boolean says =
                directory.recurse()
                        || jsonnet
                        || directory.disableExtensionFilter()
                        || !directory.include().isEmpty()
                        || !directory.exclude().isEmpty();
        return says ? Optional.of(directory) : Optional.empty();
    }

    /** Fields of a spec whose change needs the right to manage, by name, for messages. */
    static List<String> changedParts(ApplicationSpec before, ApplicationSpec after) {
        var changed = new java.util.ArrayList<String>();
        var old = ApplicationFormat.writePart(before);
        var now = ApplicationFormat.writePart(after);
        var keys = new java.util.TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        keys.stream()
                .filter(k -> !java.util.Objects.equals(old.get(k), now.get(k)))
                .forEach(changed::add);
        return List.copyOf(changed);
    }
}
