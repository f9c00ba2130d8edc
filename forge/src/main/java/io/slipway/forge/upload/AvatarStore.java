package io.slipway.forge.upload;

import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.util.Optional;

/** All SQL of pictures: the name of the file stands in the row of whose it is. */
final class AvatarStore {

    private static final String SET_USER = "update users set avatar = ? where id = ?";
    private static final String SET_GROUP = "update namespaces set avatar = ? where id = ?";
    private static final String SET_PROJECT = "update projects set avatar = ? where id = ?";
    private static final String OF_USER = "select avatar from users where id = ?";
    private static final String OF_GROUP = "select avatar from namespaces where id = ?";
    private static final String OF_PROJECT = "select avatar from projects where id = ?";

    void set(Transaction tx, Avatar whose, Optional<String> name) {
        String sql =
                switch (whose) {
                    case Avatar.OfUser _ -> SET_USER;
                    case Avatar.OfGroup _ -> SET_GROUP;
                    case Avatar.OfProject _ -> SET_PROJECT;
                };
        tx.execute(sql, name, whose.id());
    }

    Optional<String> find(Reading reading, Avatar whose) {
        String sql =
                switch (whose) {
                    case Avatar.OfUser _ -> OF_USER;
                    case Avatar.OfGroup _ -> OF_GROUP;
                    case Avatar.OfProject _ -> OF_PROJECT;
                };
        return reading.first(sql, row -> row.optionalText("avatar"), whose.id())
                .flatMap(name -> name);
    }
}
