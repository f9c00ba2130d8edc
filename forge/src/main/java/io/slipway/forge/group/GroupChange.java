package io.slipway.forge.group;

import io.slipway.forge.access.Visibility;
import java.util.Optional;

/** What to change of a group; what is empty stays. */
public record GroupChange(
        Optional<String> name,
        Optional<String> path,
        Optional<String> description,
        Optional<Visibility> visibility,
        Optional<Boolean> shareWithGroupLock) {}
