@NullMarked
package io.slipway.git.repository;

import org.jspecify.annotations.NullMarked;
