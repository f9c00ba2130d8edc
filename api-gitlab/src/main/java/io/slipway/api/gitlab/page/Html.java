package io.slipway.api.gitlab.page;

import io.slipway.http.Reply;

/** A page as text. Everything that is put in is escaped unless it is Html itself. */
record Html(String text) {
    private static final String BEGIN =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            """;

    private static final String STYLE =
            """
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto;
                   padding: 0 1rem; color: #1b1f24; background: #fff; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            label { display: block; margin-top: .75rem; }
            input, textarea { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem; }
            input[type=checkbox] { width: auto; }
            button { font: inherit; margin-top: .75rem; padding: .4rem 1rem; cursor: pointer; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; padding: .3rem .6rem .3rem 0; vertical-align: top; }
            tr + tr { border-top: 1px solid #d0d7de; } td form { display: inline; }
            code { overflow-wrap: anywhere; } nav a { margin-right: 1rem; }
            .note { padding: .6rem .8rem; border-left: 4px solid #0969da; background: #ddf4ff; }
            .error { padding: .6rem .8rem; border-left: 4px solid #cf222e; background: #ffebe9; }
            @media (prefers-color-scheme: dark) {
              body { color: #e6edf3; background: #0d1117; } a { color: #58a6ff; }
              input, textarea, button { color: inherit; background: #161b22;
                border: 1px solid #6e7681; }
              .note { background: #0c2d6b; } .error { background: #490202; }
            }
            </style>
            </head>
            <body>
            """;

    private static final String NAVIGATION =
            """
            <nav aria-label="Account">
            <a href="/profile/account">Account</a>
            <a href="/profile/personal_access_tokens">Access tokens</a>
            <a href="/profile/keys">SSH keys</a>
            <a href="/profile/two_factor_auth">Second factor</a>
            <a href="/oauth/applications">Applications</a>
            </nav>
            """;

    /** Text that must not be read as markup. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A template whose {@code %s} stand for values; values that are no Html are escaped. */
    static Html of(String template, Object... values) {
        var parts = new Object[values.length];
        for (var at = 0; at < values.length; at++) {
            parts[at] =
                    values[at] instanceof Html(var markup)
                            ? markup
                            : escaped(String.valueOf(values[at]));
        }
        return new Html(template.formatted(parts));
    }

    Html then(Html more) {
        return new Html(text + more.text);
    }

    static Html nothing() {
        return new Html("");
    }

    static Html error(String message) {
        return message.isEmpty()
                ? nothing()
                : of("<p class=\"error\" role=\"alert\">%s</p>\n", message);
    }

    static Html note(Html message) {
        return of("<p class=\"note\" role=\"status\">%s</p>\n", message);
    }

    /** A whole page of somebody who is signed in. */
    static Reply page(int status, String title, Html body) {
        return whole(status, title, new Html(NAVIGATION).then(body));
    }

    /** A whole page. */
    static Reply whole(int status, String title, Html body) {
        return Reply.html(
                        status,
                        BEGIN
                                + of("<title>%s · Slipway</title>\n", title).text
                                + STYLE
                                + body.text
                                + "</body>\n</html>\n")
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none';"
                                + " base-uri 'none'")
                .with("X-Frame-Options", "DENY")
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "same-origin")
                .with("Cache-Control", "no-store");
    }
}
