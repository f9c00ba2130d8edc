package io.slipway.forge.access;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.UserId;

/**
 * Which projects a caller may see, as a condition inside a query: what they may not see is neither
 * in a list nor in its total. The condition is on {@code projects p} and takes the three arguments
 * {@link #all}, {@link #internal}, {@link #user} in this order.
 *
 * @param all whether they see every project
 * @param internal whether internal projects are open to them
 * @param user their number; one that nobody has for those who are no user
 */
public record ProjectFilter(boolean all, boolean internal, long user) {

    /** The condition, with three question marks. */
    public static final String VISIBLE =
            """
            (? or p.visibility = 20 or (p.visibility = 10 and ?) or p.id in
              (select l.project_id from project_levels l where l.user_id = ?))
            """;

    /** What this caller may see. */
    public static ProjectFilter of(Caller caller) {
        boolean internal =
                caller.isSystem()
                        || caller.person().filter(person -> !person.external()).isPresent();
        long user = caller.userId().map(UserId::value).orElse(-1L);
        return new ProjectFilter(caller.isAdmin(), internal, user);
    }
}
