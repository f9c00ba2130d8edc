package io.slipway.server.git;

import io.slipway.git.lfs.LargeFileId;
import io.slipway.git.lfs.LargeFiles;
import io.slipway.git.repository.GitRepository;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Git LFS: which large files are wanted ({@code objects/batch}, basic transfers), and their content
 * up and down as streams. Locks are not there yet and answer 501, which clients take for what it
 * is.
 */
final class LfsHttp {

    private static final String MEDIA_TYPE = "application/vnd.git-lfs+json";
    private static final int MAX_BATCH = 1_000;
    private static final int MAX_BATCH_BYTES = 1 << 20;
    private static final long MAX_FILE = 16L << 30;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-");
    private static final Pattern OBJECT =
            Pattern.compile("info/lfs/objects/([0-9a-f]{64})(?:/(\\d{1,18}))?");

    private final GitHttp.Door door;

    LfsHttp(GitHttp.Door door) {
        this.door = door;
    }

    Reply get(Request request, GitAddress address) {
        var object = OBJECT.matcher(address.resource());
        if (!object.matches()) {
            return unknown(address);
        }
        return switch (door.enter(request, GitService.UPLOAD_PACK, address)) {
            case GitGate.Entry.Open(var repository, var _) ->
                    download(request, repository, new LargeFileId(object.group(1)));
            case GitGate.Entry other -> refusal(other);
        };
    }

    Reply put(Request request, GitAddress address) throws IOException {
        var object = OBJECT.matcher(address.resource());
        if (!object.matches() || object.group(2) == null) {
            return unknown(address);
        }
        return switch (door.enter(request, GitService.RECEIVE_PACK, address)) {
            case GitGate.Entry.Open(var repository, var _) ->
                    upload(
                            request,
                            repository,
                            new LargeFileId(object.group(1)),
                            Long.parseLong(object.group(2)));
            case GitGate.Entry other -> refusal(other);
        };
    }

    Reply post(Request request, GitAddress address) throws IOException {
        if (!address.resource().equals("info/lfs/objects/batch")) {
            return unknown(address);
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
        var service = upload ? GitService.RECEIVE_PACK : GitService.UPLOAD_PACK;
        return switch (door.enter(request, service, address)) {
            case GitGate.Entry.Open(var repository, var _) ->
                    batch(request, address, new LargeFiles(repository), objects, upload);
            case GitGate.Entry other -> refusal(other);
        };
    }

    private static Reply batch(
            Request request, GitAddress address, LargeFiles files, List<?> asked, boolean upload) {
        var base = request.baseUrl() + "/" + address.project() + ".git/info/lfs/objects/";
        var answers = new ArrayList<Map<String, ?>>();
        for (var one : asked) {
            if (!(one instanceof Map<?, ?> object)
                    || !(object.get("oid") instanceof String oid)
                    || !LargeFileId.isId(oid)
                    || !(object.get("size") instanceof Number size)
                    || size.longValue() < 0) {
                return error(422, "each object needs an oid and a size");
            }
            answers.add(answer(files, new LargeFileId(oid), size.longValue(), base, upload));
        }
        return json(200, Map.of("transfer", "basic", "objects", answers, "hash_algo", "sha256"));
    }

    private static Map<String, ?> answer(
            LargeFiles files, LargeFileId id, long size, String base, boolean upload) {
        boolean isThere = files.size(id).isPresent();
        if (upload && size > MAX_FILE) {
            return failed(id, size, 422, "files of more than " + MAX_FILE + " bytes are not taken");
        }
        if (!upload && !isThere) {
            return failed(id, size, 404, "there is no such file here");
        }
        if (upload && isThere) {
            return Map.of("oid", id.hex(), "size", size);
        }
        var action =
                upload
                        ? Map.of("upload", Map.of("href", base + id + "/" + size))
                        : Map.of("download", Map.of("href", base + id));
        return Map.of("oid", id.hex(), "size", size, "authenticated", false, "actions", action);
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

    private static Reply upload(
            Request request, GitRepository repository, LargeFileId id, long size)
            throws IOException {
        if (size > MAX_FILE) {
            return error(413, "files of more than " + MAX_FILE + " bytes are not taken");
        }
        try (var body = request.body()) {
            return switch (new LargeFiles(repository).store(id, size, body)) {
                case LargeFiles.Stored.Yes() -> Reply.empty(200);
                case LargeFiles.Stored.Different(var reason) -> error(422, reason);
            };
        }
    }

    private static Reply unknown(GitAddress address) {
        return address.resource().startsWith("info/lfs/locks")
                ? error(501, "locks are not there yet")
                : error(404, "Not Found");
    }

    private static Reply refusal(GitGate.Entry entry) {
        return switch (entry) {
            case GitGate.Entry.WhoAreYou() ->
                    error(401, "Credentials needed")
                            .with("WWW-Authenticate", "Basic realm=\"\"")
                            .with("LFS-Authenticate", "Basic realm=\"\"");
            case GitGate.Entry.Nothing() -> error(404, "Not Found");
            case GitGate.Entry.Refused(var reason) -> error(403, reason);
            case GitGate.Entry.Banned() -> error(403, "Forbidden");
            case GitGate.Entry.Open _ -> throw new IllegalArgumentException("not a refusal");
        };
    }

    private static Reply error(int status, String message) {
        return json(status, Map.of("message", message));
    }

    private static Reply json(int status, Object value) {
        return Reply.bytes(status, MEDIA_TYPE, Json.write(value));
    }
}
