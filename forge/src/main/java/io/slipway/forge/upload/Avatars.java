package io.slipway.forge.upload;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.GroupAbility;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.group.Groups;
import io.slipway.forge.group.Namespaces;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.identity.Users;
import io.slipway.forge.project.Projects;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.nio.file.Path;
import java.util.Optional;

/** Pictures of people, groups and projects. */
public final class Avatars {

    private static final int LARGEST = 200 << 10;

    private final Database database;
    private final Access access;
    private final Users users;
    private final Groups groups;
    private final Projects projects;
    private final Audit audit;
    private final FileBox files;
    private final AvatarStore store = new AvatarStore();

    /** Pictures in a folder. */
    public Avatars(
            Database database,
            Access access,
            Users users,
            Groups groups,
            Namespaces namespaces,
            Projects projects,
            Audit audit,
            Path folder) {
        this.database = database;
        this.access = access;
        this.users = users;
        this.groups = groups;
        this.projects = projects;
        this.audit = audit;
        this.files = new FileBox(folder);
        projects.onRemoval((_, tx, project) ->
                tx.afterCommit(
                        () -> files.remove(folder(new Avatar.OfProject(project.id().value())))));
        namespaces.onRemoval((_, tx, namespace) ->
                tx.afterCommit(
                        () -> files.remove(folder(new Avatar.OfGroup(namespace.id().value())))));
    }

    private static String folder(Avatar whose) {
        return switch (whose) {
            case Avatar.OfUser(var id) -> "avatars/user/" + id;
            case Avatar.OfGroup(var id) -> "avatars/group/" + id;
            case Avatar.OfProject(var id) -> "avatars/project/" + id;
        };
    }

    /**
     * Gives somebody or something a picture: oneself, and for administrators anybody; for owners
     * their groups, for masters their projects.
     *
     * @param name as the client called the file
     * @throws Invalid if it is no picture, or too large
     */
    public void set(Caller caller, Avatar whose, String name, byte[] content) {
        requireOwner(caller, whose);
        Violations violations = new Violations();
        String safe = FileName.safe(name);
        violations.addIf(!Picture.isOne(safe, content), "avatar", "only images allowed");
        violations.addIf(
                content.length > LARGEST, "avatar", "is too big (should be at most 200 KB)");
        violations.throwIfAny();
        Optional<String> old = database.read(reading -> store.find(reading, whose));
        files.write(folder(whose), safe, content);
        record(caller, whose, Optional.of(safe));
        old.filter(other -> !other.equals(safe))
                .ifPresent(other -> files.remove(folder(whose) + "/" + other));
    }

    /** Takes a picture away. Returns whether there was one. */
    public boolean remove(Caller caller, Avatar whose) {
        requireOwner(caller, whose);
        boolean had = database.read(reading -> store.find(reading, whose)).isPresent();
        record(caller, whose, Optional.empty());
        files.remove(folder(whose));
        return had;
    }

    private void record(Caller caller, Avatar whose, Optional<String> name) {
        database.execute(
                Durability.FULL,
                tx -> {
                    store.set(tx, whose, name);
                    String verb = name.isPresent() ? "avatar.set" : "avatar.removed";
                    audit.record(
                            caller,
                            tx,
                            verb,
                            new AuditTarget("avatar", whose.id(), folder(whose)),
                            name.orElse(""));
                });
    }

    /** A picture, for those who may see whose it is; those of people are everybody's. */
    public Optional<byte[]> read(Caller caller, Avatar whose, String name) {
        requireVisible(caller, whose);
        return FileName.isSafe(name) ? files.read(folder(whose), name) : Optional.empty();
    }

    private void requireVisible(Caller caller, Avatar whose) {
        switch (whose) {
            case Avatar.OfUser _ -> {
                // Shown beside whatever they say, to whoever reads it.
            }
            case Avatar.OfGroup(var id) -> groups.get(caller, new NamespaceId(id));
            case Avatar.OfProject(var id) -> projects.get(caller, new ProjectId(id));
        }
    }

    private void requireOwner(Caller caller, Avatar whose) {
        switch (whose) {
            case Avatar.OfUser(var id) -> {
                caller.requireScope(Scope.API);
                if (!caller.requirePerson().id().equals(new UserId(id))) {
                    caller.requireAdmin();
                    if (users.byIds(caller, java.util.List.of(new UserId(id))).isEmpty()) {
                        throw new NotFound("User");
                    }
                }
            }
            case Avatar.OfGroup(var id) ->
                    access.require(
                            caller,
                            GroupAbility.ADMIN_GROUP,
                            groups.get(caller, new NamespaceId(id)));
            case Avatar.OfProject(var id) ->
                    access.require(
                            caller, Ability.ADMIN_PROJECT, projects.get(caller, new ProjectId(id)));
        }
    }
}
