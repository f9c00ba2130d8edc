package io.slipway.forge;

import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.group.NewGroup;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.LoginLimits;
import io.slipway.forge.identity.NewUser;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.PasswordCost;
import io.slipway.forge.identity.User;
import io.slipway.forge.intake.IntakeSettings;
import io.slipway.forge.project.NewProject;
import io.slipway.forge.project.Project;
import io.slipway.forge.webhook.DeliverySettings;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.platform.event.Events;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DatabaseFixture;
import io.slipway.platform.store.DatabaseKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A forge in one call: a fresh database, repositories in a temporary folder, and the administrator
 * {@code root}. People are made as they are named.
 *
 * <pre>{@code
 * try (ForgeFixture forge = ForgeFixture.fresh()) {
 *     Project web = forge.project("demo/web");
 *     Caller ada = forge.member("ada", "demo", Role.DEVELOPER);
 * }
 * }</pre>
 */
public final class ForgeFixture implements AutoCloseable {

    /** The password of every user here. */
    public static final Secret PASSWORD = new Secret("correct horse battery");

    private final DatabaseFixture databaseFixture;
    private final Path folder;
    private final SecretBox box = SecretBox.ephemeral();
    private final Clock clock;
    private final Map<String, Caller> callers = new HashMap<>();
    private Repositories repositories;
    private Events events;
    private Forge forge;
    private java.util.Optional<io.slipway.forge.oidc.OidcSettings> provider =
            java.util.Optional.empty();

    private ForgeFixture(DatabaseFixture databaseFixture, Clock clock) {
        this.databaseFixture = databaseFixture;
        this.clock = clock;
        try {
            this.folder = Files.createTempDirectory("slipway-forge");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.repositories = new Repositories(folder, RepositorySettings.defaults());
        this.events = new Events(databaseFixture.database(), clock);
        this.forge = wire();
        users().create(
                        Caller.system(),
                        NewUser.of("root", "Administrator", "root@localhost", PASSWORD).asAdmin());
    }

    /** A forge on SQLite. */
    public static ForgeFixture fresh() {
        return fresh(DatabaseKind.SQLITE);
    }

    /** A forge on the given kind of database. */
    public static ForgeFixture fresh(DatabaseKind kind) {
        return fresh(kind, Clock.systemUTC());
    }

    /** A forge with a clock of the test's own. */
    public static ForgeFixture fresh(DatabaseKind kind, Clock clock) {
        return new ForgeFixture(DatabaseFixture.fresh(kind), clock);
    }

    /** The doors. */
    public Forge forge() {
        return forge;
    }

    /** The database behind them. */
    public Database database() {
        return databaseFixture.database();
    }

    /** The events; subscribe, then {@code start()}. */
    public Events events() {
        return events;
    }

    /** The repositories. */
    public Repositories repositories() {
        return repositories;
    }

    /** The clock of all of it. */
    public Clock clock() {
        return clock;
    }

    /** The administrator. */
    public Caller root() {
        return user("root");
    }

    /** The user of this name, made if there is none. */
    public Caller user(String username) {
        return callers.computeIfAbsent(
                username,
                name -> {
                    User user =
                            users().byUsername(Caller.system(), name)
                                    .orElseGet(() ->
                                            users().create(
                                                            Caller.system(),
                                                            NewUser.of(
                                                                    name,
                                                                    "User " + name,
                                                                    name + "@forge.test",
                                                                    PASSWORD)));
                    return Caller.of(
                            user, Credential.PRIVATE_TOKEN, new Origin("192.0.2.1", "request"));
                });
    }

    /** Nobody. */
    public Caller anonymous() {
        return Caller.anonymous(new Origin("192.0.2.2", "request"));
    }

    /** The group of this path, made by the administrator if there is none. */
    public Namespace group(String path) {
        return forge
                .namespaces()
                .list(
                        Caller.system(),
                        io.slipway.forge.group.NamespaceQuery.groups(java.util.Optional.of(path)),
                        io.slipway.platform.page.PageRequest.first())
                .items()
                .stream()
                .filter(one -> one.path().equals(path))
                .findFirst()
                .orElseGet(() -> forge.groups().create(root(), NewGroup.of(path)));
    }

    /** The user of this name, as a member of a group. */
    public Caller member(String username, String group, Role role) {
        Caller caller = user(username);
        forge.groups().addMember(root(), group(group).id(), caller.requirePerson().id(), role);
        return caller;
    }

    /** A private project of this full path in a group, made by the administrator. */
    public Project project(String fullPath) {
        return project(fullPath, Visibility.PRIVATE);
    }

    /** A project of this full path in a group, made by the administrator. */
    public Project project(String fullPath, Visibility visibility) {
        int slash = fullPath.indexOf('/');
        Namespace group = group(fullPath.substring(0, slash));
        return forge.projects()
                .create(
                        root(),
                        NewProject.of(fullPath.substring(slash + 1)).in(group.id()).as(visibility));
    }

    /** Starts again with an external provider that signs people in. */
    public void restartWith(io.slipway.forge.oidc.OidcSettings settings) {
        provider = java.util.Optional.of(settings);
        restart();
    }

    /** Ends everything and starts it again on the same data, as a restart does. */
    public void restart() {
        events.close();
        repositories.close();
        databaseFixture.reopen();
        repositories = new Repositories(folder, RepositorySettings.defaults());
        events = new Events(database(), clock);
        forge = wire();
    }

    /**
     * Another process on the same database and repositories.
     *
     * @param events not started yet
     */
    public record Neighbour(Database database, Events events, Forge forge)
            implements AutoCloseable {
        @Override
        public void close() {
            events.close();
            database.close();
        }
    }

    /** Starts another process on the same PostgreSQL database. */
    public Neighbour neighbour() {
        Database other = Database.open(databaseFixture.settings());
        Events others = new Events(other, clock);
        return new Neighbour(other, others, wire(other, others));
    }

    @Override
    public void close() {
        events.close();
        repositories.close();
        databaseFixture.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private io.slipway.forge.identity.Users users() {
        return forge.users();
    }

    private Forge wire() {
        return wire(database(), events);
    }

    private Forge wire(Database on, Events told) {
        ForgeSettings settings =
                new ForgeSettings(
                        Set.of("api", "v1"),
                        LoginLimits.defaults(),
                        new PasswordCost(64, 1, 4), // cheap: tests make many users
                        true,
                        DeliverySettings.defaults().allowing(Set.of("127.0.0.1")),
                        IntakeSettings.defaults().allowing(Set.of("127.0.0.1")),
                        folder.resolve("uploads"),
                        provider);
        return Forge.wire(on, told, repositories, box, clock, settings);
    }
}
