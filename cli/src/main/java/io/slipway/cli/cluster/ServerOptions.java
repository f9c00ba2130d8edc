package io.slipway.cli.cluster;

import picocli.CommandLine.Option;

/** Which server, and by what right. */
final class ServerOptions {

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

    String server() {
        return server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
    }

    String token() {
        return token;
    }
}
