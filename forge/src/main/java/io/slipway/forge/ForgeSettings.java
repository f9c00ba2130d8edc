package io.slipway.forge;

import io.slipway.forge.identity.LoginLimits;
import io.slipway.forge.identity.PasswordCost;
import io.slipway.forge.intake.IntakeSettings;
import io.slipway.forge.webhook.DeliverySettings;
import java.util.Set;

/**
 * What the forge is told at the start.
 *
 * @param reservedPaths first path segments that the server serves itself
 * @param loginLimits how many wrong passwords are taken
 * @param passwordCost how dear a password is to check
 * @param sandboxOpen whether every namespace has all of the sandbox; default true
 * @param hooks how hooks are called
 * @param intake how repositories are imported
 */
public record ForgeSettings(
        Set<String> reservedPaths,
        LoginLimits loginLimits,
        PasswordCost passwordCost,
        boolean sandboxOpen,
        DeliverySettings hooks,
        IntakeSettings intake) {

    /** Copies the paths. */
    public ForgeSettings {
        reservedPaths = Set.copyOf(reservedPaths);
    }

    /** With the default cost of passwords. */
    public ForgeSettings(Set<String> reservedPaths, LoginLimits loginLimits, boolean sandboxOpen) {
        this(
                reservedPaths,
                loginLimits,
                PasswordCost.defaults(),
                sandboxOpen,
                DeliverySettings.defaults(),
                IntakeSettings.defaults());
    }

    /** The defaults, with the router's own paths. */
    public static ForgeSettings of(Set<String> reservedPaths) {
        return new ForgeSettings(reservedPaths, LoginLimits.defaults(), true);
    }
}
