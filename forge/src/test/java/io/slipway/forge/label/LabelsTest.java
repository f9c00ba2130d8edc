package io.slipway.forge.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class LabelsTest {

    private final ForgeFixture forge;
    private final Labels labels;
    private final Project web;

    LabelsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        labels = forge.forge().labels();
        web = forge.project("demo/web");
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void reportersMakeChangeAndRemoveLabels() {
        Caller reporter = forge.member("rob", "demo", Role.REPORTER);
        Caller guest = forge.member("gil", "demo", Role.GUEST);
        create(reporter, "to do", "#fff");
        create(reporter, "<b>bug</b> ", "#FF0000");
        assertThat(labels.list(guest, web))
                .extracting(Label::title)
                .containsExactly("bug", "to do");
        assertThatThrownBy(() -> create(guest, "x", "#fff")).isInstanceOf(Denied.class);
        assertThatThrownBy(() -> create(reporter, "bug", "#fff"))
                .isInstanceOf(Conflict.class)
                .hasMessage("Label already exists");
        Label changed =
                labels.update(
                        reporter,
                        web,
                        "bug",
                        new LabelChange(
                                Optional.of("defect"), Optional.empty(), Optional.of("is wrong")));
        assertThat(changed.color()).isEqualTo("#FF0000");
        assertThat(labels.list(guest, web)).contains(changed);
        assertThatThrownBy(() ->
                        labels.update(
                                reporter,
                                web,
                                "defect",
                                new LabelChange(
                                        Optional.of("to do"), Optional.empty(), Optional.empty())))
                .isInstanceOf(Invalid.class)
                .hasMessage("title has already been taken");
        labels.delete(reporter, web, "defect");
        assertThatThrownBy(() -> labels.delete(reporter, web, "defect"))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void badTitlesAndColoursAreToldByField() {
        assertThatThrownBy(() -> create(forge.root(), "a?b", "red"))
                .isInstanceOf(Invalid.class)
                .hasMessage("title is invalid, color must be a valid color code");
        assertThatThrownBy(() -> create(forge.root(), "  ", "#12345")).isInstanceOf(Invalid.class);
    }

    private Label create(Caller caller, String title, String color) {
        return labels.create(caller, web, title, color, Optional.empty());
    }

    @Test
    void subscriptionsAreEachReadersOwn() {
        Caller reporter = forge.member("rob", "demo", Role.REPORTER);
        Caller guest = forge.member("gil", "demo", Role.GUEST);
        Label bug = create(reporter, "bug", "#fff");
        assertThat(labels.subscribe(guest, web, "bug", true)).contains(bug);
        assertThat(labels.subscribe(guest, web, "bug", true)).isEmpty();
        assertThat(labels.subscribed(guest, web)).containsExactly(bug.id());
        assertThat(labels.subscribed(reporter, web)).isEmpty();
        assertThat(labels.subscribe(guest, web, Long.toString(bug.id()), false)).contains(bug);
        assertThat(labels.subscribed(guest, web)).isEmpty();
        assertThatThrownBy(() -> labels.subscribe(guest, web, "none", true))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> labels.subscribe(forge.user("eve"), web, "bug", true))
                .isInstanceOf(NotFound.class);
    }
}
