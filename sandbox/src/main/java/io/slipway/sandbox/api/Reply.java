package io.slipway.sandbox.api;

import io.slipway.manifests.yaml.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An answer: bytes that are ready, or something that writes for as long as it likes. */
sealed interface Reply {

    /** Sent at once. The bytes are handed on and never changed, so no copies are made. */
    @SuppressWarnings("ArrayRecordComponent")
    record Whole(int status, String contentType, byte[] body, List<String> warnings)
            implements Reply {
        public Whole {
            warnings = List.copyOf(warnings);
        }
    }

    /** A tree, to be sent in the form that the client asked for. */
    record Tree(int status, Map<String, Object> tree, List<String> warnings) implements Reply {
        public Tree {
            warnings = List.copyOf(warnings);
        }
    }

    /** A stream of JSON values. */
    record Stream(StreamBody body) implements Reply {}

    /** Writes until it is done; a client that is gone shows as an IOException. */
    @FunctionalInterface
    interface StreamBody {
        void write(Sink sink) throws java.io.IOException, InterruptedException;
    }

    /** Takes one whole value at a time, and sends it off. */
    @FunctionalInterface
    interface Sink {
        void send(byte[] json) throws java.io.IOException;
    }

    static Reply json(int status, Map<String, Object> tree) {
        return new Whole(status, "application/json", Json.writeBytes(tree), List.of());
    }

    static Reply text(int status, String text) {
        return new Whole(
                status,
                "text/plain; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8),
                List.of());
    }

    static Reply tree(int status, Map<String, Object> tree) {
        return new Tree(status, tree, List.of());
    }
}
