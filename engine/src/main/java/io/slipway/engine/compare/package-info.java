/**
 * What an application wants beside what is there: matching, status of each object and of the whole,
 * conditions, health (spec: diff C1, C2; health H5). Pure decisions; differences that need the API
 * server are asked for through an interface.
 */
@NullMarked
package io.slipway.engine.compare;

import org.jspecify.annotations.NullMarked;
