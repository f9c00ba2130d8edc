package io.slipway.api.gitlab.namespace;

import io.slipway.api.gitlab.call.Links;
import io.slipway.api.gitlab.call.Times;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.group.Member;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.http.Json;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Groups and namespaces as this API shows them. */
public final class NamespaceJson {
    private NamespaceJson() {}

    /** A group in a list. */
    public static Map<String, @Nullable Object> group(Namespace group, Links links) {
        return Json.object(
                "id",
                group.id().value(),
                "name",
                group.name(),
                "path",
                group.path(),
                "description",
                group.description(),
                "visibility_level",
                group.visibility().level(),
                "avatar_url",
                avatar(group, links).orElse(null),
                "web_url",
                links.group(group.path()));
    }

    /** A namespace in the list of namespaces. */
    public static Map<String, @Nullable Object> brief(Namespace namespace) {
        return Json.object(
                "id",
                namespace.id().value(),
                "path",
                namespace.path(),
                "kind",
                namespace.isGroup() ? "group" : "user");
    }

    /** The record itself, which projects and deletions show. */
    public static Map<String, @Nullable Object> row(Namespace namespace, Links links) {
        return Json.object(
                "id",
                namespace.id().value(),
                "name",
                namespace.name(),
                "path",
                namespace.path(),
                "owner_id",
                namespace.owner().map(UserId::value).orElse(null),
                "created_at",
                Times.of(namespace.createdAt()),
                "updated_at",
                Times.of(namespace.updatedAt()),
                "description",
                namespace.description(),
                "avatar",
                namespace.isGroup()
                        ? Json.object("url", avatar(namespace, links).orElse(null))
                        : null,
                "share_with_group_lock",
                namespace.shareWithGroupLock(),
                "visibility_level",
                namespace.visibility().level());
    }

    /** A member of a group or project. */
    public static Map<String, @Nullable Object> member(User user, Member member, Links links) {
        var json = UserJson.basic(user, links);
        json.put("access_level", member.role().level());
        return json;
    }

    private static Optional<String> avatar(Namespace group, Links links) {
        return group.avatar()
                .map(file ->
                        links.web() + "/uploads/group/avatar/" + group.id().value() + "/" + file);
    }
}
