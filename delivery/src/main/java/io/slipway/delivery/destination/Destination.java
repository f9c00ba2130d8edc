package io.slipway.delivery.destination;

/**
 * Where an application's objects go, as its author wrote it: a cluster by address or by name, and
 * the namespace of objects that name none. Absent fields are the empty text.
 */
public record Destination(String server, String name, String namespace) {

    /** The same cluster and namespace, without a slash at the end of the address. */
    public Destination normalised() {
        var address = server;
        while (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        return new Destination(address, name, namespace);
    }

    /** The cluster's name, or else its address: what people read. */
    public String clusterText() {
        return name.isEmpty() ? server : name;
    }
}
