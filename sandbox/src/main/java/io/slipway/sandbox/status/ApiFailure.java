package io.slipway.sandbox.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A refused request; {@link #status} is the body that the client gets. */
public final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient Map<String, Object> details;

    /**
     * With everything a Status says.
     *
     * @param code of the HTTP response
     * @param reason one word; empty when the API has none for it
     * @param details of the object concerned; may be empty
     */
    public ApiFailure(int code, String reason, String message, Map<String, Object> details) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = new LinkedHashMap<>(details);
    }

    /** What an object of a type is called in messages: {@code deployments.apps}. */
    private static String qualified(String group, String resource) {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    private static Map<String, Object> about(String group, String kind, String name) {
        var details = new LinkedHashMap<String, Object>();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        if (!kind.isEmpty()) {
            details.put("kind", kind);
        }
        return details;
    }

    public static ApiFailure notFound(String group, String resource, String name) {
        return new ApiFailure(
                404,
                "NotFound",
                qualified(group, resource) + " \"" + name + "\" not found",
                about(group, resource, name));
    }

    /** No such path: nothing is served there. */
    public static ApiFailure noSuchPath() {
        return new ApiFailure(
                404, "NotFound", "the server could not find the requested resource", Map.of());
    }

    public static ApiFailure alreadyExists(String group, String resource, String name) {
        return new ApiFailure(
                409,
                "AlreadyExists",
                qualified(group, resource) + " \"" + name + "\" already exists",
                about(group, resource, name));
    }

    public static ApiFailure conflict(String group, String resource, String name, String why) {
        return new ApiFailure(
                409,
                "Conflict",
                "Operation cannot be fulfilled on "
                        + qualified(group, resource)
                        + " \""
                        + name
                        + "\": "
                        + why,
                about(group, resource, name));
    }

    /** The object was changed since it was read. */
    public static ApiFailure staleVersion(String group, String resource, String name) {
        return conflict(
                group,
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static ApiFailure forbidden(String group, String resource, String name, String why) {
        var subject = qualified(group, resource) + (name.isEmpty() ? "" : " \"" + name + "\"");
        return new ApiFailure(
                403, "Forbidden", subject + " is forbidden: " + why, about(group, resource, name));
    }

    public static ApiFailure badRequest(String message) {
        return new ApiFailure(400, "BadRequest", message, Map.of());
    }

    /** An error that the API server has no reason for. */
    public static ApiFailure unknown(int code, String message) {
        return new ApiFailure(code, "", message, Map.of());
    }

    public static ApiFailure internal(String message) {
        return new ApiFailure(
                500,
                "InternalError",
                "Internal error occurred: " + message,
                Map.of("causes", List.of(Map.of("message", message))));
    }

    public static ApiFailure unauthorized() {
        return new ApiFailure(401, "Unauthorized", "Unauthorized", Map.of());
    }

    public static ApiFailure methodNotAllowed() {
        return new ApiFailure(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Map.of());
    }

    /** The resource version asked for is no longer known. */
    public static ApiFailure expired(String message) {
        return new ApiFailure(410, "Expired", message, Map.of());
    }

    /** What the sandbox does not have at all. */
    public static ApiFailure notImplemented(String message) {
        return new ApiFailure(501, "NotImplemented", message, Map.of());
    }

    /**
     * The object breaks rules.
     *
     * @param causes at least one
     */
    public static ApiFailure invalid(String group, String kind, String name, List<Cause> causes) {
        var texts = causes.stream().map(Cause::text).distinct().toList();
        var message =
                kind
                        + (group.isEmpty() ? "" : "." + group)
                        + " \""
                        + name
                        + "\" is invalid: "
                        + (texts.size() == 1
                                ? texts.getFirst()
                                : "[" + String.join(", ", texts) + "]");
        var details = about(group, kind, name);
        details.put("causes", causes.stream().<Object>map(Cause::tree).toList());
        return new ApiFailure(422, "Invalid", message, details);
    }

    /**
     * One broken rule.
     *
     * @param reason such as {@code FieldValueRequired}
     * @param field path of the field
     * @param message without the field
     */
    public record Cause(String reason, String field, String message) {

        public static Cause required(String field, String detail) {
            return new Cause(
                    "FieldValueRequired",
                    field,
                    "Required value" + (detail.isEmpty() ? "" : ": " + detail));
        }

        public static Cause invalid(String field, Object value, String detail) {
            return new Cause(
                    "FieldValueInvalid", field, "Invalid value: " + shown(value) + ": " + detail);
        }

        public static Cause duplicate(String field, Object value) {
            return new Cause("FieldValueDuplicate", field, "Duplicate value: " + shown(value));
        }

        public static Cause notFound(String field, Object value) {
            return new Cause("FieldValueNotFound", field, "Not found: " + shown(value));
        }

        public static Cause forbidden(String field, String detail) {
            return new Cause("FieldValueForbidden", field, "Forbidden: " + detail);
        }

        public static Cause unsupported(String field, Object value, List<String> supported) {
            var allowed = supported.stream().map(s -> "\"" + s + "\"").toList();
            return new Cause(
                    "FieldValueNotSupported",
                    field,
                    "Unsupported value: "
                            + shown(value)
                            + ": supported values: "
                            + String.join(", ", allowed));
        }

        /** A value of the wrong type in a custom resource. */
        public static Cause type(String field, Object value, String detail) {
            return new Cause(
                    "FieldValueTypeInvalid",
                    field,
                    "Invalid value: " + shown(value) + ": " + detail);
        }

        private static String shown(Object value) {
            return value instanceof String text
                    ? io.slipway.manifests.yaml.Json.write(text)
                    : io.slipway.manifests.yaml.Json.write(value)
                            .replace("<", "\\u003c")
                            .replace(">", "\\u003e")
                            .replace("&", "\\u0026");
        }

        String text() {
            return field.isEmpty() ? message : field + ": " + message;
        }

        Map<String, Object> tree() {
            var tree = new LinkedHashMap<String, Object>();
            tree.put("reason", reason);
            tree.put("message", message);
            tree.put("field", field);
            return tree;
        }
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    /** The Status object. */
    public Map<String, Object> status() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("kind", "Status");
        tree.put("apiVersion", "v1");
        tree.put("metadata", new LinkedHashMap<String, Object>());
        tree.put("status", "Failure");
        tree.put("message", getMessage());
        if (!reason.isEmpty()) {
            tree.put("reason", reason);
        }
        if (!details.isEmpty()) {
            tree.put("details", new LinkedHashMap<>(details));
        }
        tree.put("code", (long) code);
        return tree;
    }

    /** A copy with causes of conflicting field managers, for server-side apply. */
    public static ApiFailure applyConflict(String message, List<Map<String, Object>> causes) {
        return new ApiFailure(
                409, "Conflict", message, Map.of("causes", new ArrayList<Object>(causes)));
    }
}
