package io.slipway.forge.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses may be called for a user. A name is resolved once, and the call goes to the very
 * address that was judged, so that a name cannot change its mind between the two.
 */
public final class AddressRules {

    private final Set<String> allowedHosts;

    /** These hosts may be called whatever their addresses. */
    public AddressRules(Set<String> allowedHosts) {
        this.allowedHosts = allowedHosts;
    }

    /** An address of the host that may be called; empty if all of its addresses are private. */
    Optional<InetAddress> resolve(String host) throws UnknownHostException {
        boolean allowed = allowedHosts.contains(host.toLowerCase(Locale.ROOT));
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (allowed || isPublic(address)) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a host may be called by a client that resolves its name itself: all of its addresses
     * must be public then.
     *
     * @throws UnknownHostException if it has no address
     */
    public boolean allows(String host) throws UnknownHostException {
        if (allowedHosts.contains(host.toLowerCase(Locale.ROOT))) {
            return true;
        }
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (!isPublic(address)) {
                return false;
            }
        }
        return true;
    }

    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address instanceof Inet4Address) {
            boolean sharedByCarriers = first == 100 && (second & 0xc0) == 64;
            boolean benchmarks = first == 198 && (second & 0xfe) == 18;
            boolean special = first == 192 && second == 0 && bytes[2] == 0;
            return first != 0 && first < 240 && !sharedByCarriers && !benchmarks && !special;
        }
        boolean uniqueLocal = (first & 0xfe) == 0xfc;
        boolean sixToFour = first == 0x20 && second == 0x02;
        boolean translated = first == 0 && second == 0x64;
        boolean mappedOrCompatible = first == 0 && second == 0;
        return !uniqueLocal && !sixToFour && !translated && !mappedOrCompatible;
    }
}
