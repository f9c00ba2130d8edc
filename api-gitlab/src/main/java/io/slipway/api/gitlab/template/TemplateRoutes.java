package io.slipway.api.gitlab.template;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Templates of licences, ignored files and builds; nobody needs to be signed in. */
public final class TemplateRoutes {
    private static final Pattern PROJECT = placeholder("project");
    private static final Pattern YEAR = placeholder("year|yyyy");
    private static final Pattern FULL_NAME =
            placeholder("fullname|name\\sof\\s(?:author|copyright\\sowner)");

    private final Forge forge;
    private final Clock clock;
    private final Texts licenses = new Texts("license");
    private final Texts gitignores = new Texts("gitignore");
    private final Texts ciFiles = new Texts("ci");

    /** Over the doors of the forge. */
    public TemplateRoutes(Forge forge, Clock clock) {
        this.forge = forge;
        this.clock = clock;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Templates");
        // The second names came later; clients that know both versions ask for them.
        for (var base : List.of("", "/templates")) {
            table.open("GET", base + "/licenses", "Licences", this::licenses)
                    .takes(Field.text("popular", "any value: only the usual ones"))
                    .gives("[License]");
            table.open("GET", base + "/licenses/:key", "One, filled in", this::license)
                    .takes(
                            Field.text("project", "the name of the work"),
                            Field.text("fullname", "who has the rights; the caller if not said"))
                    .gives("License");
            table.open("GET", base + "/gitignores", "Lists of ignored files", this::gitignores)
                    .gives("[TemplateName]");
            table.open("GET", base + "/gitignores/:name", "One of them", this::gitignore)
                    .gives("Template");
            table.open("GET", base + "/gitlab_ci_ymls", "Build files", this::ciFiles)
                    .gives("[TemplateName]");
            table.open("GET", base + "/gitlab_ci_ymls/:name", "One of them", this::ciFile)
                    .gives("Template");
        }
    }

    private static Pattern placeholder(String words) {
        return Pattern.compile("[\\[{<](?:" + words + ")[\\]}>]", Pattern.CASE_INSENSITIVE);
    }

    /** {@code GET /licenses}: with {@code popular} only the usual ones. */
    public Reply licenses(Call call) {
        var popular = call.parameters().has("popular");
        return Reply.json(
                200,
                License.ALL.stream()
                        .filter(one -> !popular || one.popular())
                        .map(one -> json(one, text(one)))
                        .toList());
    }

    /** {@code GET /licenses/:key}: with project, name and year filled in. */
    public Reply license(Call call) {
        var key = call.path("key");
        var license =
                License.ALL.stream()
                        .filter(one -> one.key().equals(key))
                        .findFirst()
                        .orElseThrow(() -> Refusal.notFound("License"));
        var parameters = call.parameters();
        var name = parameters.text("fullname").or(() -> name(call));
        var text = fill(YEAR, Optional.of(Integer.toString(year())), text(license));
        text = fill(PROJECT, parameters.text("project"), text);
        return Reply.json(200, json(license, fill(FULL_NAME, name, text)));
    }

    private Optional<String> name(Call call) {
        return call.caller().userId().map(user -> forge.users().get(call.caller(), user).name());
    }

    private int year() {
        return clock.instant().atZone(ZoneOffset.UTC).getYear();
    }

    private static String fill(Pattern place, Optional<String> with, String text) {
        return with.map(words -> place.matcher(text).replaceAll(Matcher.quoteReplacement(words)))
                .orElse(text);
    }

    private String text(License license) {
        return licenses.read(license.key() + ".txt").orElseThrow();
    }

    private static Map<String, @Nullable Object> json(License license, String content) {
        return Json.object(
                "key",
                license.key(),
                "name",
                license.name(),
                "nickname",
                license.nickname().orElse(null),
                "popular",
                license.popular(),
                "html_url",
                license.page(),
                "source_url",
                license.source().orElse(null),
                "description",
                license.description(),
                "conditions",
                license.conditions(),
                "permissions",
                license.permissions(),
                "limitations",
                license.limitations(),
                "content",
                content);
    }

    /** {@code GET /gitignores}. */
    public Reply gitignores(Call call) {
        return list(gitignores);
    }

    /** {@code GET /gitignores/:name}. */
    public Reply gitignore(Call call) {
        return one(gitignores, call, ".gitignore");
    }

    /** {@code GET /gitlab_ci_ymls}. */
    public Reply ciFiles(Call call) {
        return list(ciFiles);
    }

    /** {@code GET /gitlab_ci_ymls/:name}. */
    public Reply ciFile(Call call) {
        return one(ciFiles, call, "gitlab_ci_yml");
    }

    private static Reply list(Texts texts) {
        return Reply.json(
                200, texts.names().stream().map(name -> Json.object("name", name)).toList());
    }

    private static Reply one(Texts texts, Call call, String what) {
        var name = call.path("name");
        var content = texts.find(name).orElseThrow(() -> Refusal.notFound(what));
        return Reply.json(200, Json.object("name", name, "content", content));
    }
}
