package io.slipway.http.openapi;

import io.slipway.http.Failures;
import io.slipway.http.Reply;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Documents as one page for people: every call with its parameters, bodies and answers. It loads
 * nothing and needs no script; each call folds open.
 */
public final class DocumentPage {
    /** Where it is served. */
    public static final String PATH = "/api/docs";

    private static final String STYLE =
            """
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto;
                   padding: 0 1rem; color: #1b1f24; background: #fff; }
            h1 { font-size: 1.6rem; } h2 { font-size: 1.35rem; margin-top: 2.5rem; }
            h3 { font-size: 1.1rem; margin: 1.5rem 0 .4rem; }
            details { border-top: 1px solid #d0d7de; padding: .25rem 0; }
            details > *:not(summary) { margin-left: 1.2rem; }
            summary { cursor: pointer; } summary code { overflow-wrap: anywhere; }
            table { border-collapse: collapse; margin: .5rem 0 .75rem; }
            th, td { text-align: left; padding: .15rem .9rem .15rem 0; vertical-align: top; }
            code { font-size: .92em; } .method { display: inline-block; min-width: 4.2rem;
                   font-weight: 600; }
            nav a { margin-right: .8rem; } small { color: #57606a; }
            :focus-visible { outline: 3px solid #0969da; outline-offset: 2px; }
            @media (prefers-color-scheme: dark) {
              body { color: #e6edf3; background: #0d1117; } a { color: #58a6ff; }
              details { border-color: #30363d; } small { color: #9198a1; } }
            """;

    private final byte[] page;

    /** The page of these documents. */
    public DocumentPage(List<Document> documents) {
        page = html(documents).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The page as a surface of its own. */
    public Surface surface(Failures failures) {
        var routes = new Routes();
        routes.get(PATH, _ -> reply());
        return Surface.of("docs", List.of(PATH), routes, failures).ignoringSuffixes(List.of("/"));
    }

    private Reply reply() {
        return Reply.bytes(200, "text/html; charset=utf-8", page)
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
                                + " form-action 'none'; frame-ancestors 'none'")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-cache");
    }

    private static String html(List<Document> documents) {
        var out = new StringBuilder(1 << 18);
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
                .append("<title>API of this server</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>API of this server</h1>\n<nav>\n");
        for (var at = 0; at < documents.size(); at++) {
            out.append("<a href=\"#api").append(at).append("\">");
            text(out, documents.get(at).title()).append("</a>\n");
        }
        out.append("</nav>\n");
        for (var at = 0; at < documents.size(); at++) {
            document(out, documents.get(at), "api" + at);
        }
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void document(StringBuilder out, Document document, String anchor) {
        out.append("<h2 id=\"").append(anchor).append("\">");
        text(out, document.title()).append("</h2>\n<p>");
        text(out, document.description()).append(" <a href=\"");
        text(out, document.address()).append("\">As OpenAPI</a></p>\n");
        var sections =
                document.operations().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Operation::section,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        sections.forEach((section, operations) -> {
            out.append("<h3>");
            text(out, section).append("</h3>\n");
            operations.forEach(operation -> operation(out, operation));
        });
        out.append("<h3>Bodies</h3>\n");
        document.schemas().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> {
                    out.append("<details id=\"");
                    text(out, anchorOf(document, entry.getKey())).append("\"><summary><code>");
                    text(out, entry.getKey()).append("</code></summary>\n");
                    if (entry.getValue() instanceof Map<?, ?> schema) {
                        fields(out, schema);
                    }
                    out.append("</details>\n");
                });
    }

    private static String anchorOf(Document document, String schema) {
        return document.version() + "-" + schema;
    }

    private static void operation(StringBuilder out, Operation operation) {
        out.append("<details><summary><code><span class=\"method\">")
                .append(operation.method())
                .append("</span> ");
        text(out, operation.path()).append("</code> ");
        text(out, operation.summary());
        out.append(operation.open() ? " <small>no credential needed</small>" : "")
                .append("</summary>\n");
        if (!operation.parameters().isEmpty()) {
            out.append("<table><tr><th>Parameter</th><th>In</th><th>Values</th><th></th></tr>\n");
            for (var parameter : operation.parameters()) {
                row(
                        out,
                        parameter.name() + (parameter.required() ? " *" : ""),
                        parameter.place(),
                        values(parameter.schema()),
                        parameter.purpose());
            }
            out.append("</table>\n");
        }
        operation.body().stream()
                .findFirst()
                .ifPresent(first -> {
                    out.append("<p>Body: ");
                    text(
                            out,
                            operation.body().stream()
                                    .map(Content::type)
                                    .collect(Collectors.joining(", ")));
                    out.append(
                            first.schema().containsKey("$ref")
                                    ? " of <code>" + escaped(values(first.schema())) + "</code>"
                                    : "");
                    out.append("</p>\n");
                    fields(out, first.schema());
                });
        out.append("<table><tr><th>Status</th><th>Body</th><th></th></tr>\n");
        for (var answer : operation.answers()) {
            row(
                    out,
                    Integer.toString(answer.status()),
                    answer.content().stream()
                            .findFirst()
                            .map(content -> values(content.schema()))
                            .orElse("none"),
                    answer.meaning());
        }
        out.append("</table></details>\n");
    }

    private static void fields(StringBuilder out, Map<?, ?> schema) {
        if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
            return;
        }
        var required = schema.get("required") instanceof List<?> names ? names : List.of();
        out.append("<table><tr><th>Field</th><th>Values</th><th></th></tr>\n");
        properties.forEach((name, value) -> {
            var field = value instanceof Map<?, ?> map ? map : Map.of();
            row(
                    out,
                    name + (required.contains(name) ? " *" : ""),
                    values(field),
                    field.get("description") instanceof String words ? words : "");
        });
        out.append("</table>\n");
    }

    private static void row(StringBuilder out, String first, String... rest) {
        out.append("<tr><td><code>");
        text(out, first).append("</code></td>");
        for (var cell : rest) {
            out.append("<td>");
            text(out, cell).append("</td>");
        }
        out.append("</tr>\n");
    }

    /** The values of a schema in a few words. */
    private static String values(Map<?, ?> schema) {
        if (schema.get("$ref") instanceof String reference) {
            return reference.substring(reference.lastIndexOf('/') + 1);
        }
        if (schema.get("allOf") instanceof List<?> all
                && !all.isEmpty()
                && all.getFirst() instanceof Map<?, ?> one) {
            return values(one) + orNull(schema);
        }
        if (schema.get("enum") instanceof List<?> words) {
            return words.stream().map(String::valueOf).collect(Collectors.joining(" | "))
                    + orNull(schema);
        }
        var type = schema.get("type") instanceof String word ? word : "anything";
        if (type.equals("array") && schema.get("items") instanceof Map<?, ?> items) {
            return "list of " + values(items);
        }
        var bounds = new StringBuilder(type);
        if (schema.get("format") instanceof String format && !format.startsWith("int")) {
            bounds.append(", ").append(format);
        }
        bound(bounds, schema, "minimum", " ≥ ");
        bound(bounds, schema, "maximum", " ≤ ");
        bound(bounds, schema, "maxLength", ", at most ");
        bound(bounds, schema, "default", ", default ");
        return bounds + orNull(schema);
    }

    private static void bound(StringBuilder out, Map<?, ?> schema, String name, String words) {
        var value = schema.get(name);
        if (value != null) {
            out.append(words).append(value);
        }
    }

    private static String orNull(Map<?, ?> schema) {
        return Boolean.TRUE.equals(schema.get("nullable")) ? " or null" : "";
    }

    private static StringBuilder text(StringBuilder out, String words) {
        return out.append(escaped(words));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
