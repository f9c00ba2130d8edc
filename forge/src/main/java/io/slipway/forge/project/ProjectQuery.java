package io.slipway.forge.project;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Visibility;
import java.util.Optional;

/**
 * Which projects to list, and in which order.
 *
 * @param of of those that the caller may see, which
 * @param search contained in path, name, description or the namespace's name, whatever the case
 * @param name contained in the name alone, whatever the case
 * @param archived only archived ones, only others, or both
 * @param visibility only those of one visibility
 * @param namespace only those in one namespace, or shared with it
 */
public record ProjectQuery(
        Of of,
        Optional<String> search,
        Optional<String> name,
        Optional<Boolean> archived,
        Optional<Visibility> visibility,
        Optional<NamespaceId> namespace,
        Order order,
        boolean ascending) {

    /** Of those that the caller may see. */
    public enum Of {
        /** All that the caller may see. */
        VISIBLE,
        /** Those that the caller is a member of, by whatever way. */
        MEMBER,
        /** Those in the caller's own namespace, and in groups that they own. */
        OWNED,
        /** Those that the caller has starred. */
        STARRED
    }

    /** By what the list is sorted; equal ones by id, in the same direction. */
    public enum Order {
        /** The number. */
        ID,
        /** The name, folded. */
        NAME,
        /** The path, folded. */
        PATH,
        /** When it was made. */
        CREATED_AT,
        /** When it was changed. */
        UPDATED_AT,
        /** When something last happened in it. */
        LAST_ACTIVITY_AT
    }

    /** The newest first, without any condition. */
    public static ProjectQuery of(Of of) {
        return new ProjectQuery(
                of,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Order.CREATED_AT,
                false);
    }

    /** The same in one namespace. */
    public ProjectQuery in(NamespaceId other) {
        return new ProjectQuery(
                of, search, name, archived, visibility, Optional.of(other), order, ascending);
    }

    /** The same with a text to look for. */
    public ProjectQuery containing(String text) {
        return new ProjectQuery(
                of, Optional.of(text), name, archived, visibility, namespace, order, ascending);
    }
}
