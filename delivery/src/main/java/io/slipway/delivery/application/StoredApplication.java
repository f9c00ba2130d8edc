package io.slipway.delivery.application;

import java.util.Map;
import java.util.Optional;

/**
 * An application with what the engine keeps beside it and nobody outside sees.
 *
 * @param namespaceId of the forge's namespace that is its project
 * @param instance what its objects in clusters are marked with: given at creation, for ever
 * @param syncState of the running operation, in the engine's own form
 * @param attemptedContent identifies what the last operation deployed
 * @param version the number of the last write
 */
public record StoredApplication(
        ApplicationId id,
        long namespaceId,
        String instance,
        Application application,
        Optional<Map<String, Object>> syncState,
        String attemptedContent,
        long version) {

    /** The same with another application. */
    public StoredApplication with(Application other) {
        return new StoredApplication(
                id, namespaceId, instance, other, syncState, attemptedContent, version);
    }

    /** The same with another state of the running operation. */
    public StoredApplication withSyncState(Optional<Map<String, Object>> state) {
        return new StoredApplication(
                id, namespaceId, instance, application, state, attemptedContent, version);
    }

    /** The same, having deployed that content. */
    public StoredApplication withAttempted(String content) {
        return new StoredApplication(
                id, namespaceId, instance, application, syncState, content, version);
    }
}
