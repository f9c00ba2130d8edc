package io.slipway.server.git;

import static io.slipway.server.git.LfsAnswers.error;
import static io.slipway.server.git.LfsAnswers.json;
import static io.slipway.server.git.LfsAnswers.refusal;

import io.slipway.git.lfs.LargeFileId;
import io.slipway.git.lfs.LargeFiles;
import io.slipway.git.repository.GitRepository;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Git LFS: which large files are wanted ({@code objects/batch}, basic transfers), and their content
 * up and down as streams; its locks are {@link LfsLocks}.
 */
final class LfsHttp {

    private static final int MAX_BATCH = 1_000;
    private static final int MAX_BATCH_BYTES = 1 << 20;

    /** Where nobody says otherwise: 16 GiB. */
    static final long MAX_FILE = 16L << 30;

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-");
    private static final Pattern OBJECT =
            Pattern.compile("info/lfs/objects/([0-9a-f]{64})(?:/(\\d{1,18}))?");

    private final GitHttp.Door door;
    private final Optional<LfsLocks> locks;
    private final Optional<LfsTokens> tokens;
    private final long maxFile;

    LfsHttp(GitHttp.Door door, Optional<GitHttp.ProjectFiles> projectFiles) {
        this.door = door;
        this.locks = projectFiles.map(files -> new LfsLocks(door, files.locks()));
        this.tokens = projectFiles.map(GitHttp.ProjectFiles::tokens);
        this.maxFile = projectFiles.map(GitHttp.ProjectFiles::maxFileBytes).orElse(MAX_FILE);
    }

    Reply get(Request request, GitAddress address) {
        if (locks.isPresent() && LfsLocks.isFor(address)) {
            return locks.get().get(request, address);
        }
        var object = OBJECT.matcher(address.resource());
        if (!object.matches()) {
            return unknown();
        }
        return switch (door.enter(request, GitService.UPLOAD_PACK, address)) {
            case GitGate.Entry.Open open ->
                    download(request, open.repository(), new LargeFileId(object.group(1)));
            case GitGate.Entry other -> refusal(other);
        };
    }

    Reply put(Request request, GitAddress address) throws IOException {
        var object = OBJECT.matcher(address.resource());
        if (!object.matches() || object.group(2) == null) {
            return unknown();
        }
        return switch (door.enter(request, GitService.RECEIVE_PACK, address)) {
            case GitGate.Entry.Open open ->
                    upload(
                            request,
                            open.repository(),
                            new LargeFileId(object.group(1)),
                            Long.parseLong(object.group(2)));
            case GitGate.Entry other -> refusal(other);
        };
    }

    Reply post(Request request, GitAddress address) throws IOException {
        if (locks.isPresent() && LfsLocks.isFor(address)) {
            return locks.get().post(request, address);
        }
        if (!address.resource().equals("info/lfs/objects/batch")) {
            return unknown();
        }
        // The surface's routes take bodies of any length; this one is held in memory.
        var body = request.body().readNBytes(MAX_BATCH_BYTES + 1);
        if (body.length > MAX_BATCH_BYTES) {
            return error(413, "the batch is larger than " + MAX_BATCH_BYTES + " bytes");
        }
        if (body.length == 0
                || !(Json.read(body) instanceof Map<?, ?> batch)
                || !(batch.get("objects") instanceof List<?> objects)
                || objects.size() > MAX_BATCH) {
            return error(422, "a list of at most " + MAX_BATCH + " objects is needed");
        }
        boolean upload = "upload".equals(batch.get("operation"));
        if (!upload && !"download".equals(batch.get("operation"))) {
            return error(422, "the operation must be upload or download");
        }
        if (batch.get("transfers") instanceof List<?> transfers
                && !transfers.isEmpty()
                && !transfers.contains("basic")) {
            return error(422, "of the ways to transfer, only basic is known here");
        }
        if (batch.get("hash_algo") instanceof String algorithm && !algorithm.equals("sha256")) {
            return error(409, "files are named by their sha256 here");
        }
        var service = upload ? GitService.RECEIVE_PACK : GitService.UPLOAD_PACK;
        return switch (door.enter(request, service, address)) {
            case GitGate.Entry.Open open -> batch(request, address, open, objects, upload);
            case GitGate.Entry other -> refusal(other);
        };
    }

    private Reply batch(
            Request request,
            GitAddress address,
            GitGate.Entry.Open open,
            List<?> asked,
            boolean upload) {
        var files = new LargeFiles(open.repository());
        var base = request.baseUrl() + "/" + address.project() + ".git/info/lfs/objects/";
        var token =
                tokens.flatMap(maker ->
                        open.visit()
                                .flatMap(visit ->
                                        maker.make(visit.caller(), visit.project(), upload)));
        var answers = new ArrayList<Map<String, ?>>();
        for (var one : asked) {
            if (!(one instanceof Map<?, ?> object)
                    || !(object.get("oid") instanceof String oid)
                    || !LargeFileId.isId(oid)
                    || !(object.get("size") instanceof Number size)
                    || size.longValue() < 0) {
                return error(422, "each object needs an oid and a size");
            }
            answers.add(answer(files, new LargeFileId(oid), size.longValue(), base, upload, token));
        }
        return json(200, Map.of("transfer", "basic", "objects", answers, "hash_algo", "sha256"));
    }

    private Map<String, ?> answer(
            LargeFiles files,
            LargeFileId id,
            long size,
            String base,
            boolean upload,
            Optional<LfsTokens.Token> token) {
        var there = files.size(id);
        if (there.isPresent() && there.get() != size) {
            return failed(id, size, 422, "the file has " + there.get() + " bytes");
        }
        if (upload && size > maxFile) {
            return failed(id, size, 422, "files of more than " + maxFile + " bytes are not taken");
        }
        if (!upload && there.isEmpty()) {
            return failed(id, size, 404, "there is no such file here");
        }
        if (upload && there.isPresent()) {
            return Map.of("oid", id.hex(), "size", size);
        }
        var action = new LinkedHashMap<String, Object>();
        action.put("href", upload ? base + id + "/" + size : base + id);
        token.ifPresent(given -> {
            action.put("header", Map.of("Authorization", given.authorization().reveal()));
            action.put("expires_at", given.expires().toString());
        });
        return Map.of(
                "oid",
                id.hex(),
                "size",
                size,
                "authenticated",
                token.isPresent(),
                "actions",
                Map.of(upload ? "upload" : "download", action));
    }

    private static Map<String, ?> failed(LargeFileId id, long size, int code, String message) {
        return Map.of(
                "oid", id.hex(), "size", size, "error", Map.of("code", code, "message", message));
    }

    private static Reply download(Request request, GitRepository repository, LargeFileId id) {
        var files = new LargeFiles(repository);
        var size = files.size(id);
        if (size.isEmpty()) {
            return error(404, "there is no such file here");
        }
        long from = from(request.header("Range"), size.get());
        var reply =
                Reply.stream(
                                from > 0 ? 206 : 200,
                                "application/octet-stream",
                                out -> files.copy(id, from, out))
                        .with("Content-Length", Long.toString(size.get() - from))
                        .with("Accept-Ranges", "bytes");
        return from > 0
                ? reply.with(
                        "Content-Range",
                        "bytes %d-%d/%d".formatted(from, size.get() - 1, size.get()))
                : reply;
    }

    /**
     * Where a client goes on whose download was cut off; 0 when it asks for all or for nonsense.
     */
    private static long from(Optional<String> range, long size) {
        return range.map(RANGE::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(m -> Long.parseLong(m.group(1)))
                .filter(from -> from < size)
                .orElse(0L);
    }

    private Reply upload(Request request, GitRepository repository, LargeFileId id, long size)
            throws IOException {
        if (size > maxFile) {
            return error(413, "files of more than " + maxFile + " bytes are not taken");
        }
        try (var body = request.body()) {
            return switch (new LargeFiles(repository).store(id, size, body)) {
                case LargeFiles.Stored.Yes() -> Reply.empty(200);
                case LargeFiles.Stored.Different(var reason) -> error(422, reason);
            };
        }
    }

    private static Reply unknown() {
        return error(404, "Not Found");
    }
}
