package io.slipway.forge.intake;

import io.slipway.platform.problem.Invalid;
import io.slipway.platform.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where to import from, with the credentials taken out of it.
 *
 * @param url http or https, a host, no credentials
 * @param login {@code user:password} as it stood in the address
 */
public record ImportAddress(URI url, Optional<Secret> login) {

    private static final int LONGEST = 2000;

    /**
     * Reads an address as people write it.
     *
     * @throws Invalid naming {@code import_url}, if it is none, or none that is imported from
     */
    public static ImportAddress parse(String text) {
        URI uri = uri(text.strip());
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (Set.of("ssh", "git").contains(scheme)) {
            throw Invalid.of("import_url", "must begin with http:// or https://");
        }
        if (!Set.of("http", "https").contains(scheme)
                || uri.getHost() == null
                || text.length() > LONGEST) {
            throw Invalid.of("import_url", "is invalid");
        }
        try {
            return new ImportAddress(
                    new URI(
                            scheme,
                            null,
                            uri.getHost(),
                            uri.getPort(),
                            uri.getPath(),
                            uri.getQuery(),
                            null),
                    Optional.ofNullable(uri.getUserInfo())
                            .filter(info -> !info.isEmpty())
                            .map(Secret::new));
        } catch (URISyntaxException e) {
            throw Invalid.of("import_url", "is invalid");
        }
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // The text may hold a password: it is not repeated.
            throw Invalid.of("import_url", "is invalid");
        }
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
