package io.slipway.server.git;

import java.util.Arrays;
import java.util.Optional;

/** What a Git client wants to do with a repository. */
public enum GitService {
    /** Clone and fetch. */
    UPLOAD_PACK("git-upload-pack"),
    /** Push. */
    RECEIVE_PACK("git-receive-pack"),
    /** Fetch the files of a commit as an archive. */
    UPLOAD_ARCHIVE("git-upload-archive");

    private final String command;

    GitService(String command) {
        this.command = command;
    }

    /** As Git calls it. */
    public String command() {
        return command;
    }

    /** The service of that name. */
    public static Optional<GitService> of(String command) {
        return Arrays.stream(values()).filter(s -> s.command.equals(command)).findFirst();
    }
}
