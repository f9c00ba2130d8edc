package io.slipway.server.ssh;

import io.slipway.forge.identity.Caller;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.ProtocolRequest;
import io.slipway.server.git.ForgeGate;
import io.slipway.server.git.GitGate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command of one client, on a thread of its own. Without a command, a greeting. */
final class GitCommandRun implements Command {

    private static final Logger LOG = LoggerFactory.getLogger(GitCommandRun.class);

    private final ForgeGate gate;
    private final GitTransport transport;
    private final LfsPass largeFiles;
    private final Optional<String> line;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback exit;

    GitCommandRun(
            ForgeGate gate, GitTransport transport, LfsPass largeFiles, Optional<String> line) {
        this.gate = gate;
        this.transport = transport;
        this.largeFiles = largeFiles;
        this.line = line;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        var streams = new Streams(given(in), given(out), given(err));
        var done = given(exit);
        var caller = channel.getSession().getAttribute(GitSsh.CALLER);
        var protocol = ProtocolRequest.parse(environment.getEnv().getOrDefault("GIT_PROTOCOL", ""));
        Thread.ofVirtual()
                .name("ssh-git-", 0)
                .start(() -> done.onExit(run(streams, caller, protocol)));
    }

    @Override
    public void destroy(ChannelSession channel) {
        // The streams end, and with them the command. An interrupt would close files that a push is
        // writing at this moment.
    }

    private int run(Streams streams, @Nullable Caller caller, ProtocolRequest protocol) {
        try {
            if (caller == null) {
                return refuse(streams, "No user or key was provided.");
            }
            if (line.isEmpty()) {
                var name = caller.person().map(Caller.Person::name).orElseGet(caller::label);
                streams.out().write(utf8("Welcome to GitLab, " + name + "!\n"));
                streams.out().flush();
                return 0;
            }
            var command = CommandLine.parse(line.get());
            return command.isEmpty()
                    ? refuse(streams, "The command you're trying to execute is not allowed.")
                    : run(streams, caller, protocol, command.get());
        } catch (IOException e) {
            LOG.debug("a command over SSH lost its client: {}", e.toString());
            return 128;
        } catch (RuntimeException e) {
            LOG.error("a command over SSH failed", e);
            return 1;
        }
    }

    private int run(Streams streams, Caller caller, ProtocolRequest protocol, CommandLine command)
            throws IOException {
        return switch (gate.enter(command.service(), command.project(), caller)) {
            case GitGate.Entry.Open(var _, var _, var visit) when command.largeFiles() -> {
                streams.out().write(largeFiles.write(visit.orElseThrow(), command));
                streams.out().flush();
                yield 0;
            }
            case GitGate.Entry.Open(var repository, var hook, var _) -> {
                switch (command.service()) {
                    case UPLOAD_PACK ->
                            transport.uploadSession(
                                    repository,
                                    protocol,
                                    streams.in(),
                                    streams.out(),
                                    streams.err());
                    case RECEIVE_PACK -> {
                        var report =
                                transport.receiveSession(
                                        repository,
                                        hook.get(),
                                        streams.in(),
                                        streams.out(),
                                        streams.err());
                        LOG.info(
                                "push to {} by {}: {} of {} refs moved, {} bytes",
                                repository,
                                caller.label(),
                                report.moved(),
                                report.outcomes().size(),
                                report.packBytes());
                    }
                    case UPLOAD_ARCHIVE ->
                            transport.uploadArchive(repository, streams.in(), streams.out());
                }
                yield 0;
            }
            case GitGate.Entry.Nothing() ->
                    refuse(streams, "The project you were looking for could not be found.");
            case GitGate.Entry.Refused(var reason) -> refuse(streams, reason);
            case GitGate.Entry.WhoAreYou() -> refuse(streams, "No user or key was provided.");
            case GitGate.Entry.Banned() -> refuse(streams, "Forbidden");
        };
    }

    private static int refuse(Streams streams, String reason) throws IOException {
        streams.err().write(utf8("GitLab: " + reason + "\n"));
        streams.err().flush();
        return 1;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T given(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("started before it was given its streams");
        }
        return value;
    }

    private record Streams(InputStream in, OutputStream out, OutputStream err) {}
}
