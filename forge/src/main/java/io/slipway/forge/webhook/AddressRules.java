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
    private final NameLookup names;

    /** Looks up the addresses of a name. */
    @FunctionalInterface
    public interface NameLookup {
        /**
         * All addresses, at least one.
         *
         * @throws UnknownHostException if it has none
         */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** These hosts may be called whatever their addresses; names are looked up by the system. */
    public AddressRules(Set<String> allowedHosts) {
        this(allowedHosts, InetAddress::getAllByName);
    }

    /** As the other, with another way to look up names. */
    public AddressRules(Set<String> allowedHosts, NameLookup names) {
        this.allowedHosts = allowedHosts;
        this.names = names;
    }

    /**
     * An address of the host that may be called; empty if all of its addresses are private. The
     * name is looked up once.
     *
     * @throws UnknownHostException if it has no address
     */
    public Optional<InetAddress> resolve(String host) throws UnknownHostException {
        boolean allowed = allowedHosts.contains(host.toLowerCase(Locale.ROOT));
        for (InetAddress address : names.addresses(host)) {
            if (allowed || isPublic(address)) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
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
