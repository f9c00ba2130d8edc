package io.slipway.delivery.application;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which applications a list wants; everything named must hold. The same wish is put to the database
 * for lists and to single applications for streams of changes.
 *
 * @param repository where a source is, however it is spelled; empty for any
 * @param name a part of the name, in any case; empty for any
 */
public record ApplicationFilter(
        List<LabelRule> labels, List<FieldRule> fields, Optional<String> repository, String name) {

    /** Every application. */
    public static final ApplicationFilter ALL =
            new ApplicationFilter(List.of(), List.of(), Optional.empty(), "");

    public ApplicationFilter {
        labels = List.copyOf(labels);
        fields = List.copyOf(fields);
        name = name.toLowerCase(Locale.ROOT);
    }

    /** What a label must be. */
    public sealed interface LabelRule {
        String key();

        /** It is there, or it is not. */
        record Exists(String key, boolean there) implements LabelRule {}

        /**
         * It has one of the values, or it has none of them; one that is not there has none.
         *
         * @param values not empty
         */
        record OneOf(String key, Set<String> values, boolean inside) implements LabelRule {
            public OneOf {
                values = Set.copyOf(values);
            }
        }
    }

    /** A field that is, or is not, a value. */
    public record FieldRule(Field field, String value, boolean equal) {}

    /** The fields that lists select by. */
    public enum Field {
        NAME("metadata.name"),
        NAMESPACE("metadata.namespace"),
        PROJECT("spec.project"),
        CLUSTER_NAME("spec.destination.name"),
        CLUSTER_SERVER("spec.destination.server"),
        DESTINATION_NAMESPACE("spec.destination.namespace"),
        SYNC("status.sync.status"),
        HEALTH("status.health.status");

        private final String path;

        Field(String path) {
            this.path = path;
        }

        /** Its place in an application. */
        public String path() {
            return path;
        }

        String of(Application application) {
            var destination = application.spec().destination();
            return switch (this) {
                case NAME -> application.name();
                case NAMESPACE -> application.metadata().namespace();
                case PROJECT -> application.project();
                case CLUSTER_NAME -> destination.name();
                case CLUSTER_SERVER -> destination.server();
                case DESTINATION_NAMESPACE -> destination.namespace();
                case SYNC ->
                        application
                                .status()
                                .sync()
                                .status()
                                .map(ApplicationFilter::text)
                                .orElse("");
                case HEALTH -> application.status().health().status();
            };
        }
    }

    /** As clients see it. */
    static String text(ApplicationStatus.SyncCode code) {
        return switch (code) {
            case UNKNOWN -> "Unknown";
            case SYNCED -> "Synced";
            case OUT_OF_SYNC -> "OutOfSync";
        };
    }

    /** Whether it leaves anything out. */
    public boolean isSelective() {
        return !equals(ALL);
    }

    /** Whether an application is wanted. */
    public boolean test(Application application) {
        return labels.stream().allMatch(rule -> holds(rule, application))
                && fields.stream()
                        .allMatch(r -> r.field().of(application).equals(r.value()) == r.equal())
                && repository
                        .map(wanted ->
                                application.spec().effectiveSources().stream()
                                        .anyMatch(s -> place(s.repoURL()).equals(place(wanted))))
                        .orElse(true)
                && application.name().toLowerCase(Locale.ROOT).contains(name);
    }

    private static boolean holds(LabelRule rule, Application application) {
        var value = Optional.ofNullable(application.metadata().labels().get(rule.key()));
        return switch (rule) {
            case LabelRule.Exists(_, boolean there) -> value.isPresent() == there;
            case LabelRule.OneOf(_, var values, boolean inside) ->
                    value.filter(values::contains).isPresent() == inside;
        };
    }

    /** Where a repository is whatever the way it is written: host and path only. */
    public static String place(String url) {
        var text = url.strip().toLowerCase(Locale.ROOT);
        int scheme = text.indexOf("://");
        boolean scp = scheme < 0 && text.indexOf(':') > 0;
        text = scheme < 0 ? text : text.substring(scheme + 3);
        int at = text.indexOf('@');
        text = at >= 0 && at < text.indexOf('/', at) ? text.substring(at + 1) : text;
        text = scp ? text.replaceFirst(":", "/") : text.replaceFirst("^([^/:]+):[0-9]+/", "$1/");
        text = text.startsWith("ssh.") ? text.substring(4) : text;
        text = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return text.endsWith(".git") ? text.substring(0, text.length() - 4) : text;
    }
}
