package io.slipway.api.weave;

import java.time.Duration;
import java.util.Map;

/**
 * How this surface behaves.
 *
 * @param sessionLifetime of the cookie, from sign-in, used or not
 * @param accessKept how long an answer about somebody's namespaces is kept
 * @param callLimit how long one request waits for a cluster
 * @param syncWait how long a sync waits for a controller to take the request
 * @param syncPoll how often it looks meanwhile
 * @param strictNamespaces whether a namespace needs the right to read its secrets to be shown
 * @param namespaceFilter whether the field {@code namespace} of a list filters; the original
 *     ignores it
 * @param signInsPerSecond sign-ins that one address may try in a second
 * @param flags feature flags besides those about signing in
 * @param version what {@code /v1/version} tells about this build
 */
public record WeaveSettings(
        Duration sessionLifetime,
        Duration accessKept,
        Duration callLimit,
        Duration syncWait,
        Duration syncPoll,
        boolean strictNamespaces,
        boolean namespaceFilter,
        int signInsPerSecond,
        Map<String, String> flags,
        Version version) {
    public WeaveSettings {
        flags = Map.copyOf(flags);
    }

    /** Names of a build. */
    public record Version(String semver, String commit, String branch, String buildTime) {}

    /** One hour, 30 s, 30 s, 60 s every 2 s, not strict, filtering, 20 a second. */
    public static WeaveSettings defaults() {
        return new WeaveSettings(
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                false,
                true,
                20,
                Map.of("WEAVE_GITOPS_FEATURE_TENANCY", "true"),
                new Version("v0.0.0", "", "", ""));
    }

    /** The same for another build. */
    public WeaveSettings withVersion(Version other) {
        return new WeaveSettings(
                sessionLifetime,
                accessKept,
                callLimit,
                syncWait,
                syncPoll,
                strictNamespaces,
                namespaceFilter,
                signInsPerSecond,
                flags,
                other);
    }

    /** The same with another lifetime of sessions. */
    public WeaveSettings withSessionLifetime(Duration lifetime) {
        return new WeaveSettings(
                lifetime,
                accessKept,
                callLimit,
                syncWait,
                syncPoll,
                strictNamespaces,
                namespaceFilter,
                signInsPerSecond,
                flags,
                version);
    }

    /** The same with another rule for namespaces. */
    public WeaveSettings withStrictNamespaces(boolean strict) {
        return new WeaveSettings(
                sessionLifetime,
                accessKept,
                callLimit,
                syncWait,
                syncPoll,
                strict,
                namespaceFilter,
                signInsPerSecond,
                flags,
                version);
    }

    /** The same with other times for a sync. */
    public WeaveSettings withSyncWait(Duration wait, Duration poll) {
        return new WeaveSettings(
                sessionLifetime,
                accessKept,
                callLimit,
                wait,
                poll,
                strictNamespaces,
                namespaceFilter,
                signInsPerSecond,
                flags,
                version);
    }
}
