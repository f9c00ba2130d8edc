package io.slipway.api.gitlab.user;

import io.slipway.api.gitlab.call.Links;
import io.slipway.api.gitlab.call.Times;
import io.slipway.forge.identity.Identity;
import io.slipway.forge.identity.User;
import io.slipway.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** People as this API shows them, in four depths. */
public final class UserJson {
    private UserJson() {}

    /** Name, picture and page: everywhere that somebody is named. */
    public static Map<String, @Nullable Object> basic(User user, Links links) {
        return Json.object(
                "name",
                user.name(),
                "username",
                user.username(),
                "id",
                user.id().value(),
                "state",
                user.state().text(),
                "avatar_url",
                avatar(user, links),
                "web_url",
                links.user(user.username()));
    }

    /** What everybody may read of a person. */
    public static Map<String, @Nullable Object> profile(User user, Links links) {
        var json = basic(user, links);
        json.put("created_at", Times.of(user.createdAt()));
        json.put("is_admin", user.admin());
        json.put("bio", user.profile().bio().orElse(null));
        json.put("location", user.profile().location().orElse(null));
        json.put("skype", user.profile().skype());
        json.put("linkedin", user.profile().linkedin());
        json.put("twitter", user.profile().twitter());
        json.put("website_url", user.profile().websiteUrl());
        return json;
    }

    /** What administrators, and the person, may read. */
    public static Map<String, @Nullable Object> full(
            User user, List<Identity> identities, long personalProjects, Links links) {
        var json = profile(user, links);
        json.put("last_sign_in_at", Times.of(user.lastSignInAt()));
        json.put("confirmed_at", Times.of(user.confirmedAt()));
        json.put("email", user.email());
        json.put("theme_id", user.themeId());
        json.put("color_scheme_id", user.colorSchemeId());
        json.put("projects_limit", user.projectsLimit());
        json.put("current_sign_in_at", Times.of(user.currentSignInAt()));
        json.put(
                "identities",
                identities.stream()
                        .map(one ->
                                Json.object(
                                        "provider", one.provider(), "extern_uid", one.externUid()))
                        .toList());
        json.put("can_create_group", user.canCreateGroup());
        json.put("can_create_project", user.projectsLimit() > personalProjects);
        json.put("two_factor_enabled", user.twoFactor());
        json.put("external", user.external());
        return json;
    }

    private static @Nullable String avatar(User user, Links links) {
        return user.avatar()
                .map(file -> links.web() + "/uploads/user/avatar/" + user.id().value() + "/" + file)
                .or(() -> links.gravatar().getAsBoolean() ? gravatar(user) : Optional.empty())
                .orElse(null);
    }

    private static Optional<String> gravatar(User user) {
        return Optional.of(
                "http://www.gravatar.com/avatar/"
                        + md5(user.email().toLowerCase(Locale.ROOT))
                        + "?s=80&d=identicon");
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("MD5")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
