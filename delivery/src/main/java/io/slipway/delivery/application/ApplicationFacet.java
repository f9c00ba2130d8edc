package io.slipway.delivery.application;

/** By what applications are counted. */
public sealed interface ApplicationFacet {

    /** The values of a field. */
    record OfField(ApplicationFilter.Field field) implements ApplicationFacet {}

    /** The cluster of the destination, as its author named it. */
    record OfCluster() implements ApplicationFacet {}

    /** The values of a label; the empty text where it is not there. */
    record OfLabel(String key) implements ApplicationFacet {}
}
