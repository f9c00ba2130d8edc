package io.slipway.api.gitlab.page;

import io.slipway.forge.Forge;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.oauth.Authorization;
import io.slipway.forge.oauth.OAuthApplication;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Programs that act for people: registered, and let in by those people. */
final class ConsentPages {
    private final Forge forge;

    ConsentPages(Forge forge) {
        this.forge = forge;
    }

    Reply applications(Visit visit) {
        return applications(200, visit, Html.nothing());
    }

    private Reply applications(int status, Visit visit, Html told) {
        var rows =
                forge.oauthApplications().own(visit.caller()).stream()
                        .map(ConsentPages::row)
                        .reduce(Html.nothing(), Html::then);
        return Html.page(
                status,
                "Applications",
                Html.of(
                        """
                        <h1>Applications</h1>
                        %s<p>Programs of yours that people can let act for them.</p>
                        <form method="post" action="/oauth/applications">
                        <label for="name">Name</label><input id="name" name="name" required>
                        <label for="redirect_uri">Redirect URIs, one on a line</label>
                        <textarea id="redirect_uri" name="redirect_uri" rows="3" required></textarea>
                        <button type="submit">Register</button>
                        </form>
                        <h2>Your applications</h2>
                        <table><thead><tr><th>Name</th><th>Application id</th>
                        <th>Redirect URIs</th><th></th></tr></thead><tbody>
                        %s</tbody></table>
                        """,
                        told, rows));
    }

    private static Html row(OAuthApplication application) {
        return Html.of(
                """
                <tr><td>%s</td><td><code>%s</code></td><td>%s</td><td>
                <form method="post" action="/oauth/applications/%s/remove">
                <button type="submit">Remove</button></form></td></tr>
                """,
                application.name(),
                application.uid(),
                String.join(" ", application.redirectUris()),
                application.id());
    }

    Reply register(Visit visit) {
        if (!forge.settings().current().userOauthApplications() && !visit.caller().isAdmin()) {
            return applications(
                    403,
                    visit,
                    Html.error("The administrator does not let users register applications."));
        }
        var parameters = visit.parameters();
        try {
            var made =
                    forge.oauthApplications()
                            .create(
                                    visit.caller(),
                                    parameters.text("name").orElse(""),
                                    parameters
                                            .text("redirect_uri")
                                            .orElse("")
                                            .lines()
                                            .map(String::strip)
                                            .filter(line -> !line.isEmpty())
                                            .toList());
            return applications(
                    200,
                    visit,
                    Html.note(
                            Html.of(
                                    "Application id <code>%s</code>, secret, shown only this once: <code>%s</code>",
                                    made.application().uid(), made.secret().reveal())));
        } catch (Problem e) {
            return applications(400, visit, Html.error(e.getMessage()));
        }
    }

    Reply remove(Visit visit) {
        var text = visit.request().path("application_id");
        forge.oauthApplications()
                .delete(visit.caller(), text.matches("\\d{1,18}") ? Long.parseLong(text) : 0);
        return Reply.redirect(303, "/oauth/applications");
    }

    private static Authorization wish(Visit visit) {
        var parameters = visit.parameters();
        return new Authorization(
                parameters.text("client_id").orElse(""),
                parameters.text("redirect_uri").orElse(""),
                parameters.text("scope"),
                parameters.text("code_challenge"),
                parameters.text("code_challenge_method"));
    }

    /** {@code GET /oauth/authorize}. */
    Reply ask(Visit visit) {
        var wish = wish(visit);
        var consent = forge.oauth().consent(visit.caller(), wish);
        if (!visit.parameters().text("response_type").map("code"::equals).orElse(false)) {
            return failed(
                    visit,
                    "unsupported_response_type",
                    "The authorization server does not support this response type.");
        }
        if (consent.given()) {
            return approved(visit, wish);
        }
        return Html.whole(
                200,
                "Authorize",
                Html.of(
                        """
                        <h1>Let %s act for you?</h1>
                        <p>It asks for: <strong>%s</strong>. You are signed in as
                        <strong>%s</strong>; the answer goes to <code>%s</code>.</p>
                        <form method="post" action="/oauth/authorize">%s
                        <button type="submit">Authorize</button></form>
                        <form method="post" action="/oauth/authorize">%s
                        <input type="hidden" name="_method" value="delete">
                        <button type="submit">Deny</button></form>
                        """,
                        consent.application().name(),
                        consent.scopes().stream()
                                .map(Scope::text)
                                .sorted()
                                .collect(Collectors.joining(", ")),
                        visit.caller().label(),
                        wish.redirectUri(),
                        hidden(visit),
                        hidden(visit)));
    }

    private static Html hidden(Visit visit) {
        var fields = Html.nothing();
        for (var name :
                new String[] {
                    "client_id",
                    "redirect_uri",
                    "response_type",
                    "state",
                    "scope",
                    "code_challenge",
                    "code_challenge_method"
                }) {
            var value = visit.parameters().text(name);
            if (value.isPresent()) {
                fields =
                        fields.then(
                                Html.of(
                                        "<input type=\"hidden\" name=\"%s\" value=\"%s\">",
                                        name, value.get()));
            }
        }
        return fields;
    }

    /** {@code POST /oauth/authorize}: yes, or no where a form cannot send DELETE. */
    Reply decide(Visit visit) {
        if (visit.parameters().text("_method").map("delete"::equals).orElse(false)) {
            return deny(visit);
        }
        return approved(visit, wish(visit));
    }

    private Reply approved(Visit visit, Authorization wish) {
        var code = forge.oauth().approve(visit.caller(), wish);
        return back(visit, "code=" + code.reveal());
    }

    /** {@code DELETE /oauth/authorize}. */
    Reply deny(Visit visit) {
        return failed(
                visit,
                "access_denied",
                "The resource owner or authorization server denied the request.");
    }

    private Reply failed(Visit visit, String error, String description) {
        // Only an address of the application is ever answered to.
        forge.oauth().consent(visit.caller(), wish(visit));
        return back(visit, "error=" + error + "&error_description=" + encoded(description));
    }

    private static Reply back(Visit visit, String answer) {
        var uri = wish(visit).redirectUri();
        var state =
                visit.parameters().text("state").map(text -> "&state=" + encoded(text)).orElse("");
        return Reply.redirect(302, uri + (uri.contains("?") ? "&" : "?") + answer + state);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
