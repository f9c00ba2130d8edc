package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files and pictures that people upload, and what browsers get of them. */
@Timeout(120)
class UploadsTest {
    private static final byte[] PNG =
            "\u0089PNG\r\n\u001a\n and more".getBytes(StandardCharsets.ISO_8859_1);

    private final World world = new World();
    private String path;

    @BeforeEach
    void fill() {
        path = "/projects/" + world.forge.project("demo/web").id().value();
        Roles.in(world, "demo");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private World.Answer send(
            String who, String method, String to, String part, String name, byte[] content) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(
                ("--x\r\nContent-Disposition: form-data; name=\""
                                + part
                                + "\"; filename=\""
                                + name
                                + "\"\r\nContent-Type: text/html\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
        return world.multipart(who, method, to, "x", body.toByteArray());
    }

    private World.Answer upload(String who, String name, byte[] content) {
        return send(who, "POST", path + "/uploads", "file", name, content);
    }

    private World.Answer page(String who, String path) {
        return who.isEmpty()
                ? world.anywhere("GET", path, "")
                : world.anywhere("GET", path, "", "PRIVATE-TOKEN", world.token(who));
    }

    @Test
    void whoSeesTheProjectMayUploadAndRead() {
        assertThat(upload("stranger", "a.png", PNG).status()).isEqualTo(404);
        var made = upload("guest", "a cat.png", PNG);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var url = made.json().get("url").asText();
        assertThat(url).matches("/uploads/[0-9a-f]{32}/a_cat\\.png");
        assertThat(made.text())
                .isEqualTo(
                        "{\"alt\":\"a_cat\",\"url\":\"%s\",\"is_image\":true,\"markdown\":\"![a_cat](%s)\"}"
                                .formatted(url, url));
        var shown = page("guest", "/demo/web" + url);
        assertThat(shown.response().body()).isEqualTo(PNG);
        assertThat(shown.header("Content-Type")).isEqualTo("image/png");
        assertThat(shown.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(shown.header("Content-Security-Policy")).contains("sandbox");
        assertThat(page("", "/demo/web" + url).status()).isEqualTo(404);
        assertThat(page("stranger", "/demo/web" + url).status()).isEqualTo(404);
        world.as("root", "PUT", path, "visibility_level=20");
        assertThat(page("", "/demo/web" + url).status()).isEqualTo(200);
    }

    @Test
    void whatIsNoPictureIsSavedAndNeverShown() {
        for (var name : List.of("page.html", "x.svg", "run.js", "notes.txt", "a.png.html", "png")) {
            var made =
                    upload(
                            "guest",
                            name,
                            "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8));
            assertThat(made.json().get("is_image").asBoolean()).as(name).isFalse();
            assertThat(made.json().get("markdown").asText())
                    .isEqualTo("[" + name + "](" + made.json().get("url").asText() + ")");
            var shown = page("guest", "/demo/web" + made.json().get("url").asText());
            assertThat(shown.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(shown.header("Content-Disposition"))
                    .isEqualTo("attachment; filename=\"" + name + "\"");
        }
    }

    @Test
    void namesLeadNowhere() {
        for (var name :
                List.of(
                        "../../etc/passwd",
                        "..\\..\\a.txt",
                        "..",
                        ".htaccess",
                        "a;b&c.txt",
                        "-rf")) {
            var made = upload("guest", name, new byte[] {1});
            assertThat(made.status()).as(name).isEqualTo(201);
            assertThat(made.json().get("url").asText())
                    .matches("/uploads/[0-9a-f]{32}/[A-Za-z0-9_][A-Za-z0-9._+-]*");
        }
        var url = upload("guest", "a.txt", new byte[] {1}).json().get("url").asText();
        var folder = url.substring(0, url.lastIndexOf('/') + 1);
        for (var other :
                List.of("b.txt", "%2e%2e", "..%2fa.txt", ".", "a.txt%00", "%2Fetc%2Fpasswd")) {
            assertThat(page("guest", "/demo/web" + folder + other).status())
                    .as(other)
                    .isIn(400, 404);
        }
        assertThat(page("guest", "/demo/web/uploads/" + "0".repeat(32) + "/a.txt").status())
                .isEqualTo(404);
        var longest = upload("guest", "x".repeat(500) + ".txt", new byte[] {1});
        assertThat(longest.json().get("url").asText()).hasSizeLessThan(200).endsWith(".txt");
    }

    @Test
    void missingAndLargeFilesAreRefused() {
        assertThat(world.as("guest", "POST", path + "/uploads", "").text())
                .isEqualTo("{\"message\":\"400 (Bad request) \\\"file\\\" not given\"}");
        assertThat(world.as("guest", "POST", path + "/uploads", "file=x").status()).isEqualTo(400);
        assertThat(upload("guest", "a", new byte[0]).status()).isEqualTo(400);
        world.as("root", "PUT", "/application/settings", "max_attachment_size=1");
        assertThat(upload("guest", "a.txt", new byte[1 << 20]).status()).isEqualTo(201);
        assertThat(upload("guest", "a.txt", new byte[(1 << 20) + 1]).text())
                .isEqualTo("{\"message\":\"413 Request Entity Too Large\"}");
    }

    @Test
    void removedProjectsTakeTheirFilesAlong() {
        var url = "/demo/web" + upload("guest", "a.txt", new byte[] {1}).json().get("url").asText();
        assertThat(page("root", url).status()).isEqualTo(200);
        world.as("root", "DELETE", path, "");
        assertThat(page("root", url).status()).isEqualTo(404);
    }

    @Test
    void projectsGroupsAndPeopleHavePictures() {
        assertThat(send("dev", "PUT", path, "avatar", "a.png", PNG).status()).isEqualTo(403);
        var project = send("master", "PUT", path, "avatar", "logo.png", PNG);
        assertThat(project.status()).as(project.text()).isEqualTo(200);
        var avatar = project.json().get("avatar_url").asText().substring(world.url().length());
        assertThat(avatar).matches("/uploads/project/avatar/\\d+/logo\\.png");
        assertThat(page("guest", avatar).response().body()).isEqualTo(PNG);
        assertThat(page("stranger", avatar).status()).isEqualTo(404);
        assertThat(page("", avatar).status()).isEqualTo(404);
        // The next one takes its place.
        send("master", "PUT", path, "avatar", "new.png", PNG);
        assertThat(page("guest", avatar).status()).isEqualTo(404);

        assertThat(send("master", "PUT", "/groups/demo", "avatar", "g.gif", gif()).status())
                .isEqualTo(403);
        var group = send("owner", "PUT", "/groups/demo", "avatar", "g.gif", gif());
        var groupAvatar = group.json().get("avatar_url").asText().substring(world.url().length());
        assertThat(page("", groupAvatar).status()).isEqualTo(200);
        world.as("root", "PUT", "/groups/demo", "visibility_level=0");
        assertThat(page("stranger", groupAvatar).status()).isEqualTo(404);

        var own = send("guest", "PUT", "/user/avatar", "avatar", "me.jpg", jpeg());
        assertThat(own.status()).as(own.text()).isEqualTo(200);
        var mine = own.json().get("avatar_url").asText().substring(world.url().length());
        assertThat(page("", mine).header("Content-Type")).isEqualTo("image/jpeg");
        var user = "/users/" + world.id("guest");
        assertThat(send("dev", "PUT", user, "avatar", "x.jpg", jpeg()).status()).isEqualTo(403);
        assertThat(
                        send("root", "PUT", user, "avatar", "x.jpg", jpeg())
                                .json()
                                .get("avatar_url")
                                .asText())
                .endsWith("/x.jpg");
        assertThat(
                        world.as("guest", "DELETE", "/user/avatar", "")
                                .json()
                                .get("avatar_url")
                                .asText())
                .contains("gravatar");
        for (var odd : List.of("/uploads/user/avatar/x/a", "/uploads/odd/avatar/1/a", "/uploads")) {
            assertThat(page("root", odd).status()).isEqualTo(404);
        }
    }

    @Test
    void withoutGravatarWhoHasNoPictureHasNone() {
        assertThat(world.get("guest", "/user").json().get("avatar_url").asText())
                .startsWith("http://www.gravatar.com/avatar/")
                .endsWith("?s=80&d=identicon");
        world.as("root", "PUT", "/application/settings", "gravatar_enabled=false");
        assertThat(world.get("guest", "/user").json().get("avatar_url").isNull()).isTrue();
    }

    private static byte[] gif() {
        return "GIF89a...".getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] jpeg() {
        return "\u00ff\u00d8\u00ff...".getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void onlySmallPicturesAreTaken() {
        var html = "<html>".getBytes(StandardCharsets.UTF_8);
        for (var name : List.of("a.png", "a.html", "a.svg", "a.jpg", "a")) {
            assertThat(send("master", "PUT", path, "avatar", name, html).text())
                    .as(name)
                    .isEqualTo("{\"message\":{\"avatar\":[\"only images allowed\"]}}");
        }
        assertThat(send("master", "PUT", path, "avatar", "a.html", PNG).status()).isEqualTo(400);
        var large = java.util.Arrays.copyOf(PNG, (200 << 10) + 1);
        assertThat(send("root", "PUT", "/user/avatar", "avatar", "a.png", large).status())
                .isIn(400, 413);
    }
}
