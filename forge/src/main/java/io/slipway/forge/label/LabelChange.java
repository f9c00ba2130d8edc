package io.slipway.forge.label;

import java.util.Optional;

/** What to change of a label; what is empty stays. */
public record LabelChange(
        Optional<String> title, Optional<String> color, Optional<String> description) {}
