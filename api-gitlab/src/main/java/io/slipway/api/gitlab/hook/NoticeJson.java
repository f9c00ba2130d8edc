package io.slipway.api.gitlab.hook;

import io.slipway.forge.notice.Notice;
import io.slipway.http.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes, goes and moves, as hooks of the whole forge are told of it. */
final class NoticeJson {

    private NoticeJson() {}

    static Map<String, @Nullable Object> of(Notice notice) {
        return switch (notice) {
            case Notice.OfProject project -> project(project);
            case Notice.OfUser user -> user(user);
            case Notice.OfProjectMember member -> projectMember(member);
            case Notice.OfGroup group -> group(group);
            case Notice.OfGroupMember member -> groupMember(member);
            case Notice.OfKey key -> key(key);
        };
    }

    private static Map<String, @Nullable Object> project(Notice.OfProject notice) {
        var project = notice.project();
        var json = begin("project_" + verb(notice.what()), notice.times());
        json.put("name", project.name());
        json.put("path", project.path());
        json.put("path_with_namespace", project.fullPath());
        json.put("project_id", project.id());
        json.put("owner_name", notice.ownerName());
        json.put("owner_email", notice.ownerEmail());
        json.put("project_visibility", project.visibility());
        notice.oldFullPath().ifPresent(path -> json.put("old_path_with_namespace", path));
        return json;
    }

    private static Map<String, @Nullable Object> user(Notice.OfUser notice) {
        var person = notice.person();
        var json = begin("user_" + verb(notice.what()), notice.times());
        json.put("name", person.name());
        json.put("email", person.email());
        json.put("user_id", person.id());
        json.put("username", person.username());
        return json;
    }

    private static Map<String, @Nullable Object> projectMember(Notice.OfProjectMember notice) {
        var project = notice.project();
        var json = begin(member(notice.what(), "team"), notice.times());
        json.put("project_name", project.name());
        json.put("project_path", project.path());
        json.put("project_path_with_namespace", project.fullPath());
        json.put("project_id", project.id());
        person(json, notice.person());
        json.put("access_level", capital(notice.role()));
        json.put("project_visibility", project.visibility());
        return json;
    }

    private static Map<String, @Nullable Object> group(Notice.OfGroup notice) {
        var json = begin("group_" + verb(notice.what()), notice.times());
        json.put("name", notice.name());
        json.put("path", notice.path());
        json.put("group_id", notice.id());
        json.put("owner_name", null);
        json.put("owner_email", null);
        return json;
    }

    private static Map<String, @Nullable Object> groupMember(Notice.OfGroupMember notice) {
        var json = begin(member(notice.what(), "group"), notice.times());
        json.put("group_name", notice.name());
        json.put("group_path", notice.path());
        json.put("group_id", notice.group());
        person(json, notice.person());
        json.put("group_access", capital(notice.role()));
        return json;
    }

    private static Map<String, @Nullable Object> key(Notice.OfKey notice) {
        var json = begin("key_" + verb(notice.what()), notice.times());
        json.put("key", notice.text());
        json.put("id", notice.id());
        notice.username().ifPresent(name -> json.put("username", name));
        return json;
    }

    private static void person(Map<String, @Nullable Object> json, Notice.Person person) {
        json.put("user_username", person.username());
        json.put("user_name", person.name());
        json.put("user_email", person.email());
        json.put("user_id", person.id());
    }

    private static Map<String, @Nullable Object> begin(String name, Notice.Times times) {
        return Json.object(
                "event_name",
                name,
                "created_at",
                seconds(times.created()),
                "updated_at",
                seconds(times.updated()));
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String verb(Notice.What what) {
        return switch (what) {
            case ADDED -> "create";
            case REMOVED -> "destroy";
            case RENAMED -> "rename";
            case TRANSFERRED -> "transfer";
        };
    }

    private static String member(Notice.What what, String of) {
        return what == Notice.What.REMOVED ? "user_remove_from_" + of : "user_add_to_" + of;
    }

    private static String capital(String role) {
        return role.substring(0, 1).toUpperCase(Locale.ROOT) + role.substring(1);
    }
}
