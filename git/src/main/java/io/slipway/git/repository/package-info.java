/**
 * Repositories on disk by numeric id. The door is {@link io.slipway.git.repository.Repositories}.
 */
@NullMarked
package io.slipway.git.repository;

import org.jspecify.annotations.NullMarked;
