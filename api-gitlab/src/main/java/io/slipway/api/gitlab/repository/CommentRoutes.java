package io.slipway.api.gitlab.repository;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.call.Times;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.Forge;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.note.CommitNote;
import io.slipway.forge.note.NotePosition;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Invalid;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Comments on commits. */
public final class CommentRoutes {
    private final Forge forge;

    /** Over the doors of the forge. */
    public CommentRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Comments on commits, and statuses");
        var comments = "/projects/:id/repository/commits/:sha/comments";
        table.get(comments, "Comments, oldest first", this::list).pages("CommitNote");
        table.post(comments, "Comments on a commit, or on a line of it", this::create)
                .takes(
                        Field.text("note", "what to say").needed(),
                        Field.text("path", "the file; with line and line_type"),
                        Field.number("line", "the line of the file", 1, Integer.MAX_VALUE),
                        Field.choice("line_type", "on which side", "new", "old"))
                .gives("CommitNote");
    }

    /** {@code GET …/commits/:sha/comments}. */
    public Reply list(Call call) {
        var repo = Repo.of(forge, call);
        var commit = repo.requireCommit(call.path("sha")).id();
        var page = forge.commitNotes().list(call.caller(), repo.project(), commit, Paging.of(call));
        return Paging.reply(call, page, notes -> json(call, notes));
    }

    /**
     * {@code POST …/commits/:sha/comments}: on a line if path, line and line_type are all given.
     */
    public Reply create(Call call) {
        var repo = Repo.of(forge, call);
        call.parameters().require("note");
        var commit = repo.requireCommit(call.path("sha")).id();
        try {
            var note =
                    forge.commitNotes()
                            .add(
                                    call.caller(),
                                    repo.project(),
                                    commit,
                                    call.parameters().required("note"),
                                    position(call.parameters()));
            return Reply.json(201, json(call, List.of(note)).getFirst());
        } catch (Invalid invalid) {
            throw Refusal.message(400, "Failed to save note " + Refusal.dump(invalid));
        }
    }

    private static Optional<NotePosition> position(Parameters parameters) {
        var path = parameters.text("path");
        var line = parameters.small("line");
        var side =
                switch (parameters.text("line_type").orElse("")) {
                    case "new" -> Optional.of(NotePosition.Side.NEW);
                    case "old" -> Optional.of(NotePosition.Side.OLD);
                    default -> Optional.<NotePosition.Side>empty();
                };
        return path.isPresent() && line.isPresent() && side.isPresent()
                ? Optional.of(new NotePosition(path.get(), line.get(), side.get()))
                : Optional.empty();
    }

    private List<Map<String, @Nullable Object>> json(Call call, List<CommitNote> notes) {
        var users =
                forge.users()
                        .byIds(
                                call.caller(),
                                notes.stream().flatMap(one -> one.author().stream()).toList());
        return notes.stream().map(note -> json(call, note, users)).toList();
    }

    private static Map<String, @Nullable Object> json(
            Call call, CommitNote note, Map<UserId, User> users) {
        return Json.object(
                "note",
                note.body(),
                "path",
                note.position().map(NotePosition::path).orElse(null),
                "line",
                note.position().map(NotePosition::line).orElse(null),
                "line_type",
                note.position().map(at -> at.side().name().toLowerCase(Locale.ROOT)).orElse(null),
                "author",
                note.author()
                        .map(users::get)
                        .map(user -> UserJson.basic(user, call.links()))
                        .orElse(null),
                "created_at",
                Times.of(note.createdAt()));
    }
}
