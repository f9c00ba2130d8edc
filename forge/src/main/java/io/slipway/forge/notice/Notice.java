package io.slipway.forge.notice;

import io.slipway.platform.event.EventBody;
import io.slipway.platform.event.EventType;
import io.slipway.platform.event.Events;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One thing that came, went or moved. */
public sealed interface Notice {

    /** What happened to it. */
    enum What {
        /** It was made, or somebody joined. */
        ADDED,
        /** It was removed, or somebody left. */
        REMOVED,
        /** It has another path in the same namespace. */
        RENAMED,
        /** It is in another namespace. */
        TRANSFERRED
    }

    /** What happened. */
    What what();

    /**
     * When the thing was made, and when it was changed last.
     *
     * @param created in the past of {@code updated}, or the same
     */
    record Times(Instant created, Instant updated) {

        /** Made now. */
        public static Times now(Instant now) {
            return new Times(now, now);
        }

        private EventBody into(EventBody body) {
            return body.put("created", created).put("updated", updated);
        }

        private static Times from(EventBody body) {
            return new Times(body.instant("created"), body.instant("updated"));
        }
    }

    /** A user, as they were. */
    record Person(long id, String username, String name, String email) {

        private EventBody into(EventBody body) {
            return body.put("userId", id)
                    .put("username", username)
                    .put("userName", name)
                    .put("email", email);
        }

        private static Person from(EventBody body) {
            return new Person(
                    body.number("userId"),
                    body.text("username"),
                    body.text("userName"),
                    body.text("email"));
        }
    }

    /**
     * A project, as it was.
     *
     * @param visibility in one word: {@code private}
     */
    record ProjectName(long id, String name, String path, String fullPath, String visibility) {

        private EventBody into(EventBody body) {
            return body.put("project", id)
                    .put("name", name)
                    .put("path", path)
                    .put("fullPath", fullPath)
                    .put("visibility", visibility);
        }

        private static ProjectName from(EventBody body) {
            return new ProjectName(
                    body.number("project"),
                    body.text("name"),
                    body.text("path"),
                    body.text("fullPath"),
                    body.text("visibility"));
        }
    }

    /**
     * A project.
     *
     * @param ownerName the user's or the group's
     * @param ownerEmail empty for a group
     * @param oldFullPath when it was renamed or transferred
     */
    record OfProject(
            What what,
            ProjectName project,
            String ownerName,
            String ownerEmail,
            Optional<String> oldFullPath,
            Times times)
            implements Notice {}

    /** A user. */
    record OfUser(What what, Person person, Times times) implements Notice {}

    /**
     * A membership in a project.
     *
     * @param role in one word: {@code Master}
     */
    record OfProjectMember(What what, ProjectName project, Person person, String role, Times times)
            implements Notice {}

    /** A group. */
    record OfGroup(What what, long id, String name, String path, Times times) implements Notice {}

    /**
     * A membership in a group.
     *
     * @param role in one word: {@code Owner}
     */
    record OfGroupMember(
            What what,
            long group,
            String name,
            String path,
            Person person,
            String role,
            Times times)
            implements Notice {}

    /**
     * An SSH key.
     *
     * @param username whose it is; empty for a deploy key
     */
    record OfKey(What what, long id, String text, Optional<String> username, Times times)
            implements Notice {}

    /** The records, for whoever subscribes to all of them. */
    static List<Class<?>> types() {
        return List.of(
                OfProject.class,
                OfUser.class,
                OfProjectMember.class,
                OfGroup.class,
                OfGroupMember.class,
                OfKey.class);
    }

    /** Makes the events known. */
    static void register(Events events) {
        events.register(
                new EventType<>(
                        "notice.project",
                        OfProject.class,
                        n ->
                                n.project()
                                        .into(body(n, n.times()))
                                        .put("ownerName", n.ownerName())
                                        .put("ownerEmail", n.ownerEmail())
                                        .put("oldFullPath", n.oldFullPath()),
                        b ->
                                new OfProject(
                                        what(b),
                                        ProjectName.from(b),
                                        b.text("ownerName"),
                                        b.text("ownerEmail"),
                                        b.optionalText("oldFullPath"),
                                        Times.from(b))));
        events.register(
                new EventType<>(
                        "notice.user",
                        OfUser.class,
                        n -> n.person().into(body(n, n.times())),
                        b -> new OfUser(what(b), Person.from(b), Times.from(b))));
        events.register(
                new EventType<>(
                        "notice.project-member",
                        OfProjectMember.class,
                        n ->
                                n.person()
                                        .into(n.project().into(body(n, n.times())))
                                        .put("role", n.role()),
                        b ->
                                new OfProjectMember(
                                        what(b),
                                        ProjectName.from(b),
                                        Person.from(b),
                                        b.text("role"),
                                        Times.from(b))));
        events.register(
                new EventType<>(
                        "notice.group",
                        OfGroup.class,
                        n ->
                                body(n, n.times())
                                        .put("group", n.id())
                                        .put("name", n.name())
                                        .put("path", n.path()),
                        b ->
                                new OfGroup(
                                        what(b),
                                        b.number("group"),
                                        b.text("name"),
                                        b.text("path"),
                                        Times.from(b))));
        events.register(
                new EventType<>(
                        "notice.group-member",
                        OfGroupMember.class,
                        n ->
                                n.person()
                                        .into(body(n, n.times()))
                                        .put("group", n.group())
                                        .put("name", n.name())
                                        .put("path", n.path())
                                        .put("role", n.role()),
                        b ->
                                new OfGroupMember(
                                        what(b),
                                        b.number("group"),
                                        b.text("name"),
                                        b.text("path"),
                                        Person.from(b),
                                        b.text("role"),
                                        Times.from(b))));
        events.register(
                new EventType<>(
                        "notice.key",
                        OfKey.class,
                        n ->
                                body(n, n.times())
                                        .put("key", n.id())
                                        .put("text", n.text())
                                        .put("username", n.username()),
                        b ->
                                new OfKey(
                                        what(b),
                                        b.number("key"),
                                        b.text("text"),
                                        b.optionalText("username"),
                                        Times.from(b))));
    }

    private static EventBody body(Notice notice, Times times) {
        return times.into(EventBody.empty().put("what", notice.what().name()));
    }

    private static What what(EventBody body) {
        return What.valueOf(body.text("what"));
    }
}
