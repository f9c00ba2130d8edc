package io.slipway.forge.upload;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.Projects;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Files that people attach to the texts of a project. */
public final class Uploads {

    private static final int SECRET = 32;

    private final Database database;
    private final Access access;
    private final Audit audit;
    private final Tokens tokens;
    private final IntSupplier largestInMegabytes;
    private final FileBox files;

    /**
     * Uploads in a folder.
     *
     * @param largestInMegabytes asked for each file
     */
    public Uploads(
            Database database,
            Access access,
            Projects projects,
            Audit audit,
            Tokens tokens,
            IntSupplier largestInMegabytes,
            Path folder) {
        this.database = database;
        this.access = access;
        this.audit = audit;
        this.tokens = tokens;
        this.largestInMegabytes = largestInMegabytes;
        this.files = new FileBox(folder);
        projects.onRemoval((_, tx, project) -> tx.afterCommit(() -> files.remove(folder(project))));
    }

    private static String folder(Project project) {
        return "projects/" + project.id().value();
    }

    /**
     * Keeps a file.
     *
     * @param name as the client called it
     * @throws Invalid if it is larger than the settings allow
     */
    public Uploaded keep(Caller caller, Project project, String name, byte[] content) {
        access.require(caller, Ability.UPLOAD_FILE, project);
        int limit = largestInMegabytes.getAsInt();
        if (content.length > (long) limit << 20) {
            throw Invalid.of("file", "is too big (should be at most " + limit + " MB)");
        }
        Uploaded uploaded = new Uploaded(tokens.nextHex(SECRET).reveal(), FileName.safe(name));
        files.write(folder(project) + "/" + uploaded.secret(), uploaded.name(), content);
        database.execute(
                Durability.FULL,
                tx ->
                        audit.record(
                                caller,
                                tx,
                                "project.file_uploaded",
                                new AuditTarget(
                                        "project", project.id().value(), project.fullPath()),
                                uploaded.name()));
        return uploaded;
    }

    /** A file's content, for those who may see the project. */
    public Optional<byte[]> read(Caller caller, Project project, Uploaded which) {
        access.require(caller, Ability.READ_PROJECT, project);
        return which.secret().matches("[0-9a-f]{" + SECRET + "}") && FileName.isSafe(which.name())
                ? files.read(folder(project) + "/" + which.secret(), which.name())
                : Optional.empty();
    }
}
