package io.slipway.forge;

import io.slipway.forge.identity.LoginLimits;
import io.slipway.forge.identity.PasswordCost;
import java.util.Set;

/**
 * What the forge is told at the start.
 *
 * @param reservedPaths first path segments that the server serves itself
 * @param loginLimits how many wrong passwords are taken
 * @param passwordCost how dear a password is to check
 * @param sandboxOpen whether every namespace has all of the sandbox; default true
 */
public record ForgeSettings(
        Set<String> reservedPaths,
        LoginLimits loginLimits,
        PasswordCost passwordCost,
        boolean sandboxOpen) {

    /** Copies the paths. */
    public ForgeSettings {
        reservedPaths = Set.copyOf(reservedPaths);
    }

    /** With the default cost of passwords. */
    public ForgeSettings(
            Set<String> reservedPaths, LoginLimits loginLimits, boolean sandboxOpen) {
        this(reservedPaths, loginLimits, PasswordCost.defaults(), sandboxOpen);
    }

    /** The defaults, with the router's own paths. */
    public static ForgeSettings of(Set<String> reservedPaths) {
        return new ForgeSettings(
                reservedPaths,
                LoginLimits.defaults(),
                PasswordCost.defaults(),
                true);
    }
}
