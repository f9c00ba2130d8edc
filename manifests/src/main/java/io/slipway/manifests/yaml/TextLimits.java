package io.slipway.manifests.yaml;

/**
 * How much a text may hold before it is refused. Aliases count each time they are used, so an alias
 * bomb is refused by {@code maxNodes} before it takes memory.
 *
 * @param maxCharacters length of one text
 * @param maxDepth levels of nesting
 * @param maxNodes values of all documents of one text, aliases expanded
 */
public record TextLimits(int maxCharacters, int maxDepth, int maxNodes) {

    /** 32 million characters, 200 levels, 4 million values. */
    public static TextLimits defaults() {
        return new TextLimits(32_000_000, 200, 4_000_000);
    }
}
