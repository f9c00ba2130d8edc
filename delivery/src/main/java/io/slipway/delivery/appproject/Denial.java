package io.slipway.delivery.appproject;

/** Entries that begin with {@code !} deny what the rest of them matches. Pure. */
final class Denial {

    private Denial() {}

    static boolean isOne(String entry) {
        return entry.startsWith("!");
    }

    /** What the entry matches, whether it allows or denies it. */
    static String pattern(String entry) {
        return isOne(entry) ? entry.substring(1) : entry;
    }
}
