package io.slipway.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP way to one API server: adds who calls, keeps to the gate, repeats what may be repeated,
 * and turns everything that goes wrong into {@link ClusterException}.
 */
final class ApiServer implements AutoCloseable {

    private static final int REPETITIONS = 4;
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);

    private final String cluster;
    private final String address;
    private final KubernetesSettings settings;
    private final KubernetesClient client;
    private final HttpClient http;
    private final Gate gate;
    private volatile boolean closed;

    ApiServer(String cluster, Config config, KubernetesSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
        this.client = new KubernetesClientBuilder().withConfig(config).build();
        this.http = client.getHttpClient();
        this.gate = new Gate(cluster, settings.maxConcurrent());
        var master = client.getConfiguration().getMasterUrl();
        this.address = master.endsWith("/") ? master.substring(0, master.length() - 1) : master;
    }

    String address() {
        return address;
    }

    int concurrency() {
        return gate.limit();
    }

    /** The answer if it is a success. */
    Answer expect(Call call) {
        var answer = send(call);
        if (!answer.isSuccess()) {
            throw answer.refusal();
        }
        return answer;
    }

    /**
     * Any answer, after the repetitions that make sense: 429 always (the server did nothing), 503
     * and lost connections when the call is repeatable.
     */
    Answer send(Call call) {
        long deadline = System.nanoTime() + settings.requestTimeout().toNanos();
        var pause = settings.minBackoff();
        for (int turn = 1; ; turn++) {
            Answer answer;
            try {
                answer = once(call, deadline);
            } catch (ClusterException.Unavailable e) {
                if (!call.repeatable()
                        || turn >= REPETITIONS
                        || !isConnectionLoss(e)
                        || !sleep(pause, deadline)) {
                    throw e;
                }
                pause = pause.multipliedBy(2);
                continue;
            }
            boolean again =
                    switch (answer.code()) {
                        case 429 -> true;
                        case 502, 503, 504 -> call.repeatable();
                        default -> false;
                    };
            if (!again || turn >= REPETITIONS) {
                return answer;
            }
            var wait = answer.retryAfter().orElse(answer.code() == 429 ? DEFAULT_RETRY : pause);
            if (answer.code() == 429) {
                gate.tooMuch(wait);
            }
            if (!sleep(wait, deadline)) {
                return answer;
            }
            pause = pause.multipliedBy(2);
        }
    }

    private static boolean isConnectionLoss(ClusterException e) {
        return e.getCause() instanceof IOException;
    }

    private static boolean sleep(Duration pause, long deadline) {
        if (System.nanoTime() + pause.toNanos() >= deadline) {
            return false;
        }
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Answer once(Call call, long deadline) {
        gate.enter(deadline);
        try {
            var collected = new Collected(settings.maxAnswerBytes());
            var response = await(http.consumeBytes(request(call, true), collected), call, deadline);
            var body = response.body();
            body.consume();
            try {
                await(body.done(), call, deadline);
            } catch (ClusterException e) {
                if (!body.done().isDone() || collected.isTooLong()) {
                    body.cancel();
                }
                throw collected.isTooLong() ? tooLong(call) : e;
            }
            var answer = new Answer(response.code(), retryAfter(response), collected.bytes());
            if (answer.isSuccess()) {
                gate.wentWell();
            }
            return answer;
        } finally {
            gate.leave();
        }
    }

    /**
     * Opens an endless answer. It does not count as a running call.
     *
     * @throws ClusterException also when the server refuses
     */
    InputStream stream(Call call) {
        long deadline = System.nanoTime() + settings.requestTimeout().toNanos();
        var response =
                await(http.sendAsync(request(call, false), InputStream.class), call, deadline);
        var stream = new Streamed(response.body());
        if (response.code() >= 200 && response.code() < 300) {
            return stream;
        }
        try (var body = stream) {
            throw new Answer(response.code(), retryAfter(response), body.readNBytes(1 << 16))
                    .refusal();
        } catch (IOException e) {
            throw new ClusterException.Unavailable(describe(call, e), e);
        }
    }

    private HttpRequest request(Call call, boolean bounded) {
        if (closed) {
            throw closedNow();
        }
        var builder =
                http.newHttpRequestBuilder()
                        .uri(address + call.target())
                        .header("Accept", call.accept());
        switch (call.who()) {
            case Identity.Registered _ -> {}
            case Identity.Impersonated person -> {
                builder.header("Impersonate-User", person.user());
                person.groups().forEach(group -> builder.header("Impersonate-Group", group));
            }
        }
        if (call.body().isPresent()) {
            var body = call.body().get();
            builder.method(call.method(), body.type(), body.text());
        } else {
            builder.method(call.method(), Call.JSON, (String) null);
        }
        if (bounded) {
            builder.timeout(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            builder.forStreaming();
        }
        return builder.build();
    }

    private <T> T await(CompletableFuture<T> future, Call call, long deadline) {
        try {
            return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new ClusterException.Unavailable(
                    "cluster \"%s\" did not answer within %d s (%s %s)"
                            .formatted(
                                    cluster,
                                    settings.requestTimeout().toSeconds(),
                                    call.method(),
                                    call.path()),
                    e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new ClusterException.Unavailable(
                    "interrupted: " + call.method() + " " + call.path(), e);
        } catch (CancellationException e) {
            throw closed ? closedNow() : new ClusterException.Unavailable(describe(call, e), e);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            if (closed) {
                throw closedNow();
            }
            if (cause instanceof ClusterException told) {
                throw told;
            }
            throw new ClusterException.Unavailable(
                    describe(call, cause),
                    cause instanceof IOException ? cause : new IOException(cause));
        }
    }

    private String describe(Call call, Throwable cause) {
        var why =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return "cluster \"%s\" at %s cannot be reached: %s (%s %s)"
                .formatted(cluster, address, why, call.method(), call.path());
    }

    private ClusterException tooLong(Call call) {
        return new ClusterException.Unavailable(
                0,
                "cluster \"%s\": the answer to %s %s is longer than %d bytes"
                        .formatted(cluster, call.method(), call.path(), settings.maxAnswerBytes()));
    }

    private ClusterException closedNow() {
        return new ClusterException.Unavailable(0, "cluster \"" + cluster + "\" was closed");
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        var header = response.header("Retry-After");
        if (header == null || !header.matches("\\d{1,6}")) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }

    /**
     * An answer's stream that is only closed while it lasts: the client library takes a close after
     * the end for a reset, and ends a connection that another call is using by then.
     */
    private static final class Streamed extends FilterInputStream {
        private volatile boolean ended;

        Streamed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            ended |= read < 0;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            ended |= read < 0;
            return read;
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                in.close();
            }
        }
    }

    /** Gathers an answer's bytes, up to a limit. */
    private static final class Collected implements AsyncBody.Consumer<List<ByteBuffer>> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        private final int most;
        private volatile boolean tooLong;

        Collected(int most) {
            this.most = most;
        }

        @Override
        public void consume(@Nullable List<ByteBuffer> buffers, AsyncBody body) throws IOException {
            for (var buffer : buffers == null ? List.<ByteBuffer>of() : buffers) {
                if (bytes.size() + buffer.remaining() > most) {
                    tooLong = true;
                    throw new IOException("the answer is too long");
                }
                var chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                bytes.writeBytes(chunk);
            }
            body.consume();
        }

        boolean isTooLong() {
            return tooLong;
        }

        /** Only after the body is done, which orders these bytes before the caller. */
        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
