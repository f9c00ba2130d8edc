package io.slipway.http.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One line of a surface's table as others may know it: where a call is, what it takes and gives.
 *
 * @param method in capitals
 * @param template the path as {@link io.slipway.http.Routes} has it
 * @param id unique in the document, as generated clients name the call
 * @param section under which heading it stands
 * @param summary what it does, a part of a sentence
 * @param parameters of path and query; those of the path in the order of the template
 * @param body the forms of the body that it takes; none when it takes none
 * @param bodyRequired whether it fails without a body
 * @param answers by status, each once
 * @param open whether it can be called without a credential
 */
public record Operation(
        String method,
        String template,
        String id,
        String section,
        String summary,
        List<Parameter> parameters,
        List<Content> body,
        boolean bodyRequired,
        List<Answer> answers,
        boolean open) {
    private static final Pattern SEGMENT = Pattern.compile("[:*]([A-Za-z_]+)");

    public Operation {
        parameters = List.copyOf(parameters);
        body = List.copyOf(body);
        answers = List.copyOf(answers);
    }

    /** The path as OpenAPI writes it: {@code /projects/{id}}. */
    public String path() {
        return SEGMENT.matcher(template).replaceAll("{$1}");
    }

    /** The names of a template's parameters, in order. */
    public static List<String> segments(String template) {
        var names = new ArrayList<String>();
        for (var piece : template.split("/")) {
            if (piece.startsWith(":") || piece.startsWith("*")) {
                names.add(piece.substring(1));
            }
        }
        return names;
    }
}
