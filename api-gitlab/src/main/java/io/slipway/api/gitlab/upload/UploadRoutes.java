package io.slipway.api.gitlab.upload;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.Forge;
import io.slipway.forge.upload.Avatar;
import io.slipway.forge.upload.Uploaded;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Invalid;

/** Takes files: for a project's texts, and the caller's own picture. */
public final class UploadRoutes {
    private static final long UPLOAD_LIMIT = 101L << 20;

    private final Forge forge;

    /** Over the doors of the forge. */
    public UploadRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.post("/projects/:id/uploads", "Keeps a file for texts of a project", this::upload)
                .takes(Field.file("file", "the file").needed())
                .gives("Upload")
                .bodyLimit(UPLOAD_LIMIT);
        table.put("/user/avatar", "Sets the caller's picture", this::setOwn)
                .takes(Field.file("avatar", "a picture of at most 200 KB").needed())
                .gives("UserBasic");
        table.delete("/user/avatar", "Takes the caller's picture away", this::removeOwn)
                .gives("UserBasic");
    }

    /** {@code POST /projects/:id/uploads}. */
    public Reply upload(Call call) {
        var project = forge.projects().find(call.caller(), call.path("id"));
        var file =
                call.parameters()
                        .file("file")
                        .filter(one -> one.bytes().length > 0)
                        .orElseThrow(() -> Refusal.notGiven("file"));
        Uploaded kept;
        try {
            kept = forge.uploads().keep(call.caller(), project, file.fileName(), file.bytes());
        } catch (Invalid tooLarge) {
            throw Refusal.message(413, "413 Request Entity Too Large");
        }
        return Reply.json(
                201,
                Json.object(
                        "alt",
                        kept.title(),
                        "url",
                        kept.path(),
                        "is_image",
                        kept.isImage(),
                        "markdown",
                        (kept.isImage() ? "!" : "")
                                + "["
                                + kept.title()
                                + "]("
                                + kept.path()
                                + ")"));
    }

    /** {@code PUT /user/avatar}, an addition: the original takes it on a page only. */
    public Reply setOwn(Call call) {
        var file = call.parameters().file("avatar").orElseThrow(() -> Refusal.notGiven("avatar"));
        var user = call.caller().requirePerson().id();
        forge.avatars()
                .set(call.caller(), new Avatar.OfUser(user.value()), file.fileName(), file.bytes());
        return own(call);
    }

    /** {@code DELETE /user/avatar}. */
    public Reply removeOwn(Call call) {
        var user = call.caller().requirePerson().id();
        forge.avatars().remove(call.caller(), new Avatar.OfUser(user.value()));
        return own(call);
    }

    private Reply own(Call call) {
        var user = forge.users().get(call.caller(), call.caller().requirePerson().id());
        return Reply.json(200, UserJson.basic(user, call.links()));
    }

    /** Takes the picture that came with a call, if one did. */
    public static void avatar(Forge forge, Call call, Avatar whose) {
        call.parameters()
                .file("avatar")
                .ifPresent(file ->
                        forge.avatars().set(call.caller(), whose, file.fileName(), file.bytes()));
    }
}
