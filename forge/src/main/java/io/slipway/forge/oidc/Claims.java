package io.slipway.forge.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.slipway.forge.identity.Identity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the provider says of a person. */
record Claims(
        Identity identity,
        Optional<String> username,
        Optional<String> name,
        Optional<String> email,
        boolean emailVerified,
        List<String> groups) {

    private static final int LONGEST_USERNAME = 60;

    static Claims of(JWTClaimsSet claims, OidcSettings settings) throws ProviderFailure {
        return new Claims(
                new Identity(OpenIdConnect.PROVIDER, claims.getSubject()),
                text(claims, settings.usernameClaim()),
                text(claims, "name"),
                text(claims, "email"),
                Boolean.TRUE.equals(claims.getClaim("email_verified")),
                groups(claims.getClaim(settings.groupsClaim())));
    }

    private static Optional<String> text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text && !text.isBlank()
                ? Optional.of(text.strip())
                : Optional.empty();
    }

    private static List<String> groups(@org.jspecify.annotations.Nullable Object claim)
            throws ProviderFailure {
        return switch (claim) {
            case null -> List.of();
            case String one when !one.isEmpty() -> List.of(one);
            case List<?> many when many.stream().allMatch(String.class::isInstance) ->
                    many.stream().map(String.class::cast).toList();
            default ->
                    throw new ProviderFailure(
                            OpenIdConnect.Stage.BAD_ID_TOKEN,
                            "the claim of groups is no list of texts");
        };
    }

    /** A user name to try, made of the claim: what is no letter or digit becomes a dash. */
    String usernameToTry() {
        String wish = username.or(() -> email).orElse("user");
        String local = wish.contains("@") ? wish.substring(0, wish.indexOf('@')) : wish;
        String clean =
                local.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_.-]+", "-")
                        .replaceAll("^[-.]+|[-.]+$", "")
                        .replaceAll("\\.(git|atom)$", "");
        String cut = clean.substring(0, Math.min(LONGEST_USERNAME, clean.length()));
        return cut.isEmpty() ? "user" : cut;
    }
}
