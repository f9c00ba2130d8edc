/** Reading files of a layer under its restrictions, remote roots, and files into objects. */
@NullMarked
package io.slipway.kustomize.load;

import org.jspecify.annotations.NullMarked;
