/** Folders on disk as the trees that the libraries read. */
@NullMarked
package io.slipway.cli.files;

import org.jspecify.annotations.NullMarked;
