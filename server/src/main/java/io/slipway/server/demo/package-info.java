/** What {@code --demo} seeds: a group, a repository, an application and a few Flux objects. */
@NullMarked
package io.slipway.server.demo;

import org.jspecify.annotations.NullMarked;
