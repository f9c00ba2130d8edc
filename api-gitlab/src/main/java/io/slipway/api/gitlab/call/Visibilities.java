package io.slipway.api.gitlab.call;

import io.slipway.forge.access.Visibility;
import java.util.Optional;

/** Visibility levels as parameters. */
public final class Visibilities {
    private Visibilities() {}

    /**
     * The level of {@code visibility_level}, else what {@code public} says.
     *
     * @throws Refusal 400 if the level is none
     */
    public static Optional<Visibility> of(Parameters parameters) {
        var level = parameters.small("visibility_level");
        if (level.isPresent()) {
            return Optional.of(
                    Visibility.of(level.get())
                            .orElseThrow(() ->
                                    Refusal.invalid(
                                            java.util.Map.of(
                                                    "visibility_level",
                                                    java.util.List.of(
                                                            "is not included in the list")))));
        }
        return parameters.flag("public").map(on -> on ? Visibility.PUBLIC : Visibility.PRIVATE);
    }
}
