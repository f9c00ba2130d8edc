package io.slipway.forge.grant;

import io.slipway.forge.access.NamespaceId;
import io.slipway.platform.event.EventBody;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of grants and policies; each is one small body, read and written as a whole. */
final class GrantStore {

    private static final String GRANT = "select body from grants where namespace_id = ?";
    private static final String POLICY = "select body from policies where namespace_id = ?";
    private static final String SET_GRANT =
            """
            insert into grants (namespace_id, body, updated_at) values (?, ?, ?)
            on conflict (namespace_id) do update set body = excluded.body,
              updated_at = excluded.updated_at
            """;
    private static final String SET_POLICY =
            """
            insert into policies (namespace_id, body, updated_at) values (?, ?, ?)
            on conflict (namespace_id) do update set body = excluded.body,
              updated_at = excluded.updated_at
            """;

    Optional<Grant> grant(Reading reading, NamespaceId namespace) {
        return reading.first(GRANT, row -> row.text("body"), namespace.value())
                .map(EventBody::ofJson)
                .map(body ->
                        new Grant(
                                destinations(body),
                                body.texts("clusterKinds"),
                                body.flag("roleBindings")));
    }

    Optional<Policy> policy(Reading reading, NamespaceId namespace) {
        return reading.first(POLICY, row -> row.text("body"), namespace.value())
                .map(EventBody::ofJson)
                .map(body ->
                        new Policy(
                                body.texts("sourceRepos"),
                                destinations(body),
                                body.texts("clusterKinds")));
    }

    void setGrant(Transaction tx, NamespaceId namespace, Grant grant, Instant now) {
        EventBody body =
                EventBody.empty()
                        .putBodies("destinations", bodies(grant.destinations()))
                        .putTexts("clusterKinds", grant.clusterKinds())
                        .put("roleBindings", grant.roleBindings());
        tx.execute(SET_GRANT, namespace.value(), body.toJson(), now);
    }

    void setPolicy(Transaction tx, NamespaceId namespace, Policy policy, Instant now) {
        EventBody body =
                EventBody.empty()
                        .putTexts("sourceRepos", policy.sourceRepos())
                        .putBodies("destinations", bodies(policy.destinations()))
                        .putTexts("clusterKinds", policy.clusterKinds());
        tx.execute(SET_POLICY, namespace.value(), body.toJson(), now);
    }

    private static List<EventBody> bodies(List<Destination> destinations) {
        return destinations.stream()
                .map(one ->
                        EventBody.empty()
                                .put("cluster", one.cluster())
                                .put("namespace", one.namespace()))
                .toList();
    }

    private static List<Destination> destinations(EventBody body) {
        return body.bodies("destinations").stream()
                .map(one -> new Destination(one.text("cluster"), one.text("namespace")))
                .toList();
    }
}
