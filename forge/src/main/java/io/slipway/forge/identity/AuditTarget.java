package io.slipway.forge.identity;

/**
 * What a verb was done to.
 *
 * @param type its kind in one word: {@code project}
 * @param id its number; 0 if it has none
 * @param name its name at the time
 */
public record AuditTarget(String type, long id, String name) {

    /** A target without a number. */
    public static AuditTarget named(String type, String name) {
        return new AuditTarget(type, 0, name);
    }
}
