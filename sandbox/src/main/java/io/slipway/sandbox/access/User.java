package io.slipway.sandbox.access;

import java.util.List;
import java.util.Map;

/** Who makes a request. */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    static final String MASTERS = "system:masters";

    public User {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** The sandbox's administrator, who may do everything. */
    public static User admin() {
        return new User("admin", "", List.of(MASTERS, "system:authenticated"), Map.of());
    }

    boolean isMaster() {
        return groups.contains(MASTERS);
    }
}
