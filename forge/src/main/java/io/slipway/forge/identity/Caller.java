package io.slipway.forge.identity;

import io.slipway.platform.problem.Denied;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks: the first argument of every verb of every door. Says who it is and by what right they
 * speak, never what they may do with a thing; that is for access to say.
 *
 * @param who the person, job or key; or nobody
 * @param credential what proved it
 * @param scopes what the credential may be used for at most
 * @param impersonator the administrator who acts in this person's name
 * @param origin where the request comes from
 */
public record Caller(
        Who who,
        Credential credential,
        Set<Scope> scopes,
        Optional<UserId> impersonator,
        Origin origin) {

    /** Who somebody is. */
    public sealed interface Who {}

    /** A user, as they were when the request came. */
    public record Person(
            UserId id,
            String username,
            String name,
            String email,
            boolean admin,
            boolean external,
            boolean canCreateGroup)
            implements Who {

        static Person of(User user) {
            return new Person(
                    user.id(),
                    user.username(),
                    user.name(),
                    user.email(),
                    user.admin(),
                    user.external(),
                    user.canCreateGroup());
        }
    }

    /** A key that reads the projects that it was put on. */
    public record DeployKey(long keyId, String title) implements Who {}

    /** Nobody is signed in. */
    public record Nobody() implements Who {}

    /** The server's own jobs, which may do everything. */
    public record Server() implements Who {}

    /** Copies the scopes. */
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Nobody. */
    public static Caller anonymous(Origin origin) {
        return new Caller(new Nobody(), Credential.NONE, Scope.all(), Optional.empty(), origin);
    }

    /** A job of this server. */
    public static Caller system() {
        return new Caller(
                new Server(), Credential.SYSTEM, Scope.all(), Optional.empty(), Origin.internal());
    }

    /** A user with all scopes. */
    public static Caller of(User user, Credential credential, Origin origin) {
        return of(user, credential, Scope.all(), origin);
    }

    /** A user with a credential that may not do everything. */
    public static Caller of(User user, Credential credential, Set<Scope> scopes, Origin origin) {
        return new Caller(Person.of(user), credential, scopes, Optional.empty(), origin);
    }

    /** A deploy key. */
    public static Caller deployKey(long keyId, String title, Origin origin) {
        return new Caller(
                new DeployKey(keyId, title),
                Credential.DEPLOY_KEY,
                Set.of(Scope.READ_REPOSITORY),
                Optional.empty(),
                origin);
    }

    /** The same right in another person's name. */
    public Caller as(User user) {
        return new Caller(Person.of(user), credential, scopes, person().map(Person::id), origin);
    }

    /** The person, if it is one. */
    public Optional<Person> person() {
        return who instanceof Person person ? Optional.of(person) : Optional.empty();
    }

    /** The person's id, if it is one. */
    public Optional<UserId> userId() {
        return person().map(Person::id);
    }

    /**
     * The person.
     *
     * @throws Denied if nobody is signed in
     */
    public Person requirePerson() {
        return person().orElseThrow(Denied::notSignedIn);
    }

    /** Whether this is an administrator or the server itself. */
    public boolean isAdmin() {
        return who instanceof Server || person().filter(Person::admin).isPresent();
    }

    /** Whether this is the server itself. */
    public boolean isSystem() {
        return who instanceof Server;
    }

    /**
     * Ends the request unless the caller is an administrator.
     *
     * @throws Denied if they are not
     */
    public void requireAdmin() {
        if (!isAdmin()) {
            if (who instanceof Nobody) {
                throw Denied.notSignedIn();
            }
            throw Denied.forbidden("Only an administrator may do this");
        }
    }

    /** Whether the credential may be used for this. */
    public boolean has(Scope needed) {
        return scopes.stream().anyMatch(scope -> scope.includes(needed));
    }

    /**
     * Ends the request unless the credential may be used for this.
     *
     * @throws Denied if it may not
     */
    public void requireScope(Scope needed) {
        if (!has(needed)) {
            throw Denied.scope(needed.text());
        }
    }

    /** A name for logs and messages. */
    public String label() {
        return switch (who) {
            case Person person -> person.username();
            case DeployKey key -> "deploy key " + key.title();
            case Nobody _ -> "anonymous";
            case Server _ -> "slipway";
        };
    }
}
