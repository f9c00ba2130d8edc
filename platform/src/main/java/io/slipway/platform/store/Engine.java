package io.slipway.platform.store;

import java.util.List;
import java.util.function.Function;

/** How one kind of database runs readings and transactions. */
interface Engine extends AutoCloseable {

    <T> T read(Function<Reading, T> work);

    <T> T write(Durability durability, Function<Transaction, T> work);

    List<String> integrityProblems();

    @Override
    void close();
}
