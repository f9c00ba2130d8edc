package io.slipway.api.gitlab.hook;

import io.slipway.api.gitlab.call.Links;
import io.slipway.forge.Forge;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.User;
import io.slipway.forge.note.CommitNoted;
import io.slipway.forge.notice.Notice;
import io.slipway.forge.project.Project;
import io.slipway.forge.push.RefsUpdated;
import io.slipway.forge.webhook.ProjectHook;
import io.slipway.forge.webhook.SystemHook;
import io.slipway.git.object.CommitId;
import io.slipway.git.ref.RefUpdate;
import io.slipway.http.Json;
import io.slipway.platform.event.Delivered;
import io.slipway.platform.event.Events;
import io.slipway.platform.problem.NotFound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns stored events into calls of hooks. An event that is delivered twice makes one call: the
 * call's key names the event.
 */
public final class HookCalls {

    private static final String SYSTEM_HOOK = "System Hook";

    private final Forge forge;
    private final Links links;
    private final PushJson pushes;

    /**
     * Calls for the hooks of a forge.
     *
     * @param links addresses as payloads show them
     */
    public HookCalls(Forge forge, Links links) {
        this.forge = forge;
        this.links = links;
        this.pushes = new PushJson(links);
    }

    /** Listens from now on; before the events start. */
    public void subscribe(Events events) {
        var types = new ArrayList<Class<?>>(Notice.types());
        types.add(RefsUpdated.class);
        types.add(CommitNoted.class);
        events.subscribe("hooks", types, this::on);
    }

    private void on(Delivered<?> delivered) {
        switch (delivered.event()) {
            case RefsUpdated push -> pushed(push);
            case CommitNoted noted -> noted(noted);
            case Notice notice -> noticed("notice " + delivered.id(), notice);
            default -> throw new IllegalStateException("not asked for: " + delivered.event());
        }
    }

    private void noticed(String key, Notice notice) {
        var hooks = forge.hooks().toCall();
        if (!hooks.isEmpty()) {
            var body = text(NoticeJson.of(notice));
            hooks.forEach(hook -> forge.hookDeliveries().enqueue(hook, key, SYSTEM_HOOK, body));
        }
    }

    private void noted(CommitNoted noted) {
        var asked =
                forge.hooks().toCall(noted.project()).stream()
                        .filter(hook -> hook.events().notes())
                        .toList();
        if (asked.isEmpty()) {
            return;
        }
        var caller = Caller.system();
        try {
            var project = forge.projects().get(caller, noted.project());
            var namespace = forge.namespaces().get(caller, project.namespaceId());
            var note = forge.commitNotes().byIds(caller, project, List.of(noted.note()));
            for (var one : note.values()) {
                var commit = forge.projects().openOrCreate(project).commit(CommitId.of(one.sha()));
                var author =
                        one.author()
                                .flatMap(id ->
                                        forge.users().byIds(caller, List.of(id)).values().stream()
                                                .findFirst());
                commit.map(found ->
                                text(NoteJson.of(one, author, project, namespace, found, links)))
                        .ifPresent(body ->
                                asked.forEach(hook ->
                                        forge.hookDeliveries()
                                                .enqueue(
                                                        hook,
                                                        "note " + one.id(),
                                                        "Note Hook",
                                                        body)));
            }
        } catch (NotFound gone) {
            return; // its hooks went with it
        }
    }

    private void pushed(RefsUpdated push) {
        var hooks = forge.hooks().toCall(push.project());
        var systemHooks = forge.hooks().toCall();
        if (hooks.isEmpty() && systemHooks.isEmpty()) {
            return;
        }
        Project project;
        Namespace namespace;
        try {
            project = forge.projects().get(Caller.system(), push.project());
            namespace = forge.namespaces().get(Caller.system(), project.namespaceId());
        } catch (NotFound gone) {
            return; // its hooks went with it
        }
        var pusher =
                push.pusher()
                        .flatMap(id ->
                                forge.users().byIds(Caller.system(), List.of(id)).values().stream()
                                        .findFirst());
        for (var update : push.updates()) {
            if (update.ref().isBranch() || update.ref().isTag()) {
                moved(new Moved(push, update, project, namespace, pusher), hooks, systemHooks);
            }
        }
    }

    private record Moved(
            RefsUpdated push,
            RefUpdate update,
            Project project,
            Namespace namespace,
            Optional<User> pusher) {}

    private void moved(Moved moved, List<ProjectHook> hooks, List<SystemHook> systemHooks) {
        var isTag = moved.update().ref().isTag();
        var key = "push " + moved.push().push() + " " + moved.update().ref().value();
        var asked =
                hooks.stream()
                        .filter(hook -> isTag ? hook.events().tagPush() : hook.events().push())
                        .toList();
        if (!asked.isEmpty()) {
            var body = json(moved, true);
            var event = isTag ? "Tag Push Hook" : "Push Hook";
            asked.forEach(hook -> forge.hookDeliveries().enqueue(hook, key, event, body));
        }
        if (!systemHooks.isEmpty()) {
            var body = json(moved, false);
            systemHooks.forEach(
                    hook -> forge.hookDeliveries().enqueue(hook, key, SYSTEM_HOOK, body));
        }
    }

    private String json(Moved moved, boolean withCommits) {
        return text(
                pushes.of(
                        moved.push(),
                        moved.update(),
                        moved.project(),
                        moved.namespace(),
                        moved.pusher(),
                        forge.projects().openOrCreate(moved.project()),
                        withCommits));
    }

    private static String text(Map<String, @Nullable Object> json) {
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }
}
