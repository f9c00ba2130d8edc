package io.slipway.git.transport;

import io.slipway.git.repository.GitRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.RefFilter;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Git's fetch and push, spoken over streams that the caller brings. Who may do it is decided before
 * these are called; what a push may move is decided by its {@link ReceiveHook}.
 *
 * <p>Over HTTP a fetch or push is two requests that do not know of each other: {@code advertise…}
 * answers the first and {@link #upload} or {@link #receive} the second. Over SSH it is one session.
 * Thread-safe. Failures of the streams surface as {@link IOException}; what the other side did wrong
 * is told to it in Git's own way.
 */
public final class GitTransport {

    private final TransportSettings settings;

    /** With these limits. */
    public GitTransport(TransportSettings settings) {
        this.settings = settings;
    }

    /** The answer to {@code GET info/refs?service=git-upload-pack}. */
    public void advertiseUpload(GitRepository repository, ProtocolRequest protocol, OutputStream out)
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
            upload.upload(in, out, null);
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
            upload.upload(in, out, messages);
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

    private UploadPack uploadPack(GitRepository repository, ProtocolRequest protocol) {
        var jgit = repository.store().jgit();
        var upload = new UploadPack(jgit);
        upload.setExtraParameters(protocol.parameters());
        upload.setRefFilter(visible(settings));
        // A client may name any commit that it could also reach through a ref, and what those hold:
        // partial clones fetch files by id.
        upload.setRequestPolicy(UploadPack.RequestPolicy.REACHABLE_COMMIT);
        var packing = new PackConfig(jgit);
        packing.setThreads(1);
        upload.setPackConfig(packing);
        return upload;
    }

    static RefFilter visible(TransportSettings settings) {
        return refs -> {
            Map<String, Ref> shown = HashMap.newHashMap(refs.size());
            refs.forEach(
                    (name, ref) -> {
                        if (settings.shows(name)) {
                            shown.put(name, ref);
                        }
                    });
            return shown;
        };
    }
}
