package io.slipway.api.gitlab.repository;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Ability;
import io.slipway.forge.protection.ProtectedBranch;
import io.slipway.forge.release.Release;
import io.slipway.git.object.NewTag;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.Ref;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.NotFound;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Branches, their protection, and tags. */
public final class RefRoutes {
    private final Forge forge;
    private final Clock clock;

    /** Over the doors of the forge. */
    public RefRoutes(Forge forge, Clock clock) {
        this.forge = forge;
        this.clock = clock;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Branches and tags");
        var branches = "/projects/:id/repository/branches";
        table.get(branches, "All branches, by name", this::branches).gives("[Branch]");
        table.post(branches, "Makes a branch", this::createBranch)
                .takes(
                        Field.text("branch_name", "its name"),
                        Field.text("ref", "where it begins: branch, tag or commit"))
                .gives("Branch")
                .fails(409);
        table.get(branches + "/*branch", "One branch", this::branch).gives("Branch");
        table.delete(branches + "/*branch", "Removes a branch", this::deleteBranch)
                .gives("RemovedBranch")
                .fails(405, 409);
        table.put(branches + "/*branch/protect", "Protects a branch", this::protect)
                .takes(
                        Field.flag("developers_can_push", "whether developers may push to it"),
                        Field.flag("developers_can_merge", "whether developers may merge into it"))
                .gives("Branch");
        table.put(branches + "/*branch/unprotect", "Ends the protection", this::unprotect)
                .gives("Branch");
        var tags = "/projects/:id/repository/tags";
        table.get(tags, "All tags, last name first", this::tags).gives("[Tag]");
        table.post(tags, "Makes a tag", this::createTag)
                .takes(
                        Field.text("tag_name", "its name"),
                        Field.text("ref", "of what: branch, tag or commit"),
                        Field.text("message", "makes it an annotated one"),
                        Field.text("release_description", "makes a release of it"))
                .gives("Tag")
                .fails(409);
        table.get(tags + "/*tag_name", "One tag", this::tag).gives("Tag");
        table.delete(tags + "/*tag_name", "Removes a tag and its release", this::deleteTag)
                .gives("RemovedTag")
                .fails(409);
        table.post(tags + "/*tag_name/release", "Makes a release of a tag", this::createRelease)
                .takes(Field.text("description", "what is in it").needed())
                .gives("Release")
                .fails(409);
        table.put(tags + "/*tag_name/release", "Changes a release", this::updateRelease)
                .takes(Field.text("description", "what is in it").needed())
                .gives("Release");
    }

    /** {@code GET …/branches}: all of them, by name. */
    public Reply branches(Call call) {
        var repo = Repo.of(forge, call);
        var protection = protection(call, repo);
        var branches = new ArrayList<Map<String, @Nullable Object>>();
        for (var branch : repo.git().refs().branches()) {
            branch(repo, branch, protection).ifPresent(branches::add);
        }
        return Reply.json(200, branches);
    }

    private Map<String, ProtectedBranch> protection(Call call, Repo repo) {
        return forge.protectedBranches().list(call.caller(), repo.project()).stream()
                .collect(Collectors.toMap(ProtectedBranch::name, Function.identity()));
    }

    private static Optional<Map<String, @Nullable Object>> branch(
            Repo repo, Ref branch, Map<String, ProtectedBranch> protection) {
        var rule = Optional.ofNullable(protection.get(branch.name().shortName()));
        return repo.git()
                .commits()
                .peel(branch.target())
                .flatMap(repo.git().commits()::find)
                .map(commit ->
                        Json.object(
                                "name",
                                branch.name().shortName(),
                                "commit",
                                CommitJson.raw(commit),
                                "protected",
                                rule.isPresent(),
                                "developers_can_push",
                                rule.map(ProtectedBranch::developersCanPush).orElse(false),
                                "developers_can_merge",
                                rule.map(ProtectedBranch::developersCanMerge).orElse(false)));
    }

    private static Ref requireBranch(Repo repo, String name) {
        return find(repo, name).orElseThrow(() -> Refusal.notFound("Branch"));
    }

    private static Optional<Ref> find(Repo repo, String branch) {
        return RefName.isValidBranch(branch)
                ? repo.git().refs().find(RefName.branch(branch))
                : Optional.empty();
    }

    private Reply reply(int status, Call call, Repo repo, Ref branch) {
        return Reply.json(
                status,
                branch(repo, branch, protection(call, repo))
                        .orElseThrow(() -> Refusal.notFound("Branch")));
    }

    /** {@code GET …/branches/*branch}. */
    public Reply branch(Call call) {
        var repo = Repo.of(forge, call);
        return reply(200, call, repo, requireBranch(repo, call.path("branch")));
    }

    /** {@code POST …/branches}. */
    public Reply createBranch(Call call) {
        var repo = pushable(call);
        var name = call.parameters().text("branch_name").orElse("");
        if (!RefName.isValidBranch(name)) {
            throw Refusal.message(400, "Branch name is invalid");
        }
        if (find(repo, name).isPresent()) {
            throw Refusal.message(400, "Branch already exists");
        }
        var start =
                call.parameters()
                        .text("ref")
                        .flatMap(repo::commitId)
                        .orElseThrow(() -> Refusal.message(400, "Invalid reference name"));
        move(
                call,
                repo,
                RefUpdate.create(RefName.branch(name), start.hash()),
                "Branch creation was rejected by Git hook");
        return reply(201, call, repo, requireBranch(repo, name));
    }

    /** The repository, for callers who may push to it. */
    private Repo pushable(Call call) {
        var repo = Repo.of(forge, call);
        forge.access().require(call.caller(), Ability.PUSH_CODE, repo.project());
        return repo;
    }

    private void move(Call call, Repo repo, RefUpdate update, String refused) {
        var outcome =
                forge.pushes().move(call.caller(), repo.project(), List.of(update)).getFirst();
        switch (outcome) {
            case RefOutcome.Moved _ -> {
                // Done.
            }
            case RefOutcome.Refused(_, var reason) ->
                    throw Refusal.message(400, refused + ": " + reason);
            case RefOutcome.Stale(_, var reason) -> throw Refusal.message(409, reason);
            case RefOutcome.Failed(_, var reason) -> throw Refusal.message(400, reason);
        }
    }

    /** {@code PUT …/branches/*branch/protect}. */
    public Reply protect(Call call) {
        var repo = Repo.of(forge, call);
        forge.access().require(call.caller(), Ability.ADMIN_PROJECT, repo.project());
        var branch = requireBranch(repo, call.path("branch"));
        var old = Optional.ofNullable(protection(call, repo).get(branch.name().shortName()));
        var rule =
                new ProtectedBranch(
                        branch.name().shortName(),
                        call.parameters()
                                .flag("developers_can_push")
                                .or(() -> old.map(ProtectedBranch::developersCanPush))
                                .orElse(false),
                        call.parameters()
                                .flag("developers_can_merge")
                                .or(() -> old.map(ProtectedBranch::developersCanMerge))
                                .orElse(false));
        forge.protectedBranches().protect(call.caller(), repo.project(), rule);
        return reply(200, call, repo, branch);
    }

    /** {@code PUT …/branches/*branch/unprotect}. */
    public Reply unprotect(Call call) {
        var repo = Repo.of(forge, call);
        forge.access().require(call.caller(), Ability.ADMIN_PROJECT, repo.project());
        var branch = requireBranch(repo, call.path("branch"));
        forge.protectedBranches()
                .unprotect(call.caller(), repo.project(), branch.name().shortName());
        return reply(200, call, repo, branch);
    }

    /** {@code DELETE …/branches/*branch}. */
    public Reply deleteBranch(Call call) {
        var repo = pushable(call);
        var name = call.path("branch");
        var branch = find(repo, name).orElseThrow(() -> Refusal.message(404, "No such branch"));
        if (name.equals(repo.defaultBranch())) {
            throw Refusal.message(405, "Cannot remove HEAD branch");
        }
        if (protection(call, repo).containsKey(name)) {
            throw Refusal.message(405, "Protected branch cant be removed");
        }
        move(
                call,
                repo,
                RefUpdate.delete(branch.name(), branch.object()),
                "Branch deletion was rejected by Git hook");
        return Reply.json(200, Json.object("branch_name", name));
    }

    /** {@code GET …/tags}: all of them, last name first. */
    public Reply tags(Call call) {
        var repo = Repo.of(forge, call);
        var releases = forge.releases().all(call.caller(), repo.project());
        var tags = new ArrayList<Map<String, @Nullable Object>>();
        repo.git().refs().tags().stream()
                .sorted(Comparator.comparing(Ref::name).reversed())
                .forEach(tag ->
                        tag(repo, tag, Optional.ofNullable(releases.get(tag.name().shortName())))
                                .ifPresent(tags::add));
        return Reply.json(200, tags);
    }

    private static Map<String, @Nullable Object> json(Release release) {
        return Json.object("tag_name", release.tag(), "description", release.description());
    }

    private static Optional<Map<String, @Nullable Object>> tag(
            Repo repo, Ref tag, Optional<Release> release) {
        return repo.git()
                .commits()
                .peel(tag.target())
                .flatMap(repo.git().commits()::find)
                .map(commit ->
                        Json.object(
                                "name",
                                tag.name().shortName(),
                                "message",
                                message(repo, tag).orElse(null),
                                "commit",
                                CommitJson.raw(commit),
                                "release",
                                release.map(RefRoutes::json).orElse(null)));
    }

    private static Optional<String> message(Repo repo, Ref tag) {
        return tag.isAnnotated()
                ? repo.git()
                        .commits()
                        .tagMessage(tag.object())
                        .map(text ->
                                text.endsWith("\n") ? text.substring(0, text.length() - 1) : text)
                : Optional.empty();
    }

    private static Optional<Ref> findTag(Repo repo, String name) {
        return RefName.isValidTag(name)
                ? repo.git().refs().find(RefName.tag(name))
                : Optional.empty();
    }

    private Reply tagReply(int status, Call call, Repo repo, String name) {
        var release = forge.releases().find(call.caller(), repo.project(), name);
        return Reply.json(
                status,
                findTag(repo, name)
                        .flatMap(tag -> tag(repo, tag, release))
                        .orElseThrow(() -> Refusal.notFound("Tag")));
    }

    /** {@code GET …/tags/*tag_name}. */
    public Reply tag(Call call) {
        return tagReply(200, call, Repo.of(forge, call), call.path("tag_name"));
    }

    /** {@code POST …/tags}: annotated if there is a message. */
    public Reply createTag(Call call) {
        var repo = pushable(call);
        var parameters = call.parameters();
        var name = parameters.text("tag_name").orElse("");
        if (!RefName.isValidTag(name)) {
            throw Refusal.message(400, "Tag name invalid");
        }
        if (findTag(repo, name).isPresent()) {
            throw Refusal.message(400, "Tag " + name + " already exists");
        }
        var targetName = parameters.text("ref").orElse("");
        var target =
                repo.commitId(targetName)
                        .orElseThrow(
                                () -> Refusal.message(400, "Target " + targetName + " is invalid"));
        ObjectHash object =
                parameters
                        .text("message")
                        .map(text ->
                                repo.git()
                                        .commits()
                                        .write(
                                                new NewTag(
                                                        name,
                                                        target,
                                                        Authors.of(call.caller(), clock),
                                                        text)))
                        .orElse(target.hash());
        move(
                call,
                repo,
                RefUpdate.create(RefName.tag(name), object),
                "Tag creation was rejected by Git hook");
        parameters
                .text("release_description")
                .ifPresent(
                        text -> forge.releases().create(call.caller(), repo.project(), name, text));
        return tagReply(201, call, repo, name);
    }

    /** {@code DELETE …/tags/*tag_name}. */
    public Reply deleteTag(Call call) {
        var repo = pushable(call);
        var name = call.path("tag_name");
        var tag = findTag(repo, name).orElseThrow(() -> Refusal.message(404, "No such tag"));
        move(
                call,
                repo,
                RefUpdate.delete(tag.name(), tag.object()),
                "Tag deletion was rejected by Git hook");
        return Reply.json(200, Json.object("tag_name", name));
    }

    /** {@code POST …/tags/*tag_name/release}. */
    public Reply createRelease(Call call) {
        var repo = pushable(call);
        call.parameters().require("description");
        try {
            return Reply.json(
                    201,
                    json(
                            forge.releases()
                                    .create(
                                            call.caller(),
                                            repo.project(),
                                            call.path("tag_name"),
                                            call.parameters().required("description"))));
        } catch (NotFound missing) {
            throw Refusal.message(404, missing.getMessage());
        } catch (Conflict there) {
            throw Refusal.message(409, there.getMessage());
        }
    }

    /** {@code PUT …/tags/*tag_name/release}. */
    public Reply updateRelease(Call call) {
        var repo = pushable(call);
        call.parameters().require("description");
        try {
            return Reply.json(
                    200,
                    json(
                            forge.releases()
                                    .update(
                                            call.caller(),
                                            repo.project(),
                                            call.path("tag_name"),
                                            call.parameters().required("description"))));
        } catch (NotFound missing) {
            throw Refusal.message(404, missing.getMessage());
        }
    }
}
