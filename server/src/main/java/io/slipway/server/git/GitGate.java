package io.slipway.server.git;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.transport.ReceiveHook;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides who may reach which repository. The forge stands behind it. */
public interface GitGate {

    /**
     * Whether somebody may use a repository like this.
     *
     * @param path of the project, without {@code .git}
     * @param login empty when the client sent none
     * @param address of the client, as told by trusted proxies
     * @param requestId as logs show it
     */
    Entry enter(
            GitService service,
            String path,
            Optional<GitLogin> login,
            String address,
            String requestId);

    /**
     * As {@link #enter}, for large files and their locks: tokens that are for these alone are taken
     * too.
     */
    default Entry enterLargeFiles(
            GitService service,
            String path,
            Optional<GitLogin> login,
            String address,
            String requestId) {
        return enter(service, path, login, address, requestId);
    }

    /**
     * Who came in where.
     *
     * @param caller as they showed themselves
     * @param project behind the repository
     */
    record Visit(Caller caller, Project project) {}

    /** What came of knocking. */
    sealed interface Entry {

        /**
         * Come in.
         *
         * @param hook decides about a push; not asked for a fetch
         * @param visit who came; empty where repositories belong to no project
         */
        record Open(GitRepository repository, Supplier<ReceiveHook> hook, Optional<Visit> visit)
                implements Entry {

            /** Into a repository that belongs to no project. */
            public Open(GitRepository repository, Supplier<ReceiveHook> hook) {
                this(repository, hook, Optional.empty());
            }
        }

        /** Say first who you are: nobody is known, or the password is wrong. */
        record WhoAreYou() implements Entry {}

        /** There is nothing here for this caller. */
        record Nothing() implements Entry {}

        /** The caller may see the repository, but not do this; the reason is for them. */
        record Refused(String reason) implements Entry {}

        /** Too many wrong logins from this address or to this account. */
        record Banned() implements Entry {}
    }
}
