package io.slipway.api.applications;

import io.slipway.delivery.application.ApplicationFacet;
import io.slipway.delivery.application.ApplicationFilter.Field;
import io.slipway.delivery.application.ApplicationFilter.FieldRule;
import io.slipway.delivery.application.ApplicationFilter.LabelRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Label and field selectors in the platform's text form, and facets. */
final class Selector {

    private static final Pattern SET =
            Pattern.compile("([^\\s!=()]+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern EQUAL =
            Pattern.compile("([^\\s!=()]+)\\s*(==|=|!=)\\s*([^\\s!=()]*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s!=()]+)");
    private static final String LABEL = "label:";

    /** The fields that can be selected. */
    static final String NAMES =
            Arrays.stream(Field.values()).map(Field::path).collect(Collectors.joining(", "));

    private Selector() {}

    static List<LabelRule> labels(String text) {
        return parts(text).stream().map(Selector::label).toList();
    }

    private static LabelRule label(String part) {
        var set = SET.matcher(part);
        if (set.matches()) {
            var values =
                    Arrays.stream(set.group(3).split(",", -1))
                            .map(String::strip)
                            .collect(Collectors.toSet());
            return new LabelRule.OneOf(set.group(1), values, set.group(2).equals("in"));
        }
        var equal = EQUAL.matcher(part);
        if (equal.matches()) {
            return new LabelRule.OneOf(
                    equal.group(1), Set.of(equal.group(3)), !equal.group(2).equals("!="));
        }
        var exists = EXISTS.matcher(part);
        if (exists.matches()) {
            return new LabelRule.Exists(exists.group(2), exists.group(1).isEmpty());
        }
        throw Refusal.badRequest("labelSelector cannot be read at \"" + part + "\"");
    }

    static List<FieldRule> fields(String text) {
        return parts(text).stream().map(Selector::field).toList();
    }

    private static FieldRule field(String part) {
        var equal = EQUAL.matcher(part);
        if (!equal.matches()) {
            throw Refusal.badRequest("fieldSelector cannot be read at \"" + part + "\"");
        }
        return new FieldRule(named(equal.group(1)), equal.group(3), !equal.group(2).equals("!="));
    }

    private static Field named(String path) {
        return Arrays.stream(Field.values())
                .filter(f -> f.path().equals(path))
                .findFirst()
                .orElseThrow(() ->
                        Refusal.badRequest(
                                "fieldSelector: "
                                        + path
                                        + " is not selectable, these are: "
                                        + NAMES));
    }

    static ApplicationFacet facet(String name) {
        return switch (name) {
            case "sync" -> new ApplicationFacet.OfField(Field.SYNC);
            case "health" -> new ApplicationFacet.OfField(Field.HEALTH);
            case "project" -> new ApplicationFacet.OfField(Field.PROJECT);
            case "cluster" -> new ApplicationFacet.OfCluster();
            case "namespace" -> new ApplicationFacet.OfField(Field.DESTINATION_NAMESPACE);
            case String text when text.startsWith(LABEL) ->
                    new ApplicationFacet.OfLabel(text.substring(LABEL.length()));
            default -> throw Refusal.badRequest("there is no facet " + name);
        };
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
