package io.slipway.server.ssh;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.key.Keys;
import io.slipway.git.transport.GitTransport;
import io.slipway.server.git.ForgeGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.session.ServerSession;

/**
 * Serves Git over SSH. Everybody signs in as {@code git}; the key says who it is. There is no
 * password, no shell, no forwarding and no file transfer.
 */
public final class GitSsh implements AutoCloseable {

    /** Who a session's key stands for. */
    static final AttributeKey<Caller> CALLER = new AttributeKey<>();

    private static final String USER = "git";

    private final SshServer server;

    private GitSsh(SshServer server) {
        this.server = server;
    }

    /**
     * Starts to listen; makes the host keys if there are none.
     *
     * @throws UncheckedIOException naming the address or the folder, when one cannot be used
     */
    public static GitSsh start(
            SshSettings settings,
            Keys keys,
            ForgeGate gate,
            GitTransport transport,
            LfsPass largeFiles) {
        var server = ServerBuilder.builder().signatureFactories(signatures()).build();
        server.setHost(settings.host());
        server.setPort(settings.port());
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator(
                (user, key, session) -> USER.equals(user) && signIn(keys, key, session));
        server.setCommandFactory(
                (_, line) -> new GitCommandRun(gate, transport, largeFiles, Optional.of(line)));
        server.setShellFactory(
                _ -> new GitCommandRun(gate, transport, largeFiles, Optional.empty()));
        server.setSubsystemFactories(List.of());
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        CoreModuleProperties.IDLE_TIMEOUT.set(server, settings.idle());
        CoreModuleProperties.AUTH_TIMEOUT.set(server, settings.login());
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, 20);
        CoreModuleProperties.MAX_CONCURRENT_SESSIONS.set(server, settings.maxSessions());
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "SLIPWAY");
        try {
            server.setKeyPairProvider(new HostKeys(settings.hostKeys()).load());
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot serve SSH on %s:%d: %s"
                            .formatted(settings.host(), settings.port(), e.getMessage()),
                    e);
        }
        return new GitSsh(server);
    }

    /** SHA-1 signatures are not among them. */
    private static List<NamedFactory<Signature>> signatures() {
        return List.of(
                BuiltinSignatures.ed25519,
                BuiltinSignatures.nistp256,
                BuiltinSignatures.nistp384,
                BuiltinSignatures.nistp521,
                BuiltinSignatures.sk_ssh_ed25519,
                BuiltinSignatures.sk_ecdsa_sha2_nistp256,
                BuiltinSignatures.rsaSHA512,
                BuiltinSignatures.rsaSHA256);
    }

    /**
     * Called twice for a login: when the client asks whether a key would do, and when it has proved
     * that it holds the private half. A session runs nothing before the second.
     */
    private static boolean signIn(Keys keys, PublicKey key, ServerSession session) {
        var bytes = new ByteArrayBuffer();
        bytes.putRawPublicKey(key);
        var caller = keys.authenticate(bytes.getCompactData(), new Origin(address(session), ""));
        caller.ifPresent(c -> session.setAttribute(CALLER, c));
        return caller.isPresent();
    }

    private static String address(ServerSession session) {
        return session.getClientAddress() instanceof InetSocketAddress inet
                        && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "unknown";
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException("SSH did not stop", e);
        }
    }
}
