package io.slipway.forge.identity;

/**
 * Where a request comes from, for the audit log and for throttling.
 *
 * @param address the client's address, as told by trusted proxies
 * @param requestId the id that logs show; empty if there is none
 */
public record Origin(String address, String requestId) {

    /** This process itself. */
    public static Origin internal() {
        return new Origin("internal", "");
    }
}
