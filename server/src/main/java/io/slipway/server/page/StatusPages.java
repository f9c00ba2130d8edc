package io.slipway.server.page;

import io.slipway.http.Failures;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The landing page, {@code /health/…} and {@code /metrics}. What they show is public: no name of a
 * person, project or application.
 */
public final class StatusPages {

    /**
     * What the landing page says.
     *
     * @param version of Slipway
     * @param database its kind, with version
     * @param clusterName of the primary cluster
     * @param cluster the same, with what it is
     */
    public record About(String version, String database, String clusterName, String cluster) {}

    private final About about;
    private final Health health;
    private final Supplier<String> metrics;
    private final String template;

    /** With what to show; {@code metrics} gives the Prometheus text format. */
    public StatusPages(About about, Health health, Supplier<String> metrics) {
        this.about = about;
        this.health = health;
        this.metrics = metrics;
        this.template = resource("landing.html");
    }

    /** The surface that takes every path that no other one claims. */
    public Surface surface(Failures failures) {
        var routes = new Routes();
        routes.get("/", this::landing);
        routes.get("/health", _ -> Reply.redirect(301, "/health/"));
        routes.get("/health/", _ -> Reply.text(200, "ok"));
        routes.get("/health/live", _ -> Reply.text(200, "ok\n"));
        routes.get("/health/ready", _ -> ready());
        routes.get(
                "/metrics",
                _ ->
                        Reply.bytes(
                                200,
                                "text/plain; version=0.0.4; charset=utf-8",
                                metrics.get().getBytes(StandardCharsets.UTF_8)));
        return Surface.of("pages", List.of("/"), routes, failures);
    }

    private Reply ready() {
        var found = health.look();
        boolean good = found.values().stream().allMatch(String::isEmpty);
        var lines = new StringBuilder();
        found.forEach((name, wrong) ->
                lines.append(name)
                        .append(": ")
                        .append(wrong.isEmpty() ? "ok" : wrong)
                        .append('\n'));
        return Reply.text(good ? 200 : 503, lines.toString());
    }

    private Reply landing(Request request) {
        var rows = new StringBuilder();
        health.look().forEach((name, wrong) -> rows.append(row(name, wrong)));
        var page =
                template.replace("{{version}}", escape(about.version()))
                        .replace("{{database}}", escape(about.database()))
                        .replace("{{cluster}}", escape(about.cluster()))
                        .replace("{{name}}", escape("cluster " + about.clusterName()))
                        .replace("{{health}}", rows)
                        .replace("{{url}}", escape(request.baseUrl()));
        return Reply.html(200, page)
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-cache");
    }

    private static String row(String name, String wrong) {
        var state = wrong.isEmpty() ? Map.entry("good", "works") : Map.entry("bad", wrong);
        return "<tr><th scope=\"row\">Health of "
                + escape(name)
                + "</th><td class=\""
                + state.getKey()
                + "\">"
                + escape(state.getValue())
                + "</td></tr>\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (InputStream in = StatusPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks the page " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
