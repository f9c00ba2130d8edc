package io.slipway.delivery.application;

import io.slipway.delivery.application.ApplicationStatus.Deployment;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** All SQL of the snapshots of deployments; bodies are compressed JSON. */
final class SnapshotStore {

    private static final String SAVE =
            """
            insert into application_snapshots (application_id, deployment_id, body, created_at)
            values (?, ?, ?, ?)
            on conflict (application_id, deployment_id) do update set body = excluded.body,
              created_at = excluded.created_at
            """;
    private static final String FIND =
            "select body from application_snapshots where application_id = ? and deployment_id = ?";
    private static final String FORGET =
            "delete from application_snapshots where application_id = ? and deployment_id not in (?)";
    private static final long NO_DEPLOYMENT = -1;

    /** Saves a snapshot, and forgets those of deployments that are no longer remembered. */
    void save(
            Transaction transaction,
            ApplicationId id,
            DeploymentSnapshot snapshot,
            List<Deployment> history,
            Instant at) {
        var kept = history.stream().map(Deployment::id).toList();
        if (kept.contains(snapshot.deployment())) {
            transaction.execute(
                    SAVE, id.value(), snapshot.deployment(), packed(snapshot.objects()), at);
        }
        transaction.execute(FORGET, id.value(), kept.isEmpty() ? List.of(NO_DEPLOYMENT) : kept);
    }

    Optional<DeploymentSnapshot> find(Reading reading, ApplicationId id, long deployment) {
        return reading.first(FIND, row -> row.bytes("body"), id.value(), deployment)
                .map(body -> new DeploymentSnapshot(deployment, unpacked(body)));
    }

    private static byte[] packed(List<ResourceObject> objects) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(Json.writeBytes(objects.stream().map(ResourceObject::tree).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static List<ResourceObject> unpacked(byte[] body) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return Trees.list(Json.read(gzip)).stream()
                    .flatMap(o -> Trees.map(o).stream())
                    .map(ResourceObject::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
