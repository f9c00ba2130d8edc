package io.slipway.forge.note;

import io.slipway.forge.access.ProjectId;
import io.slipway.platform.event.EventBody;
import io.slipway.platform.event.EventType;

/** Somebody said something about a commit. */
public record CommitNoted(ProjectId project, long note) {

    /** How it is stored. */
    public static final EventType<CommitNoted> TYPE =
            new EventType<>(
                    "commit.noted",
                    CommitNoted.class,
                    e ->
                            EventBody.empty()
                                    .put("project", e.project().value())
                                    .put("note", e.note()),
                    b -> new CommitNoted(new ProjectId(b.number("project")), b.number("note")));
}
