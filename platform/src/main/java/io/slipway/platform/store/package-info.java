/**
 * The database behind every store: SQLite or PostgreSQL, transactions, migrations, leases and the
 * data folder. No class outside this package and the stores sees SQL.
 */
@NullMarked
package io.slipway.platform.store;

import org.jspecify.annotations.NullMarked;
