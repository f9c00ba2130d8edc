/** Plain directories of YAML and JSON files (spec gitops-engine-manifests M5). */
@NullMarked
package io.slipway.render.directory;

import org.jspecify.annotations.NullMarked;
