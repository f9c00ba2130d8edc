package io.slipway.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says which peers are our own proxies, by address or CIDR range. */
final class ProxyTrust {
    private final List<Range> ranges;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Range(byte[] address, int bits) {
        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (var bit = 0; bit < bits; bit++) {
                var mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    ProxyTrust(List<String> texts) {
        ranges = texts.stream().map(ProxyTrust::range).toList();
    }

    /**
     * The client behind the peer: the last address of X-Forwarded-For that is not one of our own
     * proxies, as long as every hop after it is.
     */
    String client(String peer, List<String> forwarded) {
        if (!trusts(peer)) {
            return peer;
        }
        var hops = new ArrayList<String>();
        forwarded.forEach(line -> hops.addAll(List.of(line.split(","))));
        var client = peer;
        for (var hop : hops.reversed()) {
            var address = literal(hop.strip());
            if (address.isEmpty()) {
                return client;
            }
            client = address.get().getHostAddress();
            if (!trusts(client)) {
                return client;
            }
        }
        return client;
    }

    boolean trusts(String address) {
        var parsed = literal(address);
        return parsed.isPresent()
                && ranges.stream().anyMatch(range -> range.holds(parsed.get().getAddress()));
    }

    private static Range range(String text) {
        var slash = text.indexOf('/');
        var address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            throw new IllegalArgumentException("trusted proxy " + text + " is not an address");
        }
        var bytes = address.get().getAddress();
        var bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > bytes.length * 8) {
            throw new IllegalArgumentException("trusted proxy " + text + " has no such prefix");
        }
        return new Range(bytes, bits);
    }

    /** An address literal; names are never looked up. */
    private static Optional<InetAddress> literal(String text) {
        var bare =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
