package io.slipway.platform.store;

import java.nio.file.Path;

/** A process to be killed: writes rows for ever, and tells each once it is committed. */
final class WritingProcess {

    private WritingProcess() {}

    public static void main(String[] arguments) {
        DataFolder folder = DataFolder.open(Path.of(arguments[0]));
        Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("slipway.db")));
        database.execute(
                Durability.FULL,
                tx ->
                        tx.execute(
                                "create table marks (id integer primary key autoincrement, durable boolean)"));
        for (int i = 0; ; i++) {
            Durability durability = i % 2 == 0 ? Durability.FULL : Durability.NORMAL;
            long id =
                    database.write(
                            durability,
                            tx ->
                                    tx.insert(
                                            "insert into marks (durable) values (?) returning id",
                                            durability == Durability.FULL));
            System.out.println(id);
        }
    }
}
