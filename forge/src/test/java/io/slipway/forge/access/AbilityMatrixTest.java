package io.slipway.forge.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.UserId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of forge-api-v3.md section 4.1, cell by cell. */
class AbilityMatrixTest {

    private static final Origin HERE = new Origin("192.0.2.1", "r");
    private static final Caller STRANGER = person(false);
    private static final Caller EXTERNAL = person(true);
    private static final Caller NOBODY = Caller.anonymous(HERE);

    /**
     * For each ability, who has it in a public project: n nobody signed in, v a visitor who is
     * signed in, then guest, reporter, developer, master, owner.
     */
    @ParameterizedTest
    @CsvSource({
        "READ_PROJECT, nvgrdmo",
        "READ_WIKI, nvgrdmo",
        "READ_ISSUE, nvgrdmo",
        "READ_LABEL, nvgrdmo",
        "READ_MILESTONE, nvgrdmo",
        "READ_PROJECT_SNIPPET, nvgrdmo",
        "READ_PROJECT_MEMBER, nvgrdmo",
        "READ_MERGE_REQUEST, nvgrdmo",
        "READ_NOTE, nvgrdmo",
        "CREATE_ISSUE, vgrdmo",
        "CREATE_NOTE, vgrdmo",
        "UPLOAD_FILE, vgrdmo",
        "DOWNLOAD_CODE, nvrdmo",
        "FORK_PROJECT, vrdmo",
        "READ_COMMIT_STATUS, nvrdmo",
        "READ_BUILD, nvgrdmo",
        "CREATE_PROJECT_SNIPPET, rdmo",
        "UPDATE_ISSUE, rdmo",
        "ADMIN_ISSUE, rdmo",
        "ADMIN_LABEL, rdmo",
        "PUSH_CODE, dmo",
        "CREATE_MERGE_REQUEST, dmo",
        "UPDATE_MERGE_REQUEST, dmo",
        "ADMIN_MERGE_REQUEST, dmo",
        "CREATE_COMMIT_STATUS, dmo",
        "CREATE_BUILD, dmo",
        "UPDATE_BUILD, dmo",
        "CREATE_WIKI, dmo",
        "PUSH_PROTECTED, mo",
        "ADMIN_MILESTONE, mo",
        "ADMIN_PROJECT_SNIPPET, mo",
        "ADMIN_PROJECT_MEMBER, mo",
        "ADMIN_NOTE, mo",
        "ADMIN_WIKI, mo",
        "ADMIN_PROJECT, mo",
        "ADMIN_BUILD, mo",
        "CHANGE_NAMESPACE, o",
        "CHANGE_VISIBILITY_LEVEL, o",
        "RENAME_PROJECT, o",
        "REMOVE_PROJECT, o",
        "ARCHIVE_PROJECT, o",
        "REMOVE_FORK_PROJECT, o",
        "DESTROY_MERGE_REQUEST, o",
        "DESTROY_ISSUE, o"
    })
    void whoHasAnAbilityIsAsTheTableSays(Ability ability, String who) {
        StringBuilder has = new StringBuilder();
        Facts open = Facts.of(Visibility.PUBLIC);
        if (AbilityRule.hasAsVisitor(ability, open, NOBODY)) {
            has.append('n');
        }
        if (AbilityRule.hasAsVisitor(ability, open, STRANGER)) {
            has.append('v');
        }
        for (Role role : Role.values()) {
            if (AbilityRule.hasAsMember(ability, open, Optional.of(role))) {
                has.append(role.text().charAt(0));
            }
        }
        assertThat(has).hasToString(who);
    }

    @ParameterizedTest
    @EnumSource(Ability.class)
    void aPrivateProjectGivesVisitorsNothing(Ability ability) {
        assertThat(AbilityRule.hasAsVisitor(ability, Facts.of(Visibility.PRIVATE), STRANGER))
                .isFalse();
        assertThat(AbilityRule.hasAsVisitor(ability, Facts.of(Visibility.PRIVATE), NOBODY))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Ability.class)
    void anInternalProjectIsPublicToThoseSignedInAndPrivateToOthers(Ability ability) {
        Facts internal = Facts.of(Visibility.INTERNAL);
        assertThat(AbilityRule.hasAsVisitor(ability, internal, STRANGER))
                .isEqualTo(
                        AbilityRule.hasAsVisitor(ability, Facts.of(Visibility.PUBLIC), STRANGER));
        assertThat(AbilityRule.hasAsVisitor(ability, internal, NOBODY)).isFalse();
        assertThat(AbilityRule.hasAsVisitor(ability, internal, EXTERNAL)).isFalse();
        assertThat(AbilityRule.hasAsVisitor(ability, Facts.of(Visibility.PUBLIC), EXTERNAL))
                .isEqualTo(
                        AbilityRule.hasAsVisitor(ability, Facts.of(Visibility.PUBLIC), STRANGER));
    }

    @ParameterizedTest
    @EnumSource(Ability.class)
    void anArchivedProjectIsNotWorkedOn(Ability ability) {
        boolean work =
                Set.of(
                                Ability.CREATE_MERGE_REQUEST,
                                Ability.PUSH_CODE,
                                Ability.PUSH_PROTECTED,
                                Ability.UPDATE_MERGE_REQUEST,
                                Ability.ADMIN_MERGE_REQUEST)
                        .contains(ability);
        assertThat(AbilityRule.isPossible(ability, Facts.of(Visibility.PRIVATE).archive()))
                .isEqualTo(!work);
    }

    @ParameterizedTest
    @EnumSource(Ability.class)
    void aFeatureThatIsOffTakesItsAbilitiesFromEveryone(Ability ability) {
        Facts bare = Facts.of(Visibility.PUBLIC).without(EnumSet.allOf(Feature.class));
        Facts noIssues = Facts.of(Visibility.PUBLIC).without(EnumSet.of(Feature.ISSUES));
        boolean aboutLabels =
                ability.name().endsWith("LABEL") || ability.name().endsWith("MILESTONE");
        assertThat(AbilityRule.isPossible(ability, bare))
                .isEqualTo(ability.feature().isEmpty() && !aboutLabels);
        assertThat(AbilityRule.isPossible(ability, noIssues))
                .isEqualTo(!ability.name().endsWith("_ISSUE"));
    }

    @ParameterizedTest
    @EnumSource(Visibility.class)
    void buildsAreSeenByGuestsAndVisitorsOnlyIfTheyArePublic(Visibility visibility) {
        Facts closed = Facts.of(visibility).hideBuilds();
        assertThat(AbilityRule.hasAsVisitor(Ability.READ_BUILD, closed, STRANGER)).isFalse();
        assertThat(AbilityRule.hasAsMember(Ability.READ_BUILD, closed, Optional.of(Role.GUEST)))
                .isFalse();
        assertThat(
                        AbilityRule.hasAsMember(
                                Ability.READ_BUILD, Facts.of(visibility), Optional.of(Role.GUEST)))
                .isEqualTo(visibility != Visibility.PRIVATE);
    }

    private record Facts(
            Visibility visibility, boolean archived, Set<Feature> features, boolean publicBuilds)
            implements ProjectFacts {

        static Facts of(Visibility visibility) {
            return new Facts(visibility, false, EnumSet.allOf(Feature.class), true);
        }

        Facts archive() {
            return new Facts(visibility, true, features, publicBuilds);
        }

        Facts hideBuilds() {
            return new Facts(visibility, archived, features, false);
        }

        Facts without(Set<Feature> off) {
            Set<Feature> left = EnumSet.allOf(Feature.class);
            left.removeAll(off);
            return new Facts(visibility, archived, left, publicBuilds);
        }

        @Override
        public ProjectId id() {
            return new ProjectId(1);
        }

        @Override
        public NamespaceId namespaceId() {
            return new NamespaceId(1);
        }

        @Override
        public boolean has(Feature feature) {
            return features.contains(feature);
        }
    }

    private static Caller person(boolean external) {
        return new Caller(
                new Caller.Person(
                        new UserId(1), "eve", "Eve", "eve@forge.test", false, external, false),
                Credential.SESSION,
                Scope.all(),
                Optional.empty(),
                HERE);
    }
}
