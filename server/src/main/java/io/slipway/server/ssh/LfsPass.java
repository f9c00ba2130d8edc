package io.slipway.server.ssh;

import io.slipway.http.Json;
import io.slipway.server.git.GitGate;
import io.slipway.server.git.GitService;
import io.slipway.server.git.LfsTokens;
import java.util.Map;

/**
 * Shows clients that came over SSH the way to the large files, which travel over HTTP: the address,
 * and a login for it that is good for a while.
 */
public final class LfsPass {

    private final String url;
    private final LfsTokens tokens;

    /**
     * @param url of the server, without slash at the end
     */
    public LfsPass(String url, LfsTokens tokens) {
        this.url = url;
        this.tokens = tokens;
    }

    /** The answer to {@code git-lfs-authenticate}, for somebody who may do what they ask for. */
    byte[] write(GitGate.Visit visit, CommandLine command) {
        var address = url + "/" + visit.project().fullPath() + ".git/info/lfs";
        return tokens.make(
                        visit.caller(),
                        visit.project(),
                        command.service() == GitService.RECEIVE_PACK)
                .map(pass ->
                        Json.write(
                                Map.of(
                                        "href",
                                        address,
                                        "header",
                                        Map.of("Authorization", pass.authorization().reveal()),
                                        "expires_at",
                                        pass.expires().toString(),
                                        "expires_in",
                                        LfsTokens.LIFETIME.toSeconds())))
                .orElseGet(() -> Json.write(Map.of("href", address)));
    }
}
