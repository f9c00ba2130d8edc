package io.slipway.api.weave;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.http.Failures;
import io.slipway.http.HttpFailure;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Problem;
import java.util.Set;

/** Everything that goes wrong, in this API's words: nearly always 500 with code 2. */
final class WeaveFailures implements Failures {
    @Override
    public Reply notFound(Request request) {
        return new ApiError(ApiError.Code.NOT_FOUND, "Not Found").reply();
    }

    @Override
    public Reply methodNotAllowed(Request request, Set<String> allowed) {
        return new ApiError(ApiError.Code.UNIMPLEMENTED, "Method Not Allowed").reply();
    }

    @Override
    public Reply failed(Request request, Exception failure) {
        return switch (failure) {
            case ApiError error -> error.reply();
            case ClusterException refused ->
                    ApiError.unknown(String.valueOf(refused.getMessage())).reply();
            case Denied denied when denied.why() == Denied.Why.NOT_SIGNED_IN ->
                    ApiError.unauthenticated(401, "Authentication required");
            case Problem problem -> ApiError.unknown(problem.getMessage()).reply();
            case HttpFailure.BodyTooLarge large ->
                    new ApiError(
                                    ApiError.Code.RESOURCE_EXHAUSTED,
                                    String.valueOf(large.getMessage()))
                            .reply();
            case HttpFailure unreadable ->
                    ApiError.invalid(String.valueOf(unreadable.getMessage())).reply();
            default -> new ApiError(ApiError.Code.INTERNAL, "Internal Server Error").reply();
        };
    }

    /** Refusals are 500 here too; only what nobody foresaw is a fault. */
    @Override
    public boolean isFault(Exception failure) {
        return !(failure instanceof ApiError
                || failure instanceof ClusterException
                || failure instanceof Problem);
    }
}
