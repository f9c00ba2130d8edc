/**
 * What an application consists of, for people: rendered and live objects, their tree, what differs.
 */
@NullMarked
package io.slipway.delivery.objects;

import org.jspecify.annotations.NullMarked;
