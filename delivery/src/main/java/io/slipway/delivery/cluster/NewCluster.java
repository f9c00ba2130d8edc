package io.slipway.delivery.cluster;

/**
 * A cluster to register.
 *
 * @param name letters, digits, dots, dashes and underscores; at most 63
 * @param bindAdministrators whether Slipway's administrators become administrators there
 * @param check whether the server must answer now; otherwise one that is down is registered too
 */
public record NewCluster(
        String name, ConnectionSettings connection, boolean bindAdministrators, boolean check) {}
