/**
 * What a repository holds: commits, trees and files, read and written. Nothing here moves a ref.
 */
@NullMarked
package io.slipway.git.object;

import org.jspecify.annotations.NullMarked;
