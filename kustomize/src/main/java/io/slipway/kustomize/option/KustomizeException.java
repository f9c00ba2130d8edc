package io.slipway.kustomize.option;

import java.util.Optional;

/**
 * A build that was refused. The message is the one that users of kustomize know, followed by the
 * place in brackets where it is known.
 */
public final class KustomizeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String gist;
    private final transient Place place;

    /** With the reason only. */
    public KustomizeException(String gist) {
        this(gist, Place.UNKNOWN);
    }

    /** With the reason and the place. */
    public KustomizeException(String gist, Place place) {
        super(gist + place.suffix());
        this.gist = gist;
        this.place = place;
    }

    /** With the reason, the place and what caused it. */
    public KustomizeException(String gist, Place place, Throwable cause) {
        super(gist + place.suffix(), cause);
        this.gist = gist;
        this.place = place;
    }

    /** The reason without the place. */
    public String gist() {
        return gist;
    }

    /** Where it went wrong, as far as it is known. */
    public Place place() {
        return place == null ? Place.UNKNOWN : place;
    }

    /** The same error with what is known of the outer place filled in where it was unknown. */
    public KustomizeException in(Place outer) {
        var merged = place().or(outer);
        return merged.equals(place()) ? this : changed(gist, merged);
    }

    /** The same error with words before its reason. */
    public KustomizeException prefixed(String words) {
        return changed(words + gist, place());
    }

    private KustomizeException changed(String newGist, Place newPlace) {
        var changed =
                getCause() == null
                        ? new KustomizeException(newGist, newPlace)
                        : new KustomizeException(newGist, newPlace, getCause());
        changed.setStackTrace(getStackTrace());
        return changed;
    }

    /**
     * A place in a tree of kustomizations.
     *
     * @param layer directory of the kustomization whose step failed
     * @param file path of the file in the tree
     * @param line in that file, from 1
     * @param field of the kustomization or object
     */
    public record Place(
            Optional<String> layer,
            Optional<String> file,
            Optional<Integer> line,
            Optional<String> field) {

        /** Nothing is known. */
        public static final Place UNKNOWN =
                new Place(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** A file, or a line of it; an empty name or a line of 0 is unknown. */
        public static Place file(String file, int line) {
            return new Place(
                    Optional.empty(),
                    file.isEmpty() ? Optional.empty() : Optional.of(file),
                    line > 0 && !file.isEmpty() ? Optional.of(line) : Optional.empty(),
                    Optional.empty());
        }

        /** A field of the kustomization in a directory. */
        public static Place layer(String layer, String field) {
            return new Place(
                    Optional.of(layer),
                    Optional.empty(),
                    Optional.empty(),
                    field.isEmpty() ? Optional.empty() : Optional.of(field));
        }

        Place or(Place outer) {
            return new Place(
                    layer.or(outer::layer),
                    file.or(outer::file),
                    file.isPresent() ? line : line.or(outer::line),
                    field.or(outer::field));
        }

        String suffix() {
            var text = new StringBuilder();
            layer.ifPresent(
                    l -> text.append(text.isEmpty() ? "" : ", ").append("layer ").append(l));
            file.ifPresent(f -> text.append(text.isEmpty() ? "" : ", ").append("file ").append(f));
            line.ifPresent(n -> text.append(text.isEmpty() ? "" : ", ").append("line ").append(n));
            field.ifPresent(
                    f -> text.append(text.isEmpty() ? "" : ", ").append("field ").append(f));
            return text.isEmpty() ? "" : " [" + text + "]";
        }
    }
}
