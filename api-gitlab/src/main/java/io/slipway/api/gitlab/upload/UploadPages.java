package io.slipway.api.gitlab.upload;

import io.slipway.api.gitlab.call.Credentials;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.V3Failures;
import io.slipway.forge.Forge;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.upload.Avatar;
import io.slipway.forge.upload.Picture;
import io.slipway.forge.upload.Uploaded;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Gives files back to browsers. They come from strangers and share this server's origin: only
 * pictures are shown, everything else is saved, and nothing in them may run.
 */
public final class UploadPages {
    private static final Pattern OF_PROJECT =
            Pattern.compile("/[^/]+/[^/]+/uploads/[0-9a-f]{32}/[^/]+");

    private final Forge forge;
    private final Credentials credentials;

    /** Over the doors of the forge. */
    public UploadPages(Forge forge) {
        this.forge = forge;
        this.credentials = new Credentials(forge.authentication());
    }

    /** As a surface. */
    public Surface surface() {
        var routes = new Routes();
        routes.get("/uploads/:kind/avatar/:id/:file", this::avatar);
        routes.get("/:namespace/:project/uploads/:secret/:file", this::file);
        return Surface.of("uploads", List.of("/uploads"), routes, new V3Failures())
                .claims(path -> OF_PROJECT.matcher(path).matches());
    }

    private Caller caller(Request request) {
        return credentials.caller(request, new Parameters(request.parameters()));
    }

    private Reply file(Request request) {
        var caller = caller(request);
        var which = new Uploaded(request.path("secret"), request.path("file"));
        try {
            var project =
                    forge.projects()
                            .byPath(
                                    caller,
                                    request.path("namespace") + "/" + request.path("project"));
            return forge.uploads()
                    .read(caller, project, which)
                    .map(content -> reply(which.name(), content))
                    .orElseThrow(() -> Refusal.notFound("File"));
        } catch (NotFound | Denied missing) {
            throw Refusal.notFound("File");
        }
    }

    private Reply avatar(Request request) {
        var id = request.path("id");
        if (!id.matches("\\d{1,18}")) {
            throw Refusal.notFound("File");
        }
        var number = Long.parseLong(id);
        var whose =
                switch (request.path("kind")) {
                    case "user" -> new Avatar.OfUser(number);
                    case "group" -> new Avatar.OfGroup(number);
                    case "project" -> new Avatar.OfProject(number);
                    default -> throw Refusal.notFound("File");
                };
        var name = request.path("file");
        try {
            return forge.avatars()
                    .read(caller(request), whose, name)
                    .map(content -> reply(name, content))
                    .orElseThrow(() -> Refusal.notFound("File"));
        } catch (NotFound | Denied missing) {
            throw Refusal.notFound("File");
        }
    }

    private static Reply reply(String name, byte[] content) {
        var picture = Picture.named(name);
        return Reply.bytes(
                        200,
                        picture.map(Picture::mediaType).orElse("application/octet-stream"),
                        content)
                .with(
                        "Content-Disposition",
                        (picture.isPresent() ? "inline" : "attachment")
                                + "; filename=\""
                                + name
                                + "\"")
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Security-Policy", "default-src 'none'; sandbox")
                .with("Cross-Origin-Resource-Policy", "same-origin")
                .with("Cache-Control", "private, max-age=300");
    }
}
