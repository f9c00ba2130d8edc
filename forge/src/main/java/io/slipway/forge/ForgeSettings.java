package io.slipway.forge;

import io.slipway.forge.identity.LoginLimits;
import io.slipway.forge.identity.PasswordCost;
import io.slipway.forge.intake.IntakeSettings;
import io.slipway.forge.oidc.OidcSettings;
import io.slipway.forge.webhook.DeliverySettings;
import java.nio.file.Path;
import java.util.Optional;
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
 * @param oidc the external provider that signs people in, if there is one
 */
public record ForgeSettings(
        Set<String> reservedPaths,
        LoginLimits loginLimits,
        PasswordCost passwordCost,
        boolean sandboxOpen,
        DeliverySettings hooks,
        IntakeSettings intake,
        Path uploads,
        Optional<OidcSettings> oidc) {

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
                IntakeSettings.defaults(),
                Path.of("uploads"),
                Optional.empty());
    }

    /** The same with a provider. */
    public ForgeSettings with(OidcSettings provider) {
        return new ForgeSettings(
                reservedPaths,
                loginLimits,
                passwordCost,
                sandboxOpen,
                hooks,
                intake,
                uploads,
                Optional.of(provider));
    }

    /** The defaults, with the router's own paths. */
    public static ForgeSettings of(Set<String> reservedPaths) {
        return new ForgeSettings(reservedPaths, LoginLimits.defaults(), true);
    }
}
