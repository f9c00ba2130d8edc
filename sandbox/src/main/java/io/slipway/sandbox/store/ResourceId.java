package io.slipway.sandbox.store;

/** A resource whatever its versions: what objects are filed under. */
public record ResourceId(String group, String plural) {
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
