package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Label and field selectors in the platform's text form, as tests of applications. */
final class Selector {

    private static final Pattern SET =
            Pattern.compile("([^\\s!=()]+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern EQUAL =
            Pattern.compile("([^\\s!=()]+)\\s*(==|=|!=)\\s*([^\\s!=()]*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s!=()]+)");

    /** The fields that can be selected. */
    static final String NAMES =
            "metadata.name, metadata.namespace, spec.project, spec.destination.name,"
                    + " spec.destination.server, spec.destination.namespace, status.sync.status,"
                    + " status.health.status";

    private Selector() {}

    static Predicate<Application> labels(String text) {
        Predicate<Application> all = _ -> true;
        for (var part : parts(text)) {
            all = all.and(label(part));
        }
        return all;
    }

    private static Predicate<Application> label(String part) {
        var set = SET.matcher(part);
        if (set.matches()) {
            var key = set.group(1);
            var values =
                    Arrays.stream(set.group(3).split(","))
                            .map(String::strip)
                            .collect(Collectors.toSet());
            return set.group(2).equals("in")
                    ? a -> value(a, key).filter(values::contains).isPresent()
                    : a -> value(a, key).filter(values::contains).isEmpty();
        }
        var equal = EQUAL.matcher(part);
        if (equal.matches()) {
            var key = equal.group(1);
            var wanted = Optional.of(equal.group(3));
            return equal.group(2).equals("!=")
                    ? a -> !value(a, key).equals(wanted)
                    : a -> value(a, key).equals(wanted);
        }
        var exists = EXISTS.matcher(part);
        if (exists.matches()) {
            boolean wanted = exists.group(1).isEmpty();
            return a -> value(a, exists.group(2)).isPresent() == wanted;
        }
        throw Refusal.badRequest("labelSelector cannot be read at \"" + part + "\"");
    }

    private static Optional<String> value(Application application, String key) {
        return Optional.ofNullable(application.metadata().labels().get(key));
    }

    static Predicate<Application> fields(String text) {
        Predicate<Application> all = _ -> true;
        for (var part : parts(text)) {
            var equal = EQUAL.matcher(part);
            if (!equal.matches()) {
                throw Refusal.badRequest("fieldSelector cannot be read at \"" + part + "\"");
            }
            var field = field(equal.group(1));
            var wanted = equal.group(3);
            boolean not = equal.group(2).equals("!=");
            all = all.and(a -> field.of(a).equals(wanted) != not);
        }
        return all;
    }

    private interface Field {
        String of(Application application);
    }

    private static Field field(String name) {
        return switch (name) {
            case "metadata.name" -> Application::name;
            case "metadata.namespace" -> a -> a.metadata().namespace();
            case "spec.project" -> Application::project;
            case "spec.destination.name" -> a -> a.spec().destination().name();
            case "spec.destination.server" -> a -> a.spec().destination().server();
            case "spec.destination.namespace" -> a -> a.spec().destination().namespace();
            case "status.sync.status" -> Selector::sync;
            case "status.health.status" -> a -> a.status().health().status();
            default ->
                    throw Refusal.badRequest(
                            "fieldSelector: "
                                    + name
                                    + " is not selectable, these are: "
                                    + NAMES);
        };
    }

    static String sync(Application application) {
        return application
                .status()
                .sync()
                .status()
                .map(s ->
                        switch (s) {
                            case UNKNOWN -> "Unknown";
                            case SYNCED -> "Synced";
                            case OUT_OF_SYNC -> "OutOfSync";
                        })
                .orElse("");
    }

    /** Counts of values, for facets. */
    static Map<String, Long> counts(List<Application> applications, String facet) {
        Field field =
                switch (facet) {
                    case "sync" -> Selector::sync;
                    case "health" -> a -> a.status().health().status();
                    case "project" -> Application::project;
                    case "cluster" -> a -> a.spec().destination().clusterText();
                    case "namespace" -> a -> a.spec().destination().namespace();
                    case String text when text.startsWith("label:") ->
                            a -> a.metadata().labels().getOrDefault(text.substring(6), "");
                    default -> throw Refusal.badRequest("there is no facet " + facet);
                };
        return applications.stream()
                .collect(
                        Collectors.groupingBy(
                                field::of, java.util.TreeMap::new, Collectors.counting()));
    }

    /** Splits at commas outside parentheses. */
    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts.stream().map(String::strip).filter(p -> !p.isEmpty()).toList();
    }
}
