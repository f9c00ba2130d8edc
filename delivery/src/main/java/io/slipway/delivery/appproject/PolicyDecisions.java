package io.slipway.delivery.appproject;

import io.slipway.manifests.ResourceKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a policy says to a source, a destination and a kind (spec gitops-engine-lifecycle P1, P2).
 * An allow has to match: a list of denials alone allows nothing. Immutable.
 */
final class PolicyDecisions {

    private static final Pattern SCP = Pattern.compile("([^/:]+@)?([^/:@]+):(?!//)/*(.+)");

    private final Function<String, Optional<String>> hosted;
    private final List<Source> sources;
    private final List<Place> places;
    private final List<Kinds> clusterAllowed;
    private final List<Kinds> clusterDenied;
    private final Optional<List<Kinds>> namespacedAllowed;
    private final List<Kinds> namespacedDenied;

    private record Source(boolean denies, List<NamePattern> spellings) {}

    private record Place(
            Optional<NamePattern> server,
            Optional<NamePattern> name,
            NamePattern namespace,
            boolean denies) {

        boolean matches(Set<String> servers, Set<String> names, String namespace) {
            boolean cluster =
                    server.filter(s -> servers.stream().anyMatch(s::matches)).isPresent()
                            || name.filter(n -> names.stream().anyMatch(n::matches)).isPresent();
            return cluster && this.namespace.matches(namespace);
        }
    }

    private record Kinds(NamePattern group, NamePattern kind, Optional<NamePattern> name) {
        boolean matches(ResourceKey key) {
            return group.matches(key.group())
                    && kind.matches(key.kind())
                    && name.map(n -> n.matches(key.name())).orElse(true);
        }
    }

    /**
     * Of a policy that {@link PolicyCheck} found nothing wrong with.
     *
     * @param hosted the one spelling of a URL, or a pattern of some, that is shared by all
     *     addresses of this server; empty for hosts that are not this server
     */
    PolicyDecisions(ProjectPolicy policy, Function<String, Optional<String>> hosted) {
        this.hosted = hosted;
        this.sources = policy.sourceRepos().stream().map(this::source).toList();
        this.places = policy.destinations().stream().map(PolicyDecisions::place).toList();
        this.clusterAllowed = kinds(policy.clusterResourceWhitelist());
        this.clusterDenied = kinds(policy.clusterResourceBlacklist());
        this.namespacedAllowed = policy.namespaceResourceWhitelist().map(PolicyDecisions::kinds);
        this.namespacedDenied = kinds(policy.namespaceResourceBlacklist());
    }

    private Source source(String entry) {
        return new Source(
                Denial.isOne(entry),
                spellings(Denial.pattern(entry)).stream().map(NamePattern::ofSegments).toList());
    }

    private static Place place(ProjectPolicy.Destination entry) {
        return new Place(
                pattern(entry.server()),
                pattern(entry.name()),
                NamePattern.of(Denial.pattern(entry.namespace())),
                Stream.of(entry.server(), entry.name(), entry.namespace()).anyMatch(Denial::isOne));
    }

    private static Optional<NamePattern> pattern(String text) {
        return Optional.of(text)
                .filter(t -> !t.isEmpty())
                .map(Denial::pattern)
                .map(NamePattern::of);
    }

    private static List<Kinds> kinds(List<ProjectPolicy.Kind> entries) {
        return entries.stream()
                .map(k ->
                        new Kinds(
                                NamePattern.of(k.group()),
                                NamePattern.of(k.kind()),
                                pattern(k.name())))
                .toList();
    }

    /** Whether a repository may be read, however its URL is spelled. */
    boolean allowsSource(String url) {
        var spellings = spellings(url);
        var matching =
                sources.stream()
                        .filter(s ->
                                s.spellings().stream()
                                        .anyMatch(p -> spellings.stream().anyMatch(p::matches)))
                        .toList();
        return !matching.isEmpty() && matching.stream().noneMatch(Source::denies);
    }

    /**
     * Whether a namespace of a cluster may be deployed to.
     *
     * @param servers all addresses of the cluster
     * @param names all its names
     */
    boolean allowsDestination(Set<String> servers, Set<String> names, String namespace) {
        var matching = places.stream().filter(p -> p.matches(servers, names, namespace)).toList();
        return !matching.isEmpty() && matching.stream().noneMatch(Place::denies);
    }

    /** Whether an object may be deployed, as far as its kind and name go. */
    boolean allowsKind(ResourceKey key, boolean namespaced) {
        var denied = namespaced ? namespacedDenied : clusterDenied;
        var allowed = namespaced ? namespacedAllowed : Optional.of(clusterAllowed);
        return allowed.map(list -> list.stream().anyMatch(k -> k.matches(key))).orElse(true)
                && denied.stream().noneMatch(k -> k.matches(key));
    }

    /** Whether an object is one of those that do not count; an empty kind stands for any. */
    static Predicate<ResourceKey> ignored(List<ProjectPolicy.Kind> entries) {
        var ignored =
                kinds(
                        entries.stream()
                                .map(k ->
                                        k.kind().isEmpty()
                                                ? new ProjectPolicy.Kind(k.group(), "*", k.name())
                                                : k)
                                .toList());
        return key -> ignored.stream().anyMatch(k -> k.matches(key));
    }

    private Set<String> spellings(String url) {
        return Stream.concat(Stream.of(url), hosted.apply(url).stream())
                .map(PolicyDecisions::normalised)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Lower case, {@code ssh} in one form, nothing at the end that changes nothing. */
    static String normalised(String url) {
        var text = url.strip().toLowerCase(Locale.ROOT);
        var scp = SCP.matcher(text);
        if (!text.contains("://") && scp.matches()) {
            var user = scp.group(1) == null ? "" : scp.group(1);
            text = "ssh://" + user + scp.group(2) + "/" + scp.group(3);
        }
        while (text.endsWith("/") || text.endsWith(".git")) {
            text = text.substring(0, text.length() - (text.endsWith("/") ? 1 : ".git".length()));
        }
        return text;
    }
}
