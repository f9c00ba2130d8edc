package io.slipway.kustomize.kustomization;

/** An entry of {@code images}. */
public record ImageEntry(
        String name, String newName, String newTag, String digest, String tagSuffix) {

    public static ImageEntry of(Fields fields) {
        return new ImageEntry(
                fields.string("name"),
                fields.string("newName"),
                fields.string("newTag"),
                fields.string("digest"),
                fields.string("tagSuffix"));
    }
}
