package io.slipway.sandbox;

import java.net.URI;

/** A running sandbox cluster: listens on 127.0.0.1 until it is closed. Safe for several threads. */
public final class Sandbox implements AutoCloseable {

    private final URI address;
    private final String token;
    private final Runnable stop;

    private Sandbox(URI address, String token, Runnable stop) {
        this.address = address;
        this.token = token;
        this.stop = stop;
    }

    /**
     * Starts a sandbox, with what its folder holds.
     *
     * @throws java.io.UncheckedIOException when the folder or the port cannot be used; the message
     *     names it
     */
    public static Sandbox start(SandboxSettings settings) {
        throw new UnsupportedOperationException("the sandbox's server is not built yet");
    }

    /** Where it listens: {@code http://127.0.0.1:port}. */
    public URI address() {
        return address;
    }

    /** The administrator's bearer token (user {@code admin}, group {@code system:masters}). */
    public String token() {
        return token;
    }

    /** A kubeconfig (YAML) for the administrator; its context is named {@code sandbox}. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: sandbox
                  cluster:
                    server: %s
                contexts:
                - name: sandbox
                  context:
                    cluster: sandbox
                    user: admin
                current-context: sandbox
                users:
                - name: admin
                  user:
                    token: %s
                """
                .formatted(address, token);
    }

    /** Stops listening, ends all watches, and releases the folder. May be called again. */
    @Override
    public void close() {
        stop.run();
    }
}
