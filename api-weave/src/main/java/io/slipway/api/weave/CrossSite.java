package io.slipway.api.weave;

import io.slipway.http.Request;

/**
 * Tells whether another site's page made the browser send this. Clients that are no browsers send
 * neither header and pass.
 */
final class CrossSite {
    static final String MESSAGE = "Cross-site request refused";

    private CrossSite() {}

    static boolean refused(Request request) {
        var site = request.header("Sec-Fetch-Site");
        if (site.isPresent()) {
            return !site.get().equals("same-origin") && !site.get().equals("none");
        }
        return request.header("Origin")
                .filter(origin -> !origin.equals(request.baseUrl()))
                .isPresent();
    }
}
