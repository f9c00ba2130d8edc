package io.slipway.forge.intake;

import io.slipway.git.transport.RemoteLimits;
import java.util.Set;

/**
 * How repositories are imported.
 *
 * @param allowedHosts names and addresses that may be imported from though they are private
 * @param limits of one import
 * @param atOnce imports that run at once; default 2
 */
public record IntakeSettings(Set<String> allowedHosts, RemoteLimits limits, int atOnce) {

    /** Copies the hosts. */
    public IntakeSettings {
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /** The documented defaults; nothing private is called. */
    public static IntakeSettings defaults() {
        return new IntakeSettings(Set.of(), RemoteLimits.defaults(), 2);
    }

    /** The same, where these private hosts are imported from too. */
    public IntakeSettings allowing(Set<String> hosts) {
        return new IntakeSettings(hosts, limits, atOnce);
    }
}
