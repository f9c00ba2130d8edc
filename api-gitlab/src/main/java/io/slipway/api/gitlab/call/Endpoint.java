package io.slipway.api.gitlab.call;

import io.slipway.http.openapi.Answer;
import io.slipway.http.openapi.Content;
import io.slipway.http.openapi.Operation;
import io.slipway.http.openapi.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One line of this surface's table: where a call is, who answers it, what it reads, and what it can
 * answer. The routes, the check that a call reads only what its line declares, and the OpenAPI
 * document are made of these lines. Filled while the table is built, read-only afterwards.
 */
public final class Endpoint {
    private static final List<Field> PAGES =
            List.of(
                    Field.number("page", "which page, from 1", 1, Integer.MAX_VALUE),
                    Field.number("per_page", "how many on a page; 20 if not said", 1, 100));
    private static final Map<String, String> SEGMENTS =
            Map.ofEntries(
                    Map.entry("id", "the number of it; of projects also the full path with %2F"),
                    Map.entry("branch", "the name; slashes in it may be sent raw or as %2F"),
                    Map.entry("tag_name", "the name; slashes in it may be sent raw or as %2F"),
                    Map.entry("sha", "the id of a commit, a branch or a tag"),
                    Map.entry("query", "a part of the name"),
                    Map.entry("key", "the key of the licence"),
                    Map.entry("name", "the name of the template"),
                    Map.entry("project_id", "the number or full path of a project"),
                    Map.entry("forked_from_id", "the number or full path of a project"),
                    Map.entry("label_id", "the number or the title of a label"));
    private static final Map<Integer, String> MEANINGS =
            Map.ofEntries(
                    Map.entry(304, "it is so already"),
                    Map.entry(400, "a parameter is missing or refused; the message says which"),
                    Map.entry(401, "nobody is signed in"),
                    Map.entry(403, "the caller may not do this"),
                    Map.entry(404, "there is no such thing for the caller"),
                    Map.entry(405, "its state does not allow it"),
                    Map.entry(409, "it exists already, or is in use"),
                    Map.entry(413, "the body is too large"),
                    Map.entry(422, "a value is not one of those that are taken"),
                    Map.entry(429, "too many tries; Retry-After says how long to wait"),
                    Map.entry(503, "not available now; Retry-After says how long to wait"));
    private static final List<Integer> ALWAYS = List.of(400, 401, 403, 404, 503);
    private static final Map<String, String> PAGE_HEADERS =
            Map.of(
                    "X-Total", "how many there are in all",
                    "X-Total-Pages", "how many pages",
                    "X-Per-Page", "how many on a page",
                    "X-Page", "this page",
                    "X-Next-Page", "the next page; empty on the last",
                    "X-Prev-Page", "the page before; empty on the first",
                    "Link", "addresses of pages by rel: prev, next, first, last");

    private record Given(int status, String meaning, String schema) {}

    private final String method;
    private final String template;
    private final String section;
    private final String summary;
    private final CallHandler handler;
    private final boolean open;
    private final List<Field> fields = new ArrayList<>();
    private final List<Given> given = new ArrayList<>();
    private final Set<Integer> failures = new TreeSet<>(ALWAYS);
    private boolean paged;
    private OptionalLong bodyLimit = OptionalLong.empty();

    Endpoint(
            String method,
            String template,
            String section,
            String summary,
            CallHandler handler,
            boolean open) {
        this.method = method;
        this.template = template;
        this.section = section;
        this.summary = summary;
        this.handler = handler;
        this.open = open;
        if (open) {
            failures.remove(403);
        }
    }

    /** Reads these parameters: of the query for GET and DELETE, of the body for the others. */
    public Endpoint takes(Field... more) {
        fields.addAll(List.of(more));
        return this;
    }

    /** Reads these parameters as well. */
    public Endpoint takes(List<Field> more) {
        fields.addAll(more);
        return this;
    }

    /**
     * Answers with the usual status of the method.
     *
     * @param schema a name of {@code entities.txt}, or what its notation has for types
     */
    public Endpoint gives(String schema) {
        return gives(method.equals("POST") ? 201 : 200, "done", schema);
    }

    /** Answers with this status; an empty schema is no body. */
    public Endpoint gives(int status, String meaning, String schema) {
        given.add(new Given(status, meaning, schema));
        return this;
    }

    /** Can fail with these as well, beside what every call can fail with. */
    public Endpoint fails(int... statuses) {
        for (var status : statuses) {
            failures.add(status);
        }
        return this;
    }

    /** Answers a page of these. */
    public Endpoint pages(String item) {
        paged = true;
        fields.addAll(PAGES);
        return gives("[" + item + "]");
    }

    /** Sets the largest body in bytes that is accepted. */
    public Endpoint bodyLimit(long bytes) {
        bodyLimit = OptionalLong.of(bytes);
        return this;
    }

    /** The method in capitals. */
    public String method() {
        return method;
    }

    /** The path below the API's own, as routes have it. */
    public String template() {
        return template;
    }

    /** The heading that it stands under. */
    public String section() {
        return section;
    }

    /** Whether nobody needs to be signed in. */
    public boolean open() {
        return open;
    }

    /** What it reads. */
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /** Who answers it. */
    public CallHandler handler() {
        return handler;
    }

    /** The largest body, where it is not the server's own limit. */
    public OptionalLong bodyLimit() {
        return bodyLimit;
    }

    /** The names of the parameters that it may read, those of the path included. */
    public Set<String> names() {
        var names = new TreeSet<>(Operation.segments(template));
        fields.forEach(field -> names.add(field.name()));
        return names;
    }

    private boolean inBody() {
        return method.equals("POST") || method.equals("PUT");
    }

    /** The line as others may know it. */
    public Operation operation(String base, Entities entities) {
        var parameters = new ArrayList<Parameter>();
        for (var name : Operation.segments(template)) {
            parameters.add(
                    name.endsWith("_id") && !SEGMENTS.containsKey(name)
                            ? new Parameter(
                                    name,
                                    "path",
                                    "the number of it",
                                    true,
                                    Map.of("type", "integer", "format", "int64", "minimum", 0L))
                            : Parameter.path(name, SEGMENTS.getOrDefault(name, "the name of it")));
        }
        if (!inBody()) {
            fields.forEach(field ->
                    parameters.add(
                            new Parameter(
                                    field.name(),
                                    "query",
                                    field.purpose(),
                                    field.required(),
                                    field.schema())));
        }
        return new Operation(
                method,
                base + template,
                id(),
                section,
                summary,
                parameters,
                body(),
                fields.stream().anyMatch(Field::required),
                answers(entities),
                open);
    }

    /** From method and path, so that it is there, unique and stable. */
    private String id() {
        var id = new StringBuilder(method.toLowerCase(Locale.ROOT));
        for (var word : template.split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return id.toString();
    }

    private List<Content> body() {
        if (!inBody() || fields.isEmpty()) {
            return List.of();
        }
        var properties = new LinkedHashMap<String, Object>();
        fields.forEach(field -> properties.put(field.name(), field.property()));
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        var required = fields.stream().filter(Field::required).map(Field::name).toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        var file = fields.stream().anyMatch(Field::isFile);
        var fileNeeded = fields.stream().anyMatch(field -> field.isFile() && field.required());
        return Stream.of(
                        "application/json",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data")
                .filter(type -> type.startsWith("multipart") ? file : !fileNeeded)
                .map(type -> new Content(type, schema))
                .toList();
    }

    private List<Answer> answers(Entities entities) {
        var answers = new TreeMap<Integer, Answer>();
        for (var one : given) {
            var headers = new TreeMap<String, Object>();
            if (paged) {
                PAGE_HEADERS.forEach(
                        (name, meaning) -> headers.put(name, Answer.header(meaning, true)));
            }
            answers.put(
                    one.status(),
                    new Answer(
                            one.status(), one.meaning(), entities.content(one.schema()), headers));
        }
        if (inBody() && !fields.isEmpty()) {
            answers.putIfAbsent(413, failure(413));
        }
        failures.forEach(status -> answers.putIfAbsent(status, failure(status)));
        return List.copyOf(answers.values());
    }

    private static Answer failure(int status) {
        return new Answer(
                status,
                MEANINGS.getOrDefault(status, "refused"),
                status == 304 ? List.of() : List.of(Content.of("application/json", "Error")),
                Map.of());
    }
}
