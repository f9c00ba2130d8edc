/**
 * Kubernetes objects as data.
 *
 * <p>An object is a tree of plain Java values, as JSON has them: {@code Map<String, Object>} (in
 * the order of the text), {@code List<Object>}, {@code String}, {@code Boolean}, {@code Long} (or
 * {@code BigInteger} beyond 64 bits), {@code Double}, and Java's null for JSON's. No other value
 * stands in a tree, so two trees are equal exactly when their JSON is (numbers by type and value).
 * {@link io.slipway.manifests.ResourceObject} is the view of such a tree as a Kubernetes object.
 *
 * <p>Trees are mutable while they are made, and treated as immutable by whoever receives them: who
 * wants to change one takes a {@link io.slipway.manifests.Trees#copy copy}.
 */
@NullMarked
package io.slipway.manifests;

import org.jspecify.annotations.NullMarked;
