package io.slipway.git.transport;

import io.slipway.git.ref.ProposedUpdate;
import io.slipway.git.repository.GitRepository;
import java.util.List;
import java.util.function.Consumer;

/**
 * A push whose objects have arrived and are complete, and whose refs have not moved.
 *
 * @param updates what the client wants to move, at least one
 * @param options push options ({@code git push -o}), as sent
 * @param atomic whether nothing moves unless everything does
 * @param objects the repository as it will be, with the new objects; they are in quarantine and
 *     nobody else sees them. Valid during the check only
 * @param remote shows a line of text to the person who pushes, as {@code remote: …}
 */
public record ReceivedPush(
        List<ProposedUpdate> updates,
        List<String> options,
        boolean atomic,
        GitRepository objects,
        Consumer<String> remote) {

    public ReceivedPush {
        updates = List.copyOf(updates);
        options = List.copyOf(options);
    }
}
