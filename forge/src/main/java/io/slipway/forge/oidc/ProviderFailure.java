package io.slipway.forge.oidc;

/** The provider could not be asked, or its answer is not to be believed. */
final class ProviderFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final OpenIdConnect.Stage stage;

    ProviderFailure(OpenIdConnect.Stage stage, String message) {
        super(message, null, false, false);
        this.stage = stage;
    }

    OpenIdConnect.Stage stage() {
        return stage;
    }
}
