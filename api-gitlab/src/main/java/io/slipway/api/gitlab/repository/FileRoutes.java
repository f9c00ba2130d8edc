package io.slipway.api.gitlab.repository;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Ability;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.FileChange;
import io.slipway.git.object.LogQuery;
import io.slipway.git.object.NewCommit;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Single files, read and committed. */
public final class FileRoutes {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_\\-./@]*");
    private static final String CANNOT = "Your changes could not be committed, because ";
    private static final String WENT_WRONG =
            "Something went wrong. Your changes were not committed";
    private static final int ATTEMPTS = 5;
    private static final int LONGEST_PATH = 4096;
    private static final int LONGEST_MESSAGE = 1_000_000;
    private static final Pattern IGNORED =
            Pattern.compile("[\\u200c-\\u200f\\u202a-\\u202e\\u206a-\\u206f\\ufeff]");

    private final Forge forge;
    private final Clock clock;

    /** Over the doors of the forge. */
    public FileRoutes(Forge forge, Clock clock) {
        this.forge = forge;
        this.clock = clock;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Files");
        var files = "/projects/:id/repository/files";
        table.get(files, "One file with its content", this::read)
                .takes(PATH.needed(), Field.text("ref", "branch, tag or commit").needed())
                .gives("File")
                .fails(413);
        table.post(files, "Commits a new file", this::create)
                .takes(PATH.needed(), BRANCH.needed(), CONTENT.needed(), MESSAGE.needed())
                .takes(writeFields())
                .gives("WrittenFile")
                .bodyLimit(FILE_LIMIT);
        table.put(files, "Commits a changed file", this::update)
                .takes(PATH.needed(), BRANCH.needed(), CONTENT.needed(), MESSAGE.needed())
                .takes(writeFields())
                .gives("WrittenFile")
                .bodyLimit(FILE_LIMIT);
        table.delete(files, "Commits that a file is gone", this::delete)
                .takes(PATH.needed(), BRANCH.needed(), MESSAGE.needed())
                .takes(KNOWN)
                .gives("WrittenFile");
    }

    private static final long FILE_LIMIT = 48L << 20;
    private static final Field PATH = Field.text("file_path", "the path of the file", 4096);
    private static final Field BRANCH = Field.text("branch_name", "onto which branch");
    private static final Field CONTENT = Field.text("content", "what the file then holds");
    private static final Field MESSAGE = Field.text("commit_message", "why", LONGEST_MESSAGE);
    private static final List<Field> KNOWN =
            List.of(
                    Field.text("last_commit_sha", "the last commit of the file that is known"),
                    Field.text("last_commit_id", "the same under another name"));

    private static List<Field> writeFields() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                Field.choice("encoding", "of the content", "text", "base64")),
                        KNOWN.stream())
                .toList();
    }

    /** {@code GET …/files}. */
    public Reply read(Call call) {
        var repo = Repo.of(forge, call);
        var parameters = call.parameters();
        parameters.require("file_path", "ref");
        var ref = parameters.required("ref");
        var commit = repo.requireCommit(ref);
        var path =
                ReadRoutes.path(parameters.required("file_path"))
                        .orElseThrow(() -> Refusal.notFound("File"));
        var tree = repo.git().treeAt(commit.id());
        var entry =
                tree.entry(path)
                        .filter(found -> found.kind() != FileTree.Kind.DIRECTORY)
                        .orElseThrow(() -> Refusal.notFound("File"));
        byte[] content;
        try {
            content = tree.read(path);
        } catch (TreeException e) {
            throw Refusal.message(413, "The file is too large; use the raw blob instead");
        }
        var last =
                repo.git().commits().log(LogQuery.newest(commit.id(), 1).touching(path)).stream()
                        .findFirst()
                        .map(found -> found.id().hex())
                        .orElse(commit.id().hex());
        return Reply.json(
                200,
                Json.object(
                        "file_name",
                        path.name(),
                        "file_path",
                        path.value(),
                        "size",
                        content.length,
                        "encoding",
                        "base64",
                        "content",
                        Base64.getEncoder().encodeToString(content),
                        "ref",
                        ref,
                        "blob_id",
                        entry.id(),
                        "commit_id",
                        commit.id().hex(),
                        "last_commit_id",
                        last));
    }

    /** {@code POST …/files}. */
    public Reply create(Call call) {
        return write(call, true);
    }

    /** {@code PUT …/files}: also makes a file that is not there. */
    public Reply update(Call call) {
        return write(call, false);
    }

    private Reply write(Call call, boolean create) {
        var parameters = call.parameters();
        var repo = pushable(call);
        parameters.require("file_path", "branch_name", "content", "commit_message");
        requireShortMessage(parameters);
        var path = checked(parameters.required("file_path"), create);
        var content = content(call);
        commit(
                call,
                repo,
                tree -> {
                    if (create && tree.flatMap(files -> files.entry(path)).isPresent()) {
                        throw Refusal.message(
                                400,
                                "Your changes could not be committed because a file with the same name already exists");
                    }
                    return FileChange.write(path.value(), content);
                });
        return Reply.json(create ? 201 : 200, answer(call, path));
    }

    /** {@code DELETE …/files}. */
    public Reply delete(Call call) {
        var parameters = call.parameters();
        var repo = pushable(call);
        parameters.require("file_path", "branch_name", "commit_message");
        requireShortMessage(parameters);
        var path = checked(parameters.required("file_path"), false);
        commit(
                call,
                repo,
                tree -> {
                    if (tree.filter(files -> files.isFile(path)).isEmpty()) {
                        throw Refusal.message(400, WENT_WRONG);
                    }
                    return FileChange.delete(path.value());
                });
        return Reply.json(200, answer(call, path));
    }

    private static void requireShortMessage(Parameters parameters) {
        if (parameters.required("commit_message").length() > LONGEST_MESSAGE) {
            throw Refusal.message(
                    400,
                    "The commit message is too long (maximum is "
                            + LONGEST_MESSAGE
                            + " characters)");
        }
    }

    /** Ends the call if the file has changed since the commit that the caller knows. */
    private static void requireUnchanged(Call call, Repo repo, CommitId head, TreePath path) {
        var known =
                call.parameters()
                        .text("last_commit_sha")
                        .or(() -> call.parameters().text("last_commit_id"));
        if (known.isEmpty()) {
            return;
        }
        var last =
                repo.git().commits().log(LogQuery.newest(head, 1).touching(path)).stream()
                        .findFirst()
                        .map(found -> found.id().hex());
        if (last.filter(known.get()::equalsIgnoreCase).isEmpty()) {
            throw Refusal.message(
                    400,
                    "You are attempting to change a file that has changed since you started"
                            + " editing it.");
        }
    }

    private static Object answer(Call call, TreePath path) {
        return Json.object(
                "file_path",
                path.value(),
                "branch_name",
                call.parameters().required("branch_name"));
    }

    private Repo pushable(Call call) {
        var project = forge.projects().find(call.caller(), call.path("id"));
        forge.access().require(call.caller(), Ability.PUSH_CODE, project);
        return new Repo(project, forge.projects().openOrCreate(project));
    }

    private static TreePath checked(String text, boolean create) {
        var path = text.replaceFirst("^/+", "");
        if (List.of(path.split("/", -1)).contains("..")) {
            throw Refusal.message(
                    400,
                    create
                            ? CANNOT + "the file name cannot include directory traversal. "
                            : "Invalid path");
        }
        if (create && !NAME.matcher(path).matches()) {
            throw Refusal.message(
                    400,
                    CANNOT
                            + "the file name can contain only letters, digits, '_', '-', '@' and"
                            + " '.'. Separate directories with a '/'. ");
        }
        return ReadRoutes.path(path)
                .filter(found ->
                        !found.isRoot()
                                && found.value().equals(path)
                                && path.length() <= LONGEST_PATH
                                && path.chars().noneMatch(Character::isISOControl)
                                && found.segments().stream().noneMatch(FileRoutes::isGitsOwn))
                .orElseThrow(() -> Refusal.message(400, "Invalid path"));
    }

    /** Git's own folder, also in the spellings that other file systems take for it. */
    private static boolean isGitsOwn(String segment) {
        var plain =
                IGNORED.matcher(segment)
                        .replaceAll("")
                        .replaceFirst("[. ]+$", "")
                        .toLowerCase(Locale.ROOT);
        return plain.equals(".git") || plain.equals("git~1") || plain.startsWith(".git:");
    }

    private static byte[] content(Call call) {
        var text = call.parameters().required("content");
        if (!call.parameters().text("encoding").map("base64"::equals).orElse(false)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.message(400, "The content is not valid base64");
        }
    }

    /** The change to make to the files of a branch; of an empty repository there are none. */
    private interface Change {
        FileChange of(Optional<FileTree> files);
    }

    private void commit(Call call, Repo repo, Change change) {
        var name = call.parameters().required("branch_name");
        if (!RefName.isValidBranch(name)) {
            throw onlyOnABranch();
        }
        var branch = RefName.branch(name);
        for (var attempt = 1; ; attempt++) {
            var head = repo.git().refs().commitOf(branch);
            if (head.isEmpty() && !repo.git().isEmpty()) {
                throw onlyOnABranch();
            }
            var path = ReadRoutes.path(call.parameters().required("file_path"));
            if (head.isPresent() && path.isPresent()) {
                requireUnchanged(call, repo, head.get(), path.get());
            }
            var update =
                    new RefUpdate(
                            branch,
                            head.map(CommitId::hash).orElse(ObjectHash.ZERO),
                            written(call, repo, head, change).hash());
            var outcome =
                    forge.pushes().move(call.caller(), repo.project(), List.of(update)).getFirst();
            switch (outcome) {
                case RefOutcome.Moved _ -> {
                    return;
                }
                case RefOutcome.Refused _ ->
                        throw Refusal.message(400, "You are not allowed to push into this branch");
                case RefOutcome.Failed _ -> throw Refusal.message(400, WENT_WRONG);
                case RefOutcome.Stale _ -> {
                    // Somebody pushed meanwhile: the same change goes on top of theirs.
                    if (attempt == ATTEMPTS) {
                        throw Refusal.message(400, WENT_WRONG);
                    }
                }
            }
        }
    }

    private CommitId written(Call call, Repo repo, Optional<CommitId> head, Change change) {
        var author = Authors.of(call.caller(), clock);
        try {
            return repo.git()
                    .commits()
                    .write(
                            new NewCommit(
                                    head.stream().toList(),
                                    List.of(change.of(head.map(repo.git()::treeAt))),
                                    author,
                                    author,
                                    call.parameters().required("commit_message")));
        } catch (TreeException e) {
            throw Refusal.message(400, WENT_WRONG);
        }
    }

    private static Refusal onlyOnABranch() {
        return Refusal.message(400, "You can only create or edit files when you are on a branch");
    }
}
