package io.slipway.forge.identity;

/**
 * How dear a password is to check, with argon2id.
 *
 * @param kibibytes memory for one check; default 19456
 * @param passes over that memory; default 2
 * @param atATime checks that run at once; default 4
 */
public record PasswordCost(int kibibytes, int passes, int atATime) {

    /** What OWASP recommends for argon2id at least. */
    public static PasswordCost defaults() {
        return new PasswordCost(19_456, 2, 4);
    }
}
