package io.slipway.api.applications;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationChange;
import io.slipway.delivery.application.ApplicationChanges;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.http.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Holds a request until an application is as wanted, without asking again and again. */
final class Waiting {

    private static final String REFRESH = "argocd.argoproj.io/refresh";
    private static final Duration REFRESH_LIMIT = Duration.ofSeconds(60);
    private static final Pattern WAIT =
            Pattern.compile("(?:^|.*[,;\\s])wait\\s*=\\s*\"?([0-9]{1,4})\"?.*");
    private static final int LONGEST_SECONDS = 600;

    private final ApplicationRecords records;
    private final ApplicationChanges changes;

    Waiting(ApplicationRecords records, ApplicationChanges changes) {
        this.records = records;
        this.changes = changes;
    }

    /** How long the client wants to wait: {@code Prefer: wait=30}. */
    static Optional<Duration> preferred(Request request) {
        return request.headers("Prefer").stream()
                .map(WAIT::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(m ->
                        Duration.ofSeconds(Math.min(LONGEST_SECONDS, Integer.parseInt(m.group(1)))))
                .findFirst();
    }

    /** Until the refresh that was asked for is done; empty when it takes too long. */
    Optional<Application> untilRefreshed(ApplicationId id) {
        return until(id, REFRESH_LIMIT, Waiting::isRefreshed);
    }

    static boolean isRefreshed(Application application) {
        return !application.metadata().annotations().containsKey(REFRESH);
    }

    static boolean isIdle(Application application) {
        return application.operation().isEmpty() && isRefreshed(application);
    }

    /** Until the application passes a test; empty when it does not in time or is gone. */
    Optional<Application> until(ApplicationId id, Duration limit, Predicate<Application> test) {
        var found = new CompletableFuture<Optional<Application>>();
        try (var _ =
                changes.subscribe(change -> {
                    if (change.application().id().equals(id)) {
                        check(change, test, found);
                    }
                })) {
            var now = records.find(id);
            if (now.isEmpty() || test.test(now.get().application())) {
                return now.map(n -> n.application());
            }
            return found.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(
            ApplicationChange change,
            Predicate<Application> test,
            CompletableFuture<Optional<Application>> found) {
        if (change.kind() == ApplicationChange.Kind.DELETED) {
            found.complete(Optional.empty());
        } else if (test.test(change.application().application())) {
            found.complete(Optional.of(change.application().application()));
        }
    }
}
