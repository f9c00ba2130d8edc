package io.slipway.api.gitlab.call;

import io.slipway.http.Upload;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a call, wherever they came from. A parameter counts only if it is not blank, or
 * is the JSON literal {@code false}: empty texts, empty lists and null are as good as absent.
 */
public final class Parameters {
    private static final Set<Object> TRUE =
            Set.of(true, 1L, "1", "t", "T", "true", "TRUE", "on", "ON");
    private static final Pattern TIMESTAMP =
            Pattern.compile(
                    "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:?\\d{2})");

    /** What every call may read, whatever its line of the table says. */
    private static final Set<String> EVERYWHERE =
            Set.of("private_token", "access_token", "bearer_token", "sudo", "page", "per_page");

    private final Map<String, @Nullable Object> values;
    private final Optional<Set<String>> declared;

    /** Those of a request, as merged by it. */
    public Parameters(Map<String, @Nullable Object> values) {
        this.values = values;
        this.declared = Optional.empty();
    }

    /**
     * Those of a request, of which only some may be read.
     *
     * @param declared the names of these; reading another is a fault of the table
     */
    public Parameters(Map<String, @Nullable Object> values, Set<String> declared) {
        this.values = values;
        this.declared = Optional.of(declared);
    }

    private @Nullable Object value(String name) {
        if (declared.isPresent() && !declared.get().contains(name) && !EVERYWHERE.contains(name)) {
            throw new IllegalArgumentException("the table declares no parameter " + name);
        }
        return values.get(name);
    }

    /** Whether it was sent at all, even blank. */
    public boolean isSent(String name) {
        return value(name) != null || values.containsKey(name);
    }

    /** Whether it counts. */
    public boolean has(String name) {
        return switch (value(name)) {
            case null -> false;
            case String text -> !text.isBlank();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    /**
     * Ends the call if one of these does not count, naming the first.
     *
     * @throws Refusal 400
     */
    public void require(String... names) {
        for (var name : names) {
            if (!has(name) || Boolean.FALSE.equals(value(name))) {
                throw Refusal.notGiven(name);
            }
        }
    }

    /** The text, if it counts. Numbers and booleans are taken as their text. */
    public Optional<String> text(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        return switch (value(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Number number -> Optional.of(number.toString());
            case Boolean flag -> Optional.of(flag.toString());
            default -> throw Refusal.message(400, "400 (Bad request) \"" + name + "\" is invalid");
        };
    }

    /** The text of a parameter that {@link #require} has checked. */
    public String required(String name) {
        return text(name).orElseThrow(() -> Refusal.notGiven(name));
    }

    /** The text as sent, also when it is empty; absent if it is not a text. */
    public Optional<String> sentText(String name) {
        return value(name) instanceof String text ? Optional.of(text) : text(name);
    }

    /** A switch: true for the usual words for it, false for everything else that counts. */
    public Optional<Boolean> flag(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        var value = value(name);
        return Optional.of(value != null && TRUE.contains(value));
    }

    /** A switch of a query; false when absent. */
    public boolean isOn(String name) {
        return flag(name).orElse(false);
    }

    /**
     * A whole number, if it counts.
     *
     * @throws Refusal 400 if it is none
     */
    public Optional<Long> number(String name) {
        return text(name)
                .map(text -> {
                    try {
                        return Long.parseLong(text.strip());
                    } catch (NumberFormatException e) {
                        throw Refusal.message(
                                400, "400 (Bad request) \"" + name + "\" is not a number");
                    }
                });
    }

    /** A whole number within the range of an int. */
    public Optional<Integer> small(String name) {
        return number(name)
                .map(number -> {
                    if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
                        throw Refusal.message(
                                400, "400 (Bad request) \"" + name + "\" is out of range");
                    }
                    return number.intValue();
                });
    }

    /** A moment in the one form that is taken. */
    public Optional<Instant> timestamp(String name) {
        return text(name)
                .map(text -> {
                    try {
                        if (TIMESTAMP.matcher(text).matches()) {
                            return OffsetDateTime.parse(text).toInstant();
                        }
                    } catch (DateTimeParseException e) {
                        throw badTime(name);
                    }
                    throw badTime(name);
                });
    }

    private static Refusal badTime(String name) {
        return Refusal.message(
                400,
                "\"" + name + "\" must be a timestamp in ISO 8601 format: YYYY-MM-DDTHH:MM:SSZ");
    }

    /** An uploaded file. */
    public Optional<Upload> file(String name) {
        return value(name) instanceof Upload upload ? Optional.of(upload) : Optional.empty();
    }

    /** A list of texts: a JSON list, {@code name[]} of a form, or comma-separated. */
    public List<String> texts(String name) {
        return switch (value(name)) {
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case String text when !text.isBlank() ->
                    List.of(text.split(",")).stream()
                            .map(String::strip)
                            .filter(item -> !item.isEmpty())
                            .toList();
            case null, default -> List.of();
        };
    }
}
