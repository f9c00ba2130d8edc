package io.slipway.engine.tracking;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How tracking data is written and read (spec: diff T). Immutable.
 *
 * @param labelKey the label of the instance, for the methods that write one
 * @param installation when set, written on every object, and objects without the same value are not
 *     ours
 */
public record Tracking(TrackingMethod method, String labelKey, Optional<String> installation) {

    /** The annotation with the {@link TrackingId}. */
    public static final String ID_ANNOTATION = "argocd.argoproj.io/tracking-id";

    /** The annotation with the installation. */
    public static final String INSTALLATION_ANNOTATION = "argocd.argoproj.io/installation-id";

    /** The usual label of the instance. */
    public static final String INSTANCE_LABEL = "app.kubernetes.io/instance";

    private static final int LABEL_LIMIT = 63;
    private static final Pattern TAIL = Pattern.compile("[^A-Za-z0-9]+$");
    private static final GroupKind DEFINITION =
            new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");

    /** By annotation, without installation. */
    public static Tracking defaults() {
        return new Tracking(TrackingMethod.ANNOTATION, INSTANCE_LABEL, Optional.empty());
    }

    /**
     * The object with this application's tracking data. Definitions of custom kinds are never
     * stamped: so they are never extra and never deleted with the application.
     *
     * @param destinationNamespace stands in the id of cluster-scoped objects
     */
    public ResourceObject stamp(
            ResourceObject object, String instance, String destinationNamespace) {
        if (isExempt(object.groupKind())) {
            return object;
        }
        var tree = object.copyOfTree();
        if (method != TrackingMethod.LABEL) {
            var id = new TrackingId(instance, stampedKey(object, destinationNamespace)).toString();
            Trees.put(tree, id, "metadata", "annotations", ID_ANNOTATION);
        }
        if (method != TrackingMethod.ANNOTATION) {
            var value = method == TrackingMethod.LABEL ? instance : shortened(instance);
            Trees.put(tree, value, "metadata", "labels", labelKey);
        }
        installation.ifPresent(
                id -> Trees.put(tree, id, "metadata", "annotations", INSTALLATION_ANNOTATION));
        return ResourceObject.of(tree);
    }

    /** Whether objects of this kind carry no tracking data. */
    public boolean isExempt(GroupKind kind) {
        return kind.equals(DEFINITION);
    }

    /** The application that the object's tracking data names; empty when there is none of ours. */
    public Optional<String> instanceOf(ResourceObject live) {
        if (isExempt(live.groupKind()) || !isOurInstallation(live)) {
            return Optional.empty();
        }
        return method == TrackingMethod.LABEL
                ? live.label(labelKey)
                : id(live).map(TrackingId::instance);
    }

    /** The id in the annotation, when it has the right shape. */
    public Optional<TrackingId> id(ResourceObject live) {
        return live.annotation(ID_ANNOTATION).flatMap(TrackingId::parse);
    }

    /**
     * Whether the tracking data of a live object that nobody desires describes that very object. An
     * object copied together with its annotations fails: it is shown, but never pruned. Under the
     * label method nothing can be told, so every object passes.
     */
    public boolean describesItself(ResourceObject live) {
        return method == TrackingMethod.LABEL
                || id(live).map(id -> id.describes(live.key())).orElse(true);
    }

    private boolean isOurInstallation(ResourceObject live) {
        return installation.isEmpty()
                || live.annotation(INSTALLATION_ANNOTATION).equals(installation);
    }

    private static ResourceKey stampedKey(ResourceObject object, String destinationNamespace) {
        var key = object.key();
        return key.namespace().isEmpty() ? key.inNamespace(destinationNamespace) : key;
    }

    private static String shortened(String instance) {
        var cut = instance.length() > LABEL_LIMIT ? instance.substring(0, LABEL_LIMIT) : instance;
        return TAIL.matcher(cut).replaceFirst("");
    }
}
