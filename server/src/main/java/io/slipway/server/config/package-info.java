/**
 * Every setting of the server: its name, where its value comes from and what it means. Read once at
 * start; nothing else in the product reads the environment.
 */
@NullMarked
package io.slipway.server.config;

import org.jspecify.annotations.NullMarked;
