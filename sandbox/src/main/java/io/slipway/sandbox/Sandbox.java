package io.slipway.sandbox;

import io.slipway.sandbox.access.Authorizer;
import io.slipway.sandbox.api.ApiServer;
import io.slipway.sandbox.registry.Names;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.StoreLimits;
import io.slipway.sandbox.type.Definitions;
import io.slipway.sandbox.type.ServedTypes;
import io.slipway.sandbox.workload.Controllers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A running sandbox cluster: listens on 127.0.0.1 until it is closed. Safe for several threads. */
public final class Sandbox implements AutoCloseable {

    private final ApiServer server;
    private final String token;
    private final ObjectStore store;
    private final Controllers controllers;

    private Sandbox(ApiServer server, String token, ObjectStore store, Controllers controllers) {
        this.controllers = controllers;
        this.server = server;
        this.token = token;
        this.store = store;
    }

    /**
     * Starts a sandbox, with what its folder holds.
     *
     * @throws java.io.UncheckedIOException when the folder or the port cannot be used; the message
     *     names it
     */
    public static Sandbox start(SandboxSettings settings) {
        var limits = settings.limits();
        var store =
                ObjectStore.open(
                        new StoreLimits(limits.objects(), limits.bytes()), settings.folder());
        try {
            var types = new ServedTypes();
            new Definitions(types).follow(store);
            var registry = new Registry(store, types, new Names(settings.clock()));
            new Seed(registry).plant();
            var token = settings.token().orElseGet(() -> AdminToken.of(settings.folder()));
            var authorizer = new Authorizer(store);
            var server =
                    new ApiServer(
                            registry,
                            authorizer,
                            token,
                            settings.folder(),
                            settings.port(),
                            limits.objectBytes());
            return new Sandbox(server, token, store, Controllers.start(registry));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Where it listens: {@code http://127.0.0.1:port}. The same port takes TLS, see the kubeconfig.
     */
    public URI address() {
        return server.address();
    }

    /** The administrator's bearer token (user {@code admin}, group {@code system:masters}). */
    public String token() {
        return token;
    }

    /**
     * A kubeconfig (YAML) for the administrator; its context is named {@code sandbox}. It speaks
     * TLS, since Kubernetes' own clients send no token without.
     */
    public String kubeconfig() {
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: sandbox
          cluster:
            server: https://127.0.0.1:%d
            certificate-authority-data: %s
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
                .formatted(
                        address().getPort(),
                        Base64.getEncoder()
                                .encodeToString(
                                        server.certificate().getBytes(StandardCharsets.US_ASCII)),
                        token);
    }

    /** Stops listening, ends all watches, and releases the folder. May be called again. */
    @Override
    public void close() {
        server.close();
        controllers.close();
        store.close();
    }
}
