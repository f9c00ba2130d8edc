package io.slipway.forge.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.BranchProtection;
import io.slipway.forge.project.NewProject;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.store.DatabaseKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class SettingsTest {

    private final ForgeFixture forge;

    SettingsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void settingsAreKeptOverARestartAndObeyed() {
        ApplicationSettings saved =
                forge.forge().settings().update(forge.root(), old -> changed(old, 1, 10));
        forge.restart();
        assertThat(forge.forge().settings().get(forge.root()))
                .usingRecursiveComparison()
                .ignoringFields("createdAt", "updatedAt")
                .isEqualTo(saved);
        Caller ada = forge.user("ada");
        assertThatThrownBy(() ->
                        forge.forge()
                                .projects()
                                .create(ada, NewProject.of("open").as(Visibility.PUBLIC)))
                .isInstanceOf(Invalid.class)
                .hasMessage(
                        "visibility_level public has been restricted by your GitLab"
                                + " administrator");
        assertThat(forge.forge().projects().create(ada, NewProject.of("one")).visibility())
                .isEqualTo(Visibility.INTERNAL);
        assertThatThrownBy(() -> forge.forge().projects().create(ada, NewProject.of("two")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Your project limit is 1 projects!");
    }

    @Test
    void badSettingsAndOtherPeopleAreRefused() {
        assertThatThrownBy(() ->
                        forge.forge().settings().update(forge.root(), old -> changed(old, -1, 0)))
                .isInstanceOf(Invalid.class)
                .hasMessage(
                        "default_projects_limit must be greater than or equal to 0,"
                                + " max_attachment_size must be greater than 0");
        assertThatThrownBy(() -> forge.forge().settings().get(forge.user("ada")))
                .isInstanceOf(Denied.class);
    }

    private static ApplicationSettings changed(ApplicationSettings old, int limit, int attachment) {
        return new ApplicationSettings(
                limit,
                false,
                true,
                false,
                "welcome",
                "",
                Optional.of("https://home.test"),
                BranchProtection.PARTIAL,
                Set.of(Visibility.PUBLIC),
                attachment,
                60,
                Visibility.INTERNAL,
                Visibility.PRIVATE,
                Visibility.PUBLIC,
                List.of("a.com"),
                false,
                Optional.of("/bye"),
                5,
                Map.of("shared_runners_enabled", "true"),
                old.createdAt(),
                old.updatedAt());
    }
}
