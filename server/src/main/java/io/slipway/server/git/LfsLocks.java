package io.slipway.server.git;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.lock.FileLock;
import io.slipway.forge.lock.FileLockQuery;
import io.slipway.forge.lock.FileLocks;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.problem.Unavailable;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The locking API of Git LFS over the forge's {@link FileLocks}. A lock holds for every branch, so
 * the ref that a client names is read and changes nothing.
 */
final class LfsLocks {

    private static final int MAX_BODY = 64 << 10;
    private static final Pattern UNLOCK = Pattern.compile("info/lfs/locks/(\\d{1,18})/unlock");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final GitHttp.Door door;
    private final FileLocks locks;

    LfsLocks(GitHttp.Door door, FileLocks locks) {
        this.door = door;
        this.locks = locks;
    }

    /** Whether a path of the LFS API is about locks. */
    static boolean isFor(GitAddress address) {
        return address.resource().equals("info/lfs/locks")
                || address.resource().startsWith("info/lfs/locks/");
    }

    Reply get(Request request, GitAddress address) {
        if (!address.resource().equals("info/lfs/locks")) {
            return LfsAnswers.error(404, "Not Found");
        }
        return visit(
                request,
                GitService.UPLOAD_PACK,
                address,
                visit -> {
                    var query =
                            query(
                                    request.query("path"),
                                    request.query("id"),
                                    request.query("cursor").orElse(""),
                                    request.query("limit").orElse(""));
                    var page = locks.list(visit.caller(), visit.project(), query);
                    var answer = new LinkedHashMap<String, Object>();
                    answer.put("locks", page.stream().map(LfsLocks::json).toList());
                    next(page, query).ifPresent(cursor -> answer.put("next_cursor", cursor));
                    return LfsAnswers.json(200, answer);
                });
    }

    Reply post(Request request, GitAddress address) throws IOException {
        var bytes = request.body().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            return LfsAnswers.error(413, "the request is larger than " + MAX_BODY + " bytes");
        }
        Map<?, ?> body =
                bytes.length == 0
                        ? Map.of()
                        : Json.read(bytes) instanceof Map<?, ?> map ? map : Map.of();
        var unlock = UNLOCK.matcher(address.resource());
        Function<GitGate.Visit, Reply> work;
        if (address.resource().equals("info/lfs/locks")) {
            work = visit -> lock(visit, text(body, "path"));
        } else if (address.resource().equals("info/lfs/locks/verify")) {
            work = visit -> verify(visit, body);
        } else if (unlock.matches()) {
            long id = Long.parseLong(unlock.group(1));
            work = visit -> unlock(visit, id, Boolean.TRUE.equals(body.get("force")));
        } else {
            return LfsAnswers.error(404, "Not Found");
        }
        return visit(request, GitService.RECEIVE_PACK, address, work);
    }

    private Reply lock(GitGate.Visit visit, String path) {
        return switch (locks.lock(visit.caller(), visit.project(), path)) {
            case FileLocks.Locked.Yes(var lock) -> LfsAnswers.json(201, Map.of("lock", json(lock)));
            case FileLocks.Locked.Already(var lock) ->
                    LfsAnswers.json(
                            409,
                            Map.of(
                                    "lock",
                                    json(lock),
                                    "message",
                                    "already locked by " + lock.ownerName()));
        };
    }

    private Reply verify(GitGate.Visit visit, Map<?, ?> body) {
        var query =
                query(
                        Optional.empty(),
                        Optional.empty(),
                        text(body, "cursor"),
                        text(body, "limit"));
        var page = locks.list(visit.caller(), visit.project(), query);
        var own = visit.caller().person().map(Caller.Person::id);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("ours", side(page, lock -> own.equals(Optional.of(lock.owner()))));
        answer.put("theirs", side(page, lock -> !own.equals(Optional.of(lock.owner()))));
        next(page, query).ifPresent(cursor -> answer.put("next_cursor", cursor));
        return LfsAnswers.json(200, answer);
    }

    private static List<Map<String, ?>> side(
            List<FileLock> page, java.util.function.Predicate<FileLock> of) {
        return page.stream().filter(of).<Map<String, ?>>map(LfsLocks::json).toList();
    }

    private Reply unlock(GitGate.Visit visit, long id, boolean force) {
        var lock = locks.unlock(visit.caller(), visit.project(), id, force);
        return LfsAnswers.json(200, Map.of("lock", json(lock)));
    }

    private Reply visit(
            Request request,
            GitService service,
            GitAddress address,
            Function<GitGate.Visit, Reply> work) {
        return switch (door.enter(request, service, address)) {
            case GitGate.Entry.Open open when open.visit().isPresent() -> {
                try {
                    yield work.apply(open.visit().get());
                } catch (Problem e) {
                    yield LfsAnswers.error(status(e), String.valueOf(e.getMessage()));
                }
            }
            case GitGate.Entry.Open _ -> LfsAnswers.error(404, "Not Found");
            case GitGate.Entry other -> LfsAnswers.refusal(other);
        };
    }

    private static int status(Problem problem) {
        return switch (problem) {
            case NotFound _ -> 404;
            case Denied denied -> denied.why() == Denied.Why.NOT_SIGNED_IN ? 401 : 403;
            case Invalid _ -> 422;
            case Conflict _ -> 409;
            case Unavailable _ -> 503;
        };
    }

    private static FileLockQuery query(
            Optional<String> path, Optional<String> id, String cursor, String limit) {
        return new FileLockQuery(
                path.filter(text -> !text.isEmpty()),
                // No lock has the id 0.
                id.filter(text -> !text.isEmpty()).map(text -> number(text, 0)),
                number(cursor, 0),
                Math.toIntExact(
                        Math.min(number(limit, FileLockQuery.MAX_LIMIT), FileLockQuery.MAX_LIMIT)));
    }

    private static long number(String text, long otherwise) {
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : otherwise;
    }

    /** A full page may be followed by another. */
    private static Optional<String> next(List<FileLock> page, FileLockQuery query) {
        return page.size() < query.limit()
                ? Optional.empty()
                : Optional.of(Long.toString(page.getLast().id()));
    }

    private static String text(Map<?, ?> body, String name) {
        return switch (body.get(name)) {
            case String text -> text;
            case Number number -> number.toString();
            case null, default -> "";
        };
    }

    private static Map<String, ?> json(FileLock lock) {
        return Map.of(
                "id",
                Long.toString(lock.id()),
                "path",
                lock.path().value(),
                "locked_at",
                lock.lockedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                "owner",
                Map.of("name", lock.ownerName()));
    }
}
