package io.slipway.api.gitlab.setting;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.call.Times;
import io.slipway.api.gitlab.project.HookRoutes;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.project.BranchProtection;
import io.slipway.forge.setting.ApplicationSettings;
import io.slipway.forge.webhook.SystemHook;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings and hooks of the forge; administrators only. */
public final class SettingRoutes {
    /** Settings that this API takes and shows, and that nothing here follows. */
    private static final List<String> EXTRAS =
            List.of("shared_runners_enabled", "max_artifacts_size", "shared_runners_text");

    private final Forge forge;

    /** Over the doors of the forge. */
    public SettingRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Settings and hooks of the server");
        table.get("/application/settings", "All settings; administrators only", this::get)
                .gives("Settings");
        table.put("/application/settings", "Changes settings; administrators only", this::update)
                .takes(
                        Field.number(
                                "default_projects_limit",
                                "personal projects of new users",
                                0,
                                Integer.MAX_VALUE),
                        Field.flag("signup_enabled", "whether people can sign up"),
                        Field.flag("signin_enabled", "whether people sign in with passwords"),
                        Field.flag("gravatar_enabled", "whether Gravatar has pictures"),
                        Field.text("sign_in_text", "shown where people sign in"),
                        Field.text("after_sign_up_text", "shown after signing up"),
                        Field.text("home_page_url", "where visitors are sent"),
                        Field.level("default_branch_protection", "none, partly, fully", 0, 1, 2),
                        Field.texts(
                                "restricted_visibility_levels",
                                "0, 10, 20: only administrators may give these"),
                        Field.number("max_attachment_size", "in megabytes", 1, Integer.MAX_VALUE),
                        Field.number("session_expire_delay", "in minutes", 0, Integer.MAX_VALUE),
                        Field.level("default_project_visibility", "of new projects", 0, 10, 20),
                        Field.level("default_snippet_visibility", "of new snippets", 0, 10, 20),
                        Field.level("default_group_visibility", "of new groups", 0, 10, 20),
                        Field.texts("restricted_signup_domains", "domains of new addresses"),
                        Field.texts("domain_whitelist", "the same under its later name"),
                        Field.flag("user_oauth_applications", "whether users have applications"),
                        Field.text("after_sign_out_path", "where people land after signing out"),
                        Field.number(
                                "container_registry_token_expire_delay",
                                "in minutes",
                                1,
                                Integer.MAX_VALUE),
                        Field.text("shared_runners_enabled", "kept and not followed"),
                        Field.text("max_artifacts_size", "kept and not followed"),
                        Field.text("shared_runners_text", "kept and not followed"))
                .gives("Settings");
        table.get("/hooks", "Hooks of the whole server; administrators only", this::hooks)
                .gives("[Hook]");
        table.post("/hooks", "Adds one; a bad address is 404", this::addHook)
                .takes(Field.text("url", "where, http or https").needed())
                .gives("Hook");
        table.get("/hooks/:hook_id", "Calls a hook with an example, and shows it", this::testHook)
                .gives("HookTest");
        table.delete("/hooks/:hook_id", "Removes a hook; null if it is gone", this::removeHook)
                .gives("Hook?");
        table.get("/hooks/:hook_id/deliveries", "Its calls, newest first", this::hookDeliveries)
                .pages("HookDelivery");
    }

    private static void requireAdmin(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
    }

    /** {@code GET /application/settings}. */
    public Reply get(Call call) {
        requireAdmin(call);
        return Reply.json(200, json(forge.settings().get(call.caller())));
    }

    /** {@code PUT /application/settings}. */
    public Reply update(Call call) {
        requireAdmin(call);
        return Reply.json(
                200,
                json(
                        forge.settings()
                                .update(call.caller(), old -> changed(old, call.parameters()))));
    }

    private static ApplicationSettings changed(ApplicationSettings old, Parameters p) {
        var extras = new LinkedHashMap<>(old.extras());
        EXTRAS.forEach(name -> p.text(name).ifPresent(text -> extras.put(name, text)));
        return new ApplicationSettings(
                p.small("default_projects_limit").orElse(old.defaultProjectsLimit()),
                p.flag("signup_enabled").orElse(old.signupEnabled()),
                p.flag("signin_enabled").orElse(old.signinEnabled()),
                p.flag("gravatar_enabled").orElse(old.gravatarEnabled()),
                p.text("sign_in_text").orElse(old.signInText()),
                p.text("after_sign_up_text").orElse(old.afterSignUpText()),
                p.text("home_page_url").or(old::homePageUrl),
                p.small("default_branch_protection")
                        .map(SettingRoutes::protection)
                        .orElse(old.defaultBranchProtection()),
                p.has("restricted_visibility_levels")
                        ? restricted(p)
                        : old.restrictedVisibilities(),
                p.small("max_attachment_size").orElse(old.maxAttachmentSize()),
                p.small("session_expire_delay").orElse(old.sessionExpireDelay()),
                visibility(p, "default_project_visibility").orElse(old.defaultProjectVisibility()),
                visibility(p, "default_snippet_visibility").orElse(old.defaultSnippetVisibility()),
                visibility(p, "default_group_visibility").orElse(old.defaultGroupVisibility()),
                signupDomains(p).orElse(old.restrictedSignupDomains()),
                p.flag("user_oauth_applications").orElse(old.userOauthApplications()),
                p.text("after_sign_out_path").or(old::afterSignOutPath),
                p.small("container_registry_token_expire_delay")
                        .orElse(old.registryTokenExpireDelay()),
                extras,
                old.createdAt(),
                old.updatedAt());
    }

    /** Under the name that later releases have, too: a client of the time knows only that one. */
    private static Optional<List<String>> signupDomains(Parameters parameters) {
        return Stream.of("restricted_signup_domains", "domain_whitelist")
                .filter(parameters::has)
                .findFirst()
                .map(parameters::texts);
    }

    private static Set<Visibility> restricted(Parameters parameters) {
        return parameters.texts("restricted_visibility_levels").stream()
                .map(text ->
                        (text.matches("\\d{1,3}")
                                        ? Visibility.of(Integer.parseInt(text))
                                        : Optional.<Visibility>empty())
                                .orElseThrow(() ->
                                        Invalid.of(
                                                "restricted_visibility_levels",
                                                "'" + text + "' is not a valid visibility level")))
                .collect(Collectors.toSet());
    }

    private static Optional<Visibility> visibility(Parameters parameters, String name) {
        return parameters
                .small(name)
                .map(level ->
                        Visibility.of(level)
                                .orElseThrow(
                                        () -> Invalid.of(name, "is not included in the list")));
    }

    private static BranchProtection protection(int number) {
        return switch (number) {
            case 0 -> BranchProtection.NONE;
            case 1 -> BranchProtection.PARTIAL;
            case 2 -> BranchProtection.FULL;
            default -> throw Invalid.of("default_branch_protection", "is not included in the list");
        };
    }

    private static int number(BranchProtection protection) {
        return switch (protection) {
            case NONE -> 0;
            case PARTIAL -> 1;
            case FULL -> 2;
        };
    }

    private static Map<String, @Nullable Object> json(ApplicationSettings settings) {
        var json =
                Json.object(
                        "id",
                        1,
                        "default_projects_limit",
                        settings.defaultProjectsLimit(),
                        "signup_enabled",
                        settings.signupEnabled(),
                        "signin_enabled",
                        settings.signinEnabled(),
                        "gravatar_enabled",
                        settings.gravatarEnabled(),
                        "sign_in_text",
                        settings.signInText(),
                        "after_sign_up_text",
                        settings.afterSignUpText(),
                        "created_at",
                        Times.of(settings.createdAt()),
                        "updated_at",
                        Times.of(settings.updatedAt()),
                        "home_page_url",
                        settings.homePageUrl().orElse(null),
                        "default_branch_protection",
                        number(settings.defaultBranchProtection()),
                        "restricted_visibility_levels",
                        settings.restrictedVisibilities().stream()
                                .map(Visibility::level)
                                .sorted()
                                .toList(),
                        "max_attachment_size",
                        settings.maxAttachmentSize(),
                        "session_expire_delay",
                        settings.sessionExpireDelay(),
                        "default_project_visibility",
                        settings.defaultProjectVisibility().level(),
                        "default_snippet_visibility",
                        settings.defaultSnippetVisibility().level(),
                        "default_group_visibility",
                        settings.defaultGroupVisibility().level(),
                        "restricted_signup_domains",
                        settings.restrictedSignupDomains(),
                        "domain_whitelist",
                        settings.restrictedSignupDomains(),
                        "user_oauth_applications",
                        settings.userOauthApplications(),
                        "after_sign_out_path",
                        settings.afterSignOutPath().orElse(null),
                        "container_registry_token_expire_delay",
                        settings.registryTokenExpireDelay());
        return json;
    }

    /** {@code GET /hooks}. */
    public Reply hooks(Call call) {
        requireAdmin(call);
        return Paging.whole(forge.hooks().systemHooks(call.caller()), SettingRoutes::json);
    }

    /** {@code POST /hooks}. */
    public Reply addHook(Call call) {
        requireAdmin(call);
        call.parameters().require("url");
        try {
            return Reply.json(
                    201,
                    json(
                            forge.hooks()
                                    .createSystemHook(
                                            call.caller(), call.parameters().required("url"))));
        } catch (Invalid badUrl) {
            throw Refusal.notFound("");
        }
    }

    /** {@code GET /hooks/:hook_id}: calls the hook with an example, and shows it. */
    public Reply testHook(Call call) {
        requireAdmin(call);
        var hook = hook(call);
        var example =
                Json.object(
                        "event_name",
                        "project_create",
                        "name",
                        "Ruby",
                        "path",
                        "ruby",
                        "project_id",
                        1L,
                        "owner_name",
                        "Someone",
                        "owner_email",
                        "example@gitlabhq.com");
        forge.hookDeliveries()
                .enqueue(
                        hook,
                        "test " + call.request().id(),
                        "System Hook",
                        new String(Json.write(example), StandardCharsets.UTF_8));
        return Reply.json(200, example);
    }

    /** {@code GET /hooks/:hook_id/deliveries}: the calls, newest first. */
    public Reply hookDeliveries(Call call) {
        requireAdmin(call);
        return Paging.each(
                call,
                forge.hookDeliveries().log(call.caller(), hook(call), Paging.of(call)),
                HookRoutes::json);
    }

    private SystemHook hook(Call call) {
        try {
            return forge.hooks().systemHook(call.caller(), call.pathNumber("hook_id"));
        } catch (NotFound missing) {
            throw Refusal.noRecord();
        }
    }

    /** {@code DELETE /hooks/:hook_id}: one that is gone is as good as removed. */
    public Reply removeHook(Call call) {
        requireAdmin(call);
        var removed = forge.hooks().deleteSystemHook(call.caller(), call.pathNumber("hook_id"));
        return Reply.bytes(
                200, "application/json", Json.write(removed.map(SettingRoutes::json).orElse(null)));
    }

    private static Map<String, @Nullable Object> json(SystemHook hook) {
        return Json.object(
                "id", hook.id(), "url", hook.url(), "created_at", Times.of(hook.createdAt()));
    }
}
