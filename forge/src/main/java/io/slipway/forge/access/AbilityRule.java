package io.slipway.forge.access;

import io.slipway.forge.identity.Caller;
import java.util.Optional;

/** The pure part of deciding: role, visibility and switches in, yes or no out. */
final class AbilityRule {

    private AbilityRule() {}

    /** Whether anybody at all has it in this project. */
    static boolean isPossible(Ability ability, ProjectFacts project) {
        if (project.archived() && ability.needsActiveProject()) {
            return false;
        }
        if (isAboutLabelsOrMilestones(ability)) {
            return project.has(Feature.ISSUES) || project.has(Feature.MERGE_REQUESTS);
        }
        return ability.feature().filter(feature -> !project.has(feature)).isEmpty();
    }

    static boolean hasAsMember(Ability ability, ProjectFacts project, Optional<Role> role) {
        if (role.isEmpty()) {
            return false;
        }
        if (ability == Ability.READ_BUILD && role.get() == Role.GUEST) {
            return project.visibility() != Visibility.PRIVATE && project.publicBuilds();
        }
        return role.get().isAtLeast(ability.least());
    }

    static boolean hasAsVisitor(Ability ability, ProjectFacts project, Caller caller) {
        if (!isOpenTo(project.visibility(), caller)) {
            return false;
        }
        return switch (ability.visitor()) {
            case NOBODY -> false;
            case SIGNED_IN -> caller.person().isPresent();
            case ANYBODY -> true;
            case PUBLIC_BUILDS -> project.publicBuilds();
        };
    }

    static boolean isOpenTo(Visibility visibility, Caller caller) {
        return switch (visibility) {
            case PRIVATE -> false;
            case INTERNAL -> caller.person().filter(person -> !person.external()).isPresent();
            case PUBLIC -> true;
        };
    }

    static boolean isForDeployKeys(Ability ability) {
        return ability == Ability.READ_PROJECT || ability == Ability.DOWNLOAD_CODE;
    }

    private static boolean isAboutLabelsOrMilestones(Ability ability) {
        return switch (ability) {
            case READ_LABEL, ADMIN_LABEL, READ_MILESTONE, ADMIN_MILESTONE -> true;
            default -> false;
        };
    }
}
