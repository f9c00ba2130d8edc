package io.slipway.delivery.application;

import java.time.Instant;

/**
 * How a list is sorted; among equals the name decides, then the project.
 *
 * @param descending the other way round, but for equals
 */
public record ApplicationOrder(By by, boolean descending) {

    /** By name. */
    public static final ApplicationOrder NAME = new ApplicationOrder(By.NAME, false);

    /** What is compared. */
    public enum By {
        NAME,
        CREATED,
        SYNC,
        HEALTH,
        PROJECT
    }

    /**
     * Where a page ended.
     *
     * @param key what is compared, as text; of times, microseconds
     */
    public record Place(String key, String name, long namespace) {}

    /** Where an application stands in this order. */
    public Place placeOf(StoredApplication stored) {
        var application = stored.application();
        var key =
                switch (by) {
                    case NAME -> application.name();
                    case CREATED ->
                            Long.toString(
                                    application
                                                    .metadata()
                                                    .creationTimestamp()
                                                    .orElse(Instant.EPOCH)
                                                    .getEpochSecond()
                                            * 1_000_000);
                    case SYNC -> application.status().sync().status().map(Enum::name).orElse("");
                    case HEALTH -> application.status().health().status();
                    case PROJECT -> application.project();
                };
        return new Place(key, application.name(), stored.namespaceId());
    }
}
