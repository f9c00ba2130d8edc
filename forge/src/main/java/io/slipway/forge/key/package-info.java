/** SSH keys: those of users, and deploy keys that read the projects that they were put on. */
@NullMarked
package io.slipway.forge.key;

import org.jspecify.annotations.NullMarked;
