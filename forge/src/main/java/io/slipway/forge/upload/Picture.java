package io.slipway.forge.upload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Kinds of pictures that are shown as such. SVG is none of them: it is a program. */
public enum Picture {
    /** PNG. */
    PNG("image/png", "png", "\u0089PNG\r\n\u001a\n"),
    /** JPEG. */
    JPEG("image/jpeg", "jpg jpeg", "\u00ff\u00d8\u00ff"),
    /** GIF. */
    GIF("image/gif", "gif", "GIF8"),
    /** BMP. */
    BMP("image/bmp", "bmp", "BM"),
    /** TIFF, in the one order of bytes. */
    TIFF("image/tiff", "tiff", "II*\u0000"),
    /** TIFF, in the other. */
    TIFF_BIG("image/tiff", "tiff", "MM\u0000*");

    private final String mediaType;
    private final String endings;
    private final String begin;

    Picture(String mediaType, String endings, String begin) {
        this.mediaType = mediaType;
        this.endings = endings;
        this.begin = begin;
    }

    /** What to tell a browser. */
    public String mediaType() {
        return mediaType;
    }

    /** The kind that a name ends in. */
    public static Optional<Picture> named(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String ending = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return List.of(values()).stream()
                .filter(kind -> List.of(kind.endings.split(" ")).contains(ending))
                .findFirst();
    }

    /** Whether a content begins as a picture that this name promises. */
    static boolean isOne(String fileName, byte[] content) {
        return List.of(values()).stream()
                .filter(kind -> Optional.of(kind.mediaType).equals(mediaTypeOf(fileName)))
                .anyMatch(kind -> kind.begins(content));
    }

    private static Optional<String> mediaTypeOf(String fileName) {
        return named(fileName).map(Picture::mediaType);
    }

    private boolean begins(byte[] content) {
        int length = Math.min(content.length, begin.length());
        return new String(content, 0, length, StandardCharsets.ISO_8859_1).equals(begin);
    }
}
