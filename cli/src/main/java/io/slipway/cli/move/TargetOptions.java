package io.slipway.cli.move;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where things move to, and by what right. */
public final class TargetOptions {

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Address of the server; SLIPWAY_SERVER, else http://localhost:8000.",
            defaultValue = "${env:SLIPWAY_SERVER:-http://localhost:8000}")
    private String server = "";

    @Option(
            names = "--token",
            description =
                    "Private or personal access token; better in the environment as SLIPWAY_TOKEN.",
            defaultValue = "${env:SLIPWAY_TOKEN:-}")
    private String token = "";

    @Option(
            names = "--namespace",
            paramLabel = "PATH",
            description = "Group to move to; the token's own namespace by default.")
    private Optional<String> namespace = Optional.empty();

    /** The calls of that server. */
    public ForgeCalls calls(HttpClient client) {
        if (token.isEmpty()) {
            throw new MoveFailure(
                    "no token: set SLIPWAY_TOKEN to a private or personal access token");
        }
        return new ForgeCalls(server.replaceFirst("/+$", ""), "v3", token, client);
    }

    /** Address of the server, without a slash at the end. */
    String server() {
        return server.replaceFirst("/+$", "");
    }

    /** The token, for Git. */
    public String token() {
        return token;
    }

    /** The group, if one was named. */
    public Optional<String> namespace() {
        return namespace;
    }

    /** A client for a command; whoever asks closes it. */
    public static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    }
}
