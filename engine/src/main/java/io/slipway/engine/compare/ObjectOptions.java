package io.slipway.engine.compare;

import io.slipway.manifests.ResourceObject;
import java.util.Optional;
import java.util.stream.Stream;

/** How options of an application and of its objects combine (spec: sync O, diff C2). Stateless. */
public final class ObjectOptions {

    private ObjectOptions() {}

    /** Whether the application or one of the objects has this very option. */
    public static boolean has(
            String option, SyncOptions application, Stream<ResourceObject> objects) {
        return application.has(option) || objects.anyMatch(o -> SyncOptions.of(o).has(option));
    }

    /**
     * The value of an option of which an object's own, if it has one, hides the application's.
     *
     * @param objects asked in order
     */
    public static Optional<String> value(
            String key, SyncOptions application, Stream<ResourceObject> objects) {
        return objects.flatMap(o -> SyncOptions.of(o).value(key).stream())
                .findFirst()
                .or(() -> application.value(key));
    }

    /**
     * Whether an object is applied server-side: its own option wins, then the application's, then
     * the engine's default.
     */
    public static boolean isServerSideApply(
            boolean byDefault, SyncOptions application, ResourceObject object) {
        var own = SyncOptions.of(object);
        if (own.has("ServerSideApply=false")) {
            return false;
        }
        if (own.has("ServerSideApply=true") || application.has("ServerSideApply=true")) {
            return true;
        }
        return byDefault && !application.has("ServerSideApply=false");
    }

    /** Whether deleting the object waits for a person. */
    public static boolean needsConfirmation(
            SyncOptions application, Stream<ResourceObject> objects) {
        var list = objects.toList();
        return Stream.of("Delete", "Prune")
                .anyMatch(key ->
                        value(key, application, list.stream()).equals(Optional.of("confirm")));
    }
}
