package io.slipway.api.gitlab.page;

import io.slipway.forge.identity.TwoFactors;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.secret.Secret;
import java.util.List;
import java.util.function.Supplier;

/** A person's second factor: on, off, and new recovery codes. */
final class TwoFactorPages {

    private final TwoFactors twoFactors;

    TwoFactorPages(TwoFactors twoFactors) {
        this.twoFactors = twoFactors;
    }

    Reply show(Visit visit) {
        return show(200, visit, Html.nothing());
    }

    Reply confirm(Visit visit) {
        return checked(visit, () -> codes(twoFactors.confirm(visit.caller(), code(visit))));
    }

    Reply renew(Visit visit) {
        return checked(
                visit, () -> codes(twoFactors.renewRecoveryCodes(visit.caller(), code(visit))));
    }

    Reply disable(Visit visit) {
        return checked(
                visit,
                () -> {
                    twoFactors.disable(visit.caller(), code(visit));
                    return show(
                            200,
                            visit,
                            Html.note(Html.of("Two-factor authentication is off now.")));
                });
    }

    private static String code(Visit visit) {
        return visit.parameters().text("code").orElse("");
    }

    private Reply checked(Visit visit, Supplier<Reply> act) {
        try {
            return act.get();
        } catch (Invalid wrong) {
            return show(422, visit, Html.error("That code is wrong, or was used already."));
        } catch (Conflict refused) {
            return show(409, visit, Html.error(String.valueOf(refused.getMessage())));
        }
    }

    private Reply show(int status, Visit visit, Html told) {
        return Html.page(
                status,
                "Two-factor authentication",
                Html.of("<h1>Two-factor authentication</h1>\n%s", told)
                        .then(
                                switch (twoFactors.own(visit.caller())) {
                                    case TwoFactors.Status.Off off -> off(off);
                                    case TwoFactors.Status.On on -> on(on);
                                }));
    }

    private static Html off(TwoFactors.Status.Off status) {
        return Html.of(
                """
                <p>It is off. Add this account to an authenticator program, then type the code that
                it shows. From then on Git and the APIs take tokens in place of your password.</p>
                <label for="secret">Secret to type into the program</label>
                <input id="secret" readonly value="%s">
                <p><a href="%s">Open in an authenticator on this device</a></p>
                <form method="post" action="/profile/two_factor_auth">
                %s<button type="submit">Turn on</button></form>
                """,
                status.secret().reveal(), status.address().reveal(), field());
    }

    private static Html on(TwoFactors.Status.On status) {
        return Html.of(
                """
                <p>It is on. Recovery codes left: %s.</p>
                <h2>New recovery codes</h2>
                <form method="post" action="/profile/two_factor_auth/codes">
                %s<button type="submit">Make new codes</button></form>
                <h2>Turn off</h2>
                <form method="post" action="/profile/two_factor_auth/disable">
                %s<button type="submit">Turn off</button></form>
                """,
                status.recoveryCodesLeft(), field(), field());
    }

    private static Html field() {
        return Html.of(
                """
                <label>Code
                <input name="code" inputmode="numeric" autocomplete="one-time-code" required>
                </label>
                """);
    }

    private static Reply codes(List<Secret> codes) {
        var rows =
                codes.stream()
                        .map(code -> Html.of("<li><code>%s</code></li>\n", grouped(code.reveal())))
                        .reduce(Html.nothing(), Html::then);
        return Html.page(
                200,
                "Recovery codes",
                Html.of(
                        """
                        <h1>Recovery codes</h1>
                        <p class="note" role="status">Each of these signs you in once without the
                        program. They are shown only now: keep them in a safe place.</p>
                        <ul>
                        %s</ul>
                        <p><a href="/profile/two_factor_auth">Done</a></p>
                        """,
                        rows));
    }

    private static String grouped(String code) {
        return code.replaceAll("(.{4})(?=.)", "$1-");
    }
}
