package io.slipway.api.gitlab.page;

import io.slipway.api.gitlab.call.Parameters;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Request;

/** One signed-in person at one page. */
record Visit(Request request, Caller caller, Parameters parameters) {}
