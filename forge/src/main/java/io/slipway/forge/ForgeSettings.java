package io.slipway.forge;

import io.slipway.forge.identity.LoginLimits;
import io.slipway.forge.identity.PasswordCost;
import io.slipway.forge.intake.IntakeSettings;
import io.slipway.forge.webhook.DeliverySettings;
import java.nio.file.Path;
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
 * @param uploads the folder for uploaded files and pictures
 */
public record ForgeSettings(
        Set<String> reservedPaths,
        LoginLimits loginLimits,
        PasswordCost passwordCost,
        boolean sandboxOpen,
        DeliverySettings hooks,
        IntakeSettings intake,
        Path uploads) {

    /** Copies the paths. */
    public ForgeSettings {
        reservedPaths = Set.copyOf(reservedPaths);
    }
}
