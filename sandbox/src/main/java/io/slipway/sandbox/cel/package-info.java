/**
 * The Common Expression Language as validation rules of custom resources use it: parsing, checking
 * against a schema, evaluation within a budget. Knows values and schemas, no objects of the API.
 */
@NullMarked
package io.slipway.sandbox.cel;

import org.jspecify.annotations.NullMarked;
