package io.slipway.server.git;

import io.slipway.forge.lock.FileLocks;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.ProtocolRequest;
import io.slipway.http.Failures;
import io.slipway.http.HttpFailure;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Git's smart HTTP protocol: {@code /{project}.git/info/refs}, {@code git-upload-pack} and {@code
 * git-receive-pack}, also without {@code .git}. Bodies are streams in both directions. The rules of
 * who gets which status are those of forge-api-v3-git.md, "Git over HTTP".
 */
public final class GitHttp {

    private static final Logger LOG = LoggerFactory.getLogger(GitHttp.class);

    /** Enough to name 600,000 commits; packs are limited by the transport. */
    private static final long MAX_FETCH_REQUEST = 32L << 20;

    private static final String LFS = "info/lfs/";

    private final GitGate gate;
    private final GitTransport transport;
    private final Predicate<String> taken;
    private final Consumer<RepositoryId> pushed;
    private final LfsHttp largeFiles;

    /** Asks the gate with what the request brings. */
    @FunctionalInterface
    interface Door {
        GitGate.Entry enter(Request request, GitService service, GitAddress address);
    }

    /**
     * @param taken first segments of paths that other surfaces answer for, as in {@code api}
     */
    public GitHttp(GitGate gate, GitTransport transport, Predicate<String> taken) {
        this(gate, transport, taken, _ -> {}, Optional.empty());
    }

    /**
     * @param taken first segments of paths that other surfaces answer for, as in {@code api}
     * @param pushed hears of repositories that were pushed to, once the client has its answer
     * @param projectFiles locks and tokens of large files; without them, there are only the files
     */
    public GitHttp(
            GitGate gate,
            GitTransport transport,
            Predicate<String> taken,
            Consumer<RepositoryId> pushed,
            Optional<ProjectFiles> projectFiles) {
        this.gate = gate;
        this.transport = transport;
        this.taken = taken;
        this.pushed = pushed;
        this.largeFiles = new LfsHttp(this::enterLargeFiles, projectFiles);
    }

    /**
     * What large files need of the forge.
     *
     * @param locks of files
     * @param tokens for the addresses of files
     * @param maxFileBytes the largest file that is taken in
     */
    public record ProjectFiles(FileLocks locks, LfsTokens tokens, long maxFileBytes) {}

    /** The endpoints, for the server's list of surfaces. */
    public Surface surface() {
        var routes = new Routes();
        routes.get("/*path", this::get);
        routes.post("/*path", this::post).unlimitedBody();
        routes.put("/*path", this::put).unlimitedBody();
        return Surface.of("git", List.of(), routes, new TextFailures()).claims(this::claims);
    }

    private boolean claims(String rawPath) {
        int second = rawPath.indexOf('/', 1);
        return second > 0
                && !taken.test(rawPath.substring(1, second))
                && GitAddress.of(rawPath).isPresent();
    }

    private Reply get(Request request) throws IOException {
        var address = address(request);
        if (address.resource().startsWith(LFS)) {
            return largeFiles.get(request, address);
        }
        var wanted = request.query("service").orElse("");
        if (!address.resource().equals("info/refs")) {
            return notFound();
        }
        if (wanted.isEmpty()) {
            return Reply.text(403, "Please upgrade your Git client.\n");
        }
        var service = GitService.of(wanted).filter(s -> s != GitService.UPLOAD_ARCHIVE);
        if (service.isEmpty()) {
            return Reply.text(403, "Unsupported service.\n");
        }
        return switch (enter(request, service.get(), address)) {
            case GitGate.Entry.Open open -> advertise(request, service.get(), open);
            case GitGate.Entry other -> refusal(other);
        };
    }

    private Reply advertise(Request request, GitService service, GitGate.Entry.Open open) {
        var type = "application/x-" + service.command() + "-advertisement";
        var protocol = protocol(request);
        return uncached(
                Reply.stream(
                        200,
                        type,
                        out -> {
                            if (service == GitService.UPLOAD_PACK) {
                                transport.advertiseUpload(open.repository(), protocol, out);
                            } else {
                                transport.advertiseReceive(open.repository(), out);
                            }
                        }));
    }

    private Reply put(Request request) throws IOException {
        var address = address(request);
        return address.resource().startsWith(LFS) ? largeFiles.put(request, address) : notFound();
    }

    private Reply post(Request request) throws IOException {
        var address = address(request);
        if (address.resource().startsWith(LFS)) {
            return largeFiles.post(request, address);
        }
        var service = GitService.of(address.resource()).filter(s -> s != GitService.UPLOAD_ARCHIVE);
        if (service.isEmpty()) {
            return notFound();
        }
        if (!request.mediaType().equals("application/x-" + service.get().command() + "-request")) {
            return Reply.text(415, "Unsupported Media Type\n");
        }
        return switch (enter(request, service.get(), address)) {
            case GitGate.Entry.Open open -> serve(request, service.get(), open);
            case GitGate.Entry other -> refusal(other);
        };
    }

    private Reply serve(Request request, GitService service, GitGate.Entry.Open open)
            throws IOException {
        var protocol = protocol(request);
        // Before the answer begins: what cannot be read still gets a status of its own.
        var sent = body(request);
        return uncached(
                Reply.stream(
                        200,
                        "application/x-" + service.command() + "-result",
                        out -> {
                            try (var body = sent) {
                                if (service == GitService.UPLOAD_PACK) {
                                    var limited = new Limited(body, MAX_FETCH_REQUEST);
                                    transport.upload(open.repository(), protocol, limited, out);
                                } else {
                                    var report =
                                            transport.receive(
                                                    open.repository(),
                                                    open.hook().get(),
                                                    body,
                                                    out);
                                    LOG.info(
                                            "push to {}: {} of {} refs moved, {} bytes, request {}",
                                            open.repository(),
                                            report.moved(),
                                            report.outcomes().size(),
                                            report.packBytes(),
                                            request.id());
                                    pushed.accept(open.repository().id());
                                }
                            }
                        }));
    }

    private GitGate.Entry enter(Request request, GitService service, GitAddress address) {
        var login = GitLogin.read(request.header("Authorization"));
        return gate.enter(service, address.project(), login, request.remoteAddress(), request.id());
    }

    private GitGate.Entry enterLargeFiles(Request request, GitService service, GitAddress address) {
        var login = GitLogin.read(request.header("Authorization"));
        return gate.enterLargeFiles(
                service, address.project(), login, request.remoteAddress(), request.id());
    }

    private static Reply refusal(GitGate.Entry entry) {
        return switch (entry) {
            case GitGate.Entry.WhoAreYou() ->
                    Reply.text(401, "HTTP Basic: Access denied\n")
                            .with("WWW-Authenticate", "Basic realm=\"\"");
            case GitGate.Entry.Nothing() -> notFound();
            case GitGate.Entry.Refused(var reason) -> Reply.text(403, reason + "\n");
            case GitGate.Entry.Banned() -> Reply.text(403, "Forbidden\n");
            case GitGate.Entry.Open _ -> throw new IllegalArgumentException("not a refusal");
        };
    }

    private static GitAddress address(Request request) {
        return GitAddress.of("/" + request.path("path"))
                .orElseThrow(() -> new HttpFailure.Malformed("This is no address of Git."));
    }

    private static ProtocolRequest protocol(Request request) {
        return ProtocolRequest.parse(request.header("Git-Protocol").orElse(""));
    }

    private static InputStream body(Request request) throws IOException {
        var encoding = request.header("Content-Encoding").orElse("").toLowerCase(Locale.ROOT);
        if (!encoding.equals("gzip") && !encoding.equals("x-gzip")) {
            return request.body();
        }
        try {
            return new GZIPInputStream(request.body(), 8 << 10);
        } catch (ZipException | EOFException _) {
            throw new HttpFailure.Malformed("The request body is not gzip.");
        }
    }

    private static Reply notFound() {
        return Reply.text(404, "Not Found\n");
    }

    /** What refs there are is true at this moment only. */
    private static Reply uncached(Reply reply) {
        return reply.with("Cache-Control", "no-cache, max-age=0, must-revalidate")
                .with("Expires", "Fri, 01 Jan 1980 00:00:00 GMT")
                .with("Pragma", "no-cache");
    }

    /** Git shows its user a plain text that comes with an error. */
    private static final class TextFailures implements Failures {
        @Override
        public Reply notFound(Request request) {
            return GitHttp.notFound();
        }

        @Override
        public Reply methodNotAllowed(Request request, Set<String> allowed) {
            return Reply.text(405, "Method Not Allowed\n")
                    .with("Allow", String.join(", ", allowed));
        }

        @Override
        public Reply failed(Request request, Exception failure) {
            return switch (failure) {
                case GitLogin.Unreadable e -> Reply.text(400, e.getMessage() + "\n");
                case HttpFailure e -> Reply.text(e.status(), e.getMessage() + "\n");
                default -> Reply.text(500, "Internal Server Error\n");
            };
        }
    }

    /** Refuses to read more than a limit, after decompression. */
    private static final class Limited extends FilterInputStream {
        private final long limit;
        private long seen;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = super.read(target, from, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws IOException {
            seen += read;
            if (seen > limit) {
                throw new IOException("the request is larger than " + limit + " bytes");
            }
        }
    }
}
