/**
 * The bridge to JGit: open repositories, durability, and a system reader that ignores the machine's
 * own Git configuration. Internal to this module and not exported; its types appear outside only in
 * constructors that this module calls itself.
 */
@NullMarked
package io.slipway.git.jgit;

import org.jspecify.annotations.NullMarked;
