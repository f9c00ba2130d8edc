package io.slipway.api.gitlab.user;

import io.slipway.api.gitlab.call.Times;
import io.slipway.forge.key.SshKey;
import io.slipway.http.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys as this API shows them. */
public final class KeyJson {
    private KeyJson() {}

    /** A key of a user or project. */
    public static Map<String, @Nullable Object> of(SshKey key) {
        return Json.object(
                "id",
                key.id(),
                "title",
                key.title(),
                "key",
                key.text(),
                "created_at",
                Times.of(key.createdAt()));
    }
}
