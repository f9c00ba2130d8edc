package io.slipway.forge.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.project.Project;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class UploadsTest {

    private static final byte[] GIF = "GIF89a…".getBytes(StandardCharsets.UTF_8);

    private final ForgeFixture forge;
    private final Project web;

    UploadsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        web = forge.project("demo/web");
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void filesAreKeptUnderAnAddressThatNobodyGuesses() {
        var guest = forge.member("gus", "demo", Role.GUEST);
        var uploads = forge.forge().uploads();
        var one = uploads.keep(guest, web, "a b.txt", new byte[] {1, 2});
        var two = uploads.keep(guest, web, "a b.txt", new byte[] {3});
        assertThat(one.secret()).isNotEqualTo(two.secret()).hasSize(32);
        assertThat(uploads.read(guest, web, one)).contains(new byte[] {1, 2});
        assertThat(uploads.read(guest, web, new Uploaded(one.secret(), "../a_b.txt"))).isEmpty();
        assertThat(uploads.read(guest, web, new Uploaded("../" + one.secret(), one.name())))
                .isEmpty();
        assertThatThrownBy(() -> uploads.read(forge.user("eve"), web, one))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void picturesStandInTheRowOfWhoseTheyAre() {
        var avatars = forge.forge().avatars();
        var master = forge.member("mia", "demo", Role.MASTER);
        var owner = forge.member("olga", "demo", Role.OWNER);
        var project = new Avatar.OfProject(web.id().value());
        var group = new Avatar.OfGroup(web.namespaceId().value());
        var person = new Avatar.OfUser(master.requirePerson().id().value());
        avatars.set(master, project, "p.gif", GIF);
        avatars.set(owner, group, "g.gif", GIF);
        avatars.set(master, person, "m.gif", GIF);
        var found = forge.forge().projects().get(master, web.id());
        assertThat(found.avatar()).contains("p.gif");
        assertThat(forge.forge().groups().get(owner, web.namespaceId()).avatar()).contains("g.gif");
        assertThat(forge.forge().users().get(master, master.requirePerson().id()).avatar())
                .contains("m.gif");
        assertThat(avatars.read(forge.anonymous(), person, "m.gif")).contains(GIF);
        assertThatThrownBy(() -> avatars.read(forge.anonymous(), project, "p.gif"))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> avatars.set(master, group, "x.gif", GIF))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> avatars.set(owner, person, "x.gif", GIF))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> avatars.set(master, project, "x.png", GIF))
                .isInstanceOf(Invalid.class);
        assertThat(avatars.remove(master, project)).isTrue();
        assertThat(avatars.remove(master, project)).isFalse();
        assertThat(avatars.read(master, project, "p.gif")).isEmpty();
    }

    @Test
    void pictureSurvivesOtherChangesOfTheProject() {
        var avatars = forge.forge().avatars();
        avatars.set(forge.root(), new Avatar.OfProject(web.id().value()), "p.gif", GIF);
        forge.forge().projects().setArchived(forge.root(), web.id(), true);
        assertThat(forge.forge().projects().get(forge.root(), web.id()).avatar()).contains("p.gif");
    }
}
