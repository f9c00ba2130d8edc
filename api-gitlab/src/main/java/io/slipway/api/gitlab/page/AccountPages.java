package io.slipway.api.gitlab.page;

import io.slipway.forge.Forge;
import io.slipway.forge.identity.PersonalAccessToken;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.key.SshKey;
import io.slipway.forge.oidc.OpenIdConnect;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A person's private token, personal access tokens and SSH keys. */
final class AccountPages {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private final Forge forge;
    private final Clock clock;

    AccountPages(Forge forge, Clock clock) {
        this.forge = forge;
        this.clock = clock;
    }

    Reply account(Visit visit) {
        return account(visit, Html.nothing());
    }

    private Reply account(Visit visit, Html told) {
        var person = visit.caller().requirePerson();
        return Html.page(
                200,
                "Account",
                Html.of(
                        """
                        <h1>%s</h1>
                        %s<p>Signed in as <strong>%s</strong> (%s).</p>
                        <form method="post" action="/users/sign_out">
                        <button type="submit">Sign out</button></form>
                        %s<h2>Private token</h2>
                        <p>It can do everything that you can do over the API. Keep it secret.</p>
                        <label for="token">Your private token</label>
                        <input id="token" name="token" readonly value="%s">
                        <form method="post" action="/profile/reset_private_token">
                        <button type="submit">Reset private token</button></form>
                        """,
                        person.name(),
                        told,
                        person.username(),
                        person.email(),
                        identities(visit),
                        forge.users().privateToken(visit.caller()).reveal()));
    }

    /** Whether the external provider signs this person in. */
    private Html identities(Visit visit) {
        if (forge.openIdConnect().isEmpty()) {
            return Html.nothing();
        }
        var id = visit.caller().requirePerson().id();
        var linked =
                forge
                        .users()
                        .identities(visit.caller(), List.of(id))
                        .getOrDefault(id, List.of())
                        .stream()
                        .anyMatch(one -> one.provider().equals(OpenIdConnect.PROVIDER));
        return linked
                ? Html.of("<p>The identity provider signs you in.</p>\n")
                : Html.of(
                        """
                        <form method="post" action="/profile/identities">
                        <button type="submit">Link the identity provider</button></form>
                        """);
    }

    Reply resetToken(Visit visit) {
        forge.users().resetPrivateToken(visit.caller());
        return account(
                visit,
                Html.note(Html.of("Your private token is a new one; the old one works no more.")));
    }

    Reply tokens(Visit visit) {
        return tokens(200, visit, Html.nothing());
    }

    private Reply tokens(int status, Visit visit, Html told) {
        var rows =
                forge.personalAccessTokens().own(visit.caller()).stream()
                        .map(this::row)
                        .reduce(Html.nothing(), Html::then);
        return Html.page(
                status,
                "Personal access tokens",
                Html.of(
                        """
                        <h1>Personal access tokens</h1>
                        %s<p>A token stands for you over the API and as Git's password.</p>
                        <form method="post" action="/profile/personal_access_tokens">
                        <label for="name">Name</label>
                        <input id="name" name="name" required>
                        <label for="expires_at">Expires on (empty: never)</label>
                        <input id="expires_at" name="expires_at" type="date">
                        <fieldset><legend>Scopes</legend>%s</fieldset>
                        <button type="submit">Create token</button>
                        </form>
                        <h2>Your tokens</h2>
                        <table><thead><tr><th>Name</th><th>Scopes</th><th>Created</th>
                        <th>Expires</th><th>State</th></tr></thead><tbody>
                        %s</tbody></table>
                        """,
                        told, scopes(), rows));
    }

    private static Html scopes() {
        return Arrays.stream(Scope.values())
                .map(scope ->
                        Html.of(
                                "<label><input type=\"checkbox\" name=\"scopes[]\" value=\"%s\"%s> %s</label>\n",
                                scope.text(),
                                new Html(scope == Scope.API ? " checked" : ""),
                                scope.text()))
                .reduce(Html.nothing(), Html::then);
    }

    private Html row(PersonalAccessToken token) {
        var state =
                token.isUsable(clock.instant())
                        ? Html.of(
                                """
                                <form method="post"
                                action="/profile/personal_access_tokens/%s/revoke">
                                <button type="submit">Revoke</button></form>\
                                """,
                                token.id())
                        : Html.of("revoked or expired");
        return Html.of(
                "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
                token.name(),
                token.scopes().stream().map(Scope::text).sorted().collect(Collectors.joining(", ")),
                DAY.format(token.createdAt()),
                token.expiresAt().map(DAY::format).orElse("never"),
                state);
    }

    Reply createToken(Visit visit) {
        var parameters = visit.parameters();
        Set<Scope> scopes =
                parameters.texts("scopes").stream()
                        .flatMap(text -> Scope.of(text).stream())
                        .collect(Collectors.toSet());
        try {
            var made =
                    forge.personalAccessTokens()
                            .create(
                                    visit.caller(),
                                    parameters.text("name").orElse(""),
                                    scopes,
                                    parameters.text("expires_at").map(AccountPages::day));
            return tokens(
                    200,
                    visit,
                    Html.note(
                            Html.of(
                                    "Your new token, shown only this once: <code>%s</code>",
                                    made.text().reveal())));
        } catch (Problem | DateTimeParseException e) {
            return tokens(400, visit, Html.error(String.valueOf(e.getMessage())));
        }
    }

    private static Instant day(String text) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    Reply revokeToken(Visit visit) {
        forge.personalAccessTokens().revoke(visit.caller(), number(visit, "token_id"));
        return Reply.redirect(303, "/profile/personal_access_tokens");
    }

    private static long number(Visit visit, String name) {
        var text = visit.request().path(name);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    Reply keys(Visit visit) {
        return keys(200, visit, "");
    }

    private Reply keys(int status, Visit visit, String error) {
        var user = visit.caller().requirePerson().id();
        var rows =
                forge.keys().list(visit.caller(), user).stream()
                        .map(AccountPages::row)
                        .reduce(Html.nothing(), Html::then);
        return Html.page(
                status,
                "SSH keys",
                Html.of(
                        """
                        <h1>SSH keys</h1>
                        %s<form method="post" action="/profile/keys">
                        <label for="title">Title</label><input id="title" name="title" required>
                        <label for="key">Public key, one line</label>
                        <textarea id="key" name="key" rows="4" required></textarea>
                        <button type="submit">Add key</button>
                        </form>
                        <h2>Your keys</h2>
                        <table><thead><tr><th>Title</th><th>Fingerprint</th><th></th></tr></thead>
                        <tbody>
                        %s</tbody></table>
                        """,
                        Html.error(error), rows));
    }

    private static Html row(SshKey key) {
        return Html.of(
                """
                <tr><td>%s</td><td><code>%s</code></td><td>
                <form method="post" action="/profile/keys/%s/remove">
                <button type="submit">Remove</button></form></td></tr>
                """,
                key.title(), key.fingerprint(), key.id());
    }

    Reply addKey(Visit visit) {
        var parameters = visit.parameters();
        try {
            forge.keys()
                    .add(
                            visit.caller(),
                            visit.caller().requirePerson().id(),
                            parameters.text("title").orElse(""),
                            parameters.text("key").orElse(""));
            return Reply.redirect(303, "/profile/keys");
        } catch (Problem e) {
            return keys(400, visit, e.getMessage());
        }
    }

    Reply removeKey(Visit visit) {
        Optional<SshKey> removed =
                forge.keys()
                        .remove(
                                visit.caller(),
                                visit.caller().requirePerson().id(),
                                number(visit, "key_id"));
        return removed.isPresent()
                ? Reply.redirect(303, "/profile/keys")
                : keys(404, visit, "There is no such key.");
    }
}
