package io.slipway.delivery.appproject;

import io.slipway.forge.access.NamespaceId;
import io.slipway.manifests.yaml.Json;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.util.Optional;

/** All SQL of the policies of projects; they share their rows with the windows. */
final class PolicyStore {

    private static final String FIND =
            """
            select policy from project_policies where namespace_id = ? and policy is not null
            """;
    private static final String SAVE =
            """
            insert into project_policies (namespace_id, sync_windows, policy) values (?, '{}', ?)
            on conflict (namespace_id) do update set policy = excluded.policy
            """;

    Optional<ProjectPolicy> find(Reading reading, NamespaceId project) {
        return reading.first(FIND, row -> row.text("policy"), project.value())
                .map(Json::readObject)
                .map(PolicyFormat::read);
    }

    void save(Transaction transaction, NamespaceId project, ProjectPolicy policy) {
        transaction.execute(SAVE, project.value(), text(policy));
    }

    String text(ProjectPolicy policy) {
        return Json.write(PolicyFormat.write(policy));
    }
}
