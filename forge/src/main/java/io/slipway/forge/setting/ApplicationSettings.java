package io.slipway.forge.setting;

import io.slipway.forge.access.Visibility;
import io.slipway.forge.project.BranchProtection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the whole forge, with the v3 API's defaults.
 *
 * @param defaultProjectsLimit personal projects of a new user
 * @param sessionExpireDelay minutes that a web session lasts
 * @param maxAttachmentSize MB of an uploaded file
 * @param extras settings that only an API echoes, by its own names
 */
public record ApplicationSettings(
        int defaultProjectsLimit,
        boolean signupEnabled,
        boolean signinEnabled,
        boolean gravatarEnabled,
        String signInText,
        String afterSignUpText,
        Optional<String> homePageUrl,
        BranchProtection defaultBranchProtection,
        Set<Visibility> restrictedVisibilities,
        int maxAttachmentSize,
        int sessionExpireDelay,
        Visibility defaultProjectVisibility,
        Visibility defaultSnippetVisibility,
        Visibility defaultGroupVisibility,
        List<String> restrictedSignupDomains,
        boolean userOauthApplications,
        Optional<String> afterSignOutPath,
        int registryTokenExpireDelay,
        Map<String, String> extras,
        Instant createdAt,
        Instant updatedAt) {

    /** Copies the collections. */
    public ApplicationSettings {
        restrictedVisibilities = Set.copyOf(restrictedVisibilities);
        restrictedSignupDomains = List.copyOf(restrictedSignupDomains);
        extras = Map.copyOf(extras);
    }

    /** What a new forge starts with. */
    public static ApplicationSettings defaults(Instant now) {
        return new ApplicationSettings(
                10,
                true,
                true,
                true,
                "",
                "",
                Optional.empty(),
                BranchProtection.FULL,
                Set.of(),
                10,
                10_080,
                Visibility.PRIVATE,
                Visibility.PRIVATE,
                Visibility.PUBLIC,
                List.of(),
                true,
                Optional.empty(),
                5,
                Map.of(),
                now,
                now);
    }
}
