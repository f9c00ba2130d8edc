package io.slipway.forge.setting;

import io.slipway.forge.access.Visibility;
import io.slipway.forge.project.BranchProtection;
import io.slipway.platform.event.EventBody;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings as one stored text; what an older version did not write has its default. */
final class SettingsText {

    private SettingsText() {}

    static String write(ApplicationSettings settings) {
        EventBody body =
                EventBody.empty()
                        .put("defaultProjectsLimit", settings.defaultProjectsLimit())
                        .put("signupEnabled", settings.signupEnabled())
                        .put("signinEnabled", settings.signinEnabled())
                        .put("gravatarEnabled", settings.gravatarEnabled())
                        .put("signInText", settings.signInText())
                        .put("afterSignUpText", settings.afterSignUpText())
                        .put("homePageUrl", settings.homePageUrl())
                        .put("defaultBranchProtection", settings.defaultBranchProtection().name())
                        .putTexts(
                                "restrictedVisibilities",
                                settings.restrictedVisibilities().stream()
                                        .map(Visibility::name)
                                        .sorted()
                                        .toList())
                        .put("maxAttachmentSize", settings.maxAttachmentSize())
                        .put("sessionExpireDelay", settings.sessionExpireDelay())
                        .put("defaultProjectVisibility", settings.defaultProjectVisibility().name())
                        .put("defaultSnippetVisibility", settings.defaultSnippetVisibility().name())
                        .put("defaultGroupVisibility", settings.defaultGroupVisibility().name())
                        .putTexts("restrictedSignupDomains", settings.restrictedSignupDomains())
                        .put("userOauthApplications", settings.userOauthApplications())
                        .put("afterSignOutPath", settings.afterSignOutPath())
                        .put("registryTokenExpireDelay", settings.registryTokenExpireDelay());
        List<EventBody> extras =
                settings.extras().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(one ->
                                EventBody.empty()
                                        .put("name", one.getKey())
                                        .put("value", one.getValue()))
                        .toList();
        return body.putBodies("extras", extras).toJson();
    }

    static ApplicationSettings read(String text, Instant createdAt, Instant updatedAt) {
        EventBody body = EventBody.ofJson(text);
        Set<Visibility> restricted = new HashSet<>();
        body.texts("restrictedVisibilities")
                .forEach(name -> restricted.add(Visibility.valueOf(name)));
        Map<String, String> extras = new HashMap<>();
        body.bodies("extras").forEach(one -> extras.put(one.text("name"), one.text("value")));
        return new ApplicationSettings(
                number(body, "defaultProjectsLimit", 10),
                body.flag("signupEnabled"),
                body.flag("signinEnabled"),
                body.flag("gravatarEnabled"),
                body.optionalText("signInText").orElse(""),
                body.optionalText("afterSignUpText").orElse(""),
                body.optionalText("homePageUrl"),
                BranchProtection.valueOf(body.text("defaultBranchProtection")),
                restricted,
                number(body, "maxAttachmentSize", 10),
                number(body, "sessionExpireDelay", 10_080),
                visibility(body, "defaultProjectVisibility", Visibility.PRIVATE),
                visibility(body, "defaultSnippetVisibility", Visibility.PRIVATE),
                visibility(body, "defaultGroupVisibility", Visibility.PUBLIC),
                body.texts("restrictedSignupDomains"),
                body.flag("userOauthApplications"),
                body.optionalText("afterSignOutPath"),
                number(body, "registryTokenExpireDelay", 5),
                extras,
                createdAt,
                updatedAt);
    }

    private static int number(EventBody body, String name, int otherwise) {
        Optional<Long> number = body.optionalNumber(name);
        return number.map(Math::toIntExact).orElse(otherwise);
    }

    private static Visibility visibility(EventBody body, String name, Visibility otherwise) {
        return body.optionalText(name).map(Visibility::valueOf).orElse(otherwise);
    }
}
