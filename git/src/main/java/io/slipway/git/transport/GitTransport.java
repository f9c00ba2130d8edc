package io.slipway.git.transport;

import io.slipway.git.object.CommitId;
import io.slipway.git.ref.Resolution;
import io.slipway.git.repository.GitRepository;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.RefFilter;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.SideBandOutputStream;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPackInternalServerErrorException;

/**
 * Git's fetch and push, spoken over streams that the caller brings. Who may do it is decided before
 * these are called; what a push may move is decided by its {@link ReceiveHook}.
 *
 * <p>Over HTTP a fetch or push is two requests that do not know of each other: {@code advertise…}
 * answers the first and {@link #upload} or {@link #receive} the second. Over SSH it is one session.
 * Thread-safe. Failures of the streams surface as {@link IOException}; what the other side did
 * wrong is told to it in Git's own way.
 */
public final class GitTransport {

    // Length and channel in front of each packet.
    private static final int HEADER = 5;

    private final TransportSettings settings;

    /** With these limits. */
    public GitTransport(TransportSettings settings) {
        this.settings = settings;
    }

    /** The answer to {@code GET info/refs?service=git-upload-pack}. */
    public void advertiseUpload(
            GitRepository repository, ProtocolRequest protocol, OutputStream out)
            throws IOException {
        try (var upload = uploadPack(repository, protocol)) {
            upload.setBiDirectionalPipe(false);
            var lines = new PacketLineOut(out);
            upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines), "git-upload-pack");
            lines.flush();
        }
    }

    /** The answer to {@code POST git-upload-pack}: one round of a fetch. The body is not gzip'd. */
    public void upload(
            GitRepository repository, ProtocolRequest protocol, InputStream in, OutputStream out)
            throws IOException {
        try (var upload = uploadPack(repository, protocol)) {
            upload.setBiDirectionalPipe(false);
            var lines = new FetchLines(in);
            upload.setProtocolV2Hook(lines);
            upload.upload(lines, out, null);
        } catch (ServiceMayNotContinueException e) {
            if (!e.isOutput()) {
                throw e;
            }
        } catch (UploadPackInternalServerErrorException e) {
            // The client was told already what is wrong with its request, and that is the answer.
            if (!(e.getCause() instanceof PackProtocolException)) {
                throw e;
            }
        }
    }

    /** A whole fetch over one connection. */
    public void uploadSession(
            GitRepository repository,
            ProtocolRequest protocol,
            InputStream in,
            OutputStream out,
            OutputStream messages)
            throws IOException {
        try (var upload = uploadPack(repository, protocol)) {
            upload.setTimeout(Math.toIntExact(settings.idle().toSeconds()));
            var lines = new FetchLines(in);
            upload.setProtocolV2Hook(lines);
            upload.upload(lines, out, messages);
        }
    }

    /** The answer to {@code GET info/refs?service=git-receive-pack}. */
    public void advertiseReceive(GitRepository repository, OutputStream out) throws IOException {
        var lines = new PacketLineOut(out);
        lines.writeString("# service=git-receive-pack\n");
        lines.end();
        new Push(repository, settings).advertise(lines);
        lines.flush();
    }

    /** The answer to {@code POST git-receive-pack}: a push. The body is not gzip'd. */
    public PushReport receive(
            GitRepository repository, ReceiveHook hook, InputStream in, OutputStream out)
            throws IOException {
        return new Push(repository, settings).receive(hook, in, out, null, false);
    }

    /** A whole push over one connection. */
    public PushReport receiveSession(
            GitRepository repository,
            ReceiveHook hook,
            InputStream in,
            OutputStream out,
            OutputStream messages)
            throws IOException {
        return new Push(repository, settings).receive(hook, in, out, messages, true);
    }

    /**
     * Answers {@code git archive --remote}: the files of a branch, tag or commit as one archive. A
     * commit can be asked for only if a ref leads to it.
     */
    public void uploadArchive(GitRepository repository, InputStream in, OutputStream out)
            throws IOException {
        var lines = new PacketLineOut(out);
        var asked = new PacketLineIn(in);
        var arguments = new ArrayList<String>();
        for (var line = asked.readString(); !PacketLineIn.isEnd(line); line = asked.readString()) {
            if (!line.startsWith("argument ") || arguments.size() >= 64) {
                lines.writeString("NACK unable to read the request\n");
                lines.flush();
                return;
            }
            arguments.add(line.substring("argument ".length()));
        }
        lines.writeString("ACK\n");
        lines.end();
        try (var data = band(SideBandOutputStream.CH_DATA, out)) {
            var request = ArchiveRequest.parse(arguments);
            var commit =
                    switch (repository.refs().resolve(request.revision())) {
                        case Resolution.Found found when found.ref().isPresent() -> found.commit();
                        case Resolution.Found found when isReachable(repository, found.commit()) ->
                                found.commit();
                        case Resolution _ ->
                                throw new ArchiveRequest.Unusable(
                                        "no such ref: " + request.revision());
                    };
            repository
                    .archives()
                    .write(commit, request.format(), request.folder(), request.only(), data);
        } catch (ArchiveRequest.Unusable e) {
            try (var error = band(SideBandOutputStream.CH_ERROR, out)) {
                error.write(("fatal: " + e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        lines.end();
        lines.flush();
    }

    private static boolean isReachable(GitRepository repository, CommitId commit) {
        return repository.refs().branches().stream()
                .map(ref -> new CommitId(ref.target()))
                .anyMatch(tip -> repository.commits().isAncestor(commit, tip));
    }

    private static OutputStream band(int channel, OutputStream out) {
        return new BufferedOutputStream(
                new SideBandOutputStream(channel, SideBandOutputStream.MAX_BUF, unclosed(out)),
                SideBandOutputStream.MAX_BUF - HEADER);
    }

    private static OutputStream unclosed(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private UploadPack uploadPack(GitRepository repository, ProtocolRequest protocol) {
        var jgit = repository.store().jgit();
        var upload = new UploadPack(jgit);
        upload.setExtraParameters(protocol.parameters());
        upload.setRefFilter(visible(settings));
        // A client may name any commit that it could also reach through a ref, and what those hold:
        // partial clones fetch files by id.
        upload.setRequestValidator(new ReachableWants(settings, ReachableWants.MAX_OBJECTS));
        var packing = new PackConfig(jgit);
        packing.setThreads(1);
        upload.setPackConfig(packing);
        return upload;
    }

    static RefFilter visible(TransportSettings settings) {
        return refs -> {
            Map<String, Ref> shown = HashMap.newHashMap(refs.size());
            refs.forEach((name, ref) -> {
                if (settings.shows(name)) {
                    shown.put(name, ref);
                }
            });
            return shown;
        };
    }
}
