package io.slipway.git.transport;

import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.ProposedUpdate;
import io.slipway.git.ref.RefMoveListener;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.internal.transport.connectivity.FullConnectivityChecker;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One push. The pack goes into quarantine, is checked object by object and for completeness; the
 * hook decides about each ref; then the objects are released and the refs move, as one {@link
 * io.slipway.git.ref.Refs#move}. The client hears the outcome only when all of that is on disk.
 */
final class Push {

    private static final Logger LOG = LoggerFactory.getLogger(Push.class);

    private final GitRepository repository;
    private final TransportSettings settings;

    Push(GitRepository repository, TransportSettings settings) {
        this.repository = repository;
        this.settings = settings;
    }

    void advertise(PacketLineOut lines) throws IOException {
        var receive = configure(new ReceivePack(repository.store().jgit()));
        receive.setBiDirectionalPipe(false);
        receive.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
    }

    PushReport receive(
            ReceiveHook hook,
            InputStream in,
            OutputStream out,
            @Nullable OutputStream messages,
            boolean session)
            throws IOException {
        try (var quarantine = Quarantine.open(repository)) {
            var receive = new HookedReceive(quarantine, hook);
            configure(receive);
            receive.checkLinks();
            receive.setBiDirectionalPipe(session);
            if (session) {
                receive.setTimeout(Math.toIntExact(settings.idle().toSeconds()));
            }
            try {
                receive.receive(in, out, messages);
            } catch (UnpackException | PackProtocolException e) {
                // The client was told; to the server it is an everyday matter.
                LOG.info("push to {} was not taken: {}", repository, e.toString());
            }
            return receive.report();
        }
    }

    private <R extends ReceivePack> R configure(R receive) throws IOException {
        receive.setCheckReceivedObjects(true);
        receive.setObjectChecker(new ObjectChecker());
        receive.setAllowPushOptions(true);
        receive.setAllowNonFastForwards(true);
        receive.setAllowDeletes(true);
        receive.setAllowCreates(true);
        receive.setMaxPackSizeLimit(settings.maxPackBytes());
        receive.setMaxObjectSizeLimit(settings.maxObjectBytes());
        receive.setMaxCommandBytes(settings.maxCommandBytes());
        // Without this, JGit would offer what it finds in the other places it may read objects
        // from.
        receive.setAdvertiseRefsHook(
                new org.eclipse.jgit.transport.AdvertiseRefsHook() {
                    @Override
                    public void advertiseRefs(org.eclipse.jgit.transport.UploadPack upload) {}

                    @Override
                    public void advertiseRefs(ReceivePack push)
                            throws org.eclipse.jgit.transport.ServiceMayNotContinueException {
                        try {
                            push.setAdvertisedRefs(visibleRefs(push.getRepository()), Set.of());
                        } catch (IOException e) {
                            throw new org.eclipse.jgit.transport.ServiceMayNotContinueException(e);
                        }
                    }
                });
        return receive;
    }

    private Map<String, org.eclipse.jgit.lib.Ref> visibleRefs(Repository jgit) throws IOException {
        var refs = new LinkedHashMap<String, org.eclipse.jgit.lib.Ref>();
        for (var ref : jgit.getRefDatabase().getRefsByPrefix("refs/")) {
            if (settings.shows(ref.getName())) {
                refs.put(ref.getName(), ref);
            }
        }
        return refs;
    }

    /** JGit's side of the conversation, with our check and our move in it. */
    private final class HookedReceive extends ReceivePack {

        private final Quarantine quarantine;
        private final ReceiveHook hook;
        private final Map<String, RefOutcome> outcomes = new LinkedHashMap<>();
        // Kept here because JGit forgets them at the end. Empty when there were none: a client with
        // a
        // large pack first asks with no refs at all whether it may come in.
        private List<ReceiveCommand> asked = List.of();
        private long packBytes;

        HookedReceive(Quarantine quarantine, ReceiveHook hook) {
            super(quarantine.store().jgit());
            this.quarantine = quarantine;
            this.hook = hook;
            setPreReceiveHook((_, commands) -> check(List.copyOf(commands)));
        }

        /** A pack that is complete by itself need not be walked to see that it is. */
        private void checkLinks() {
            var links = new PackLinks();
            setObjectChecker(links);
            var walking = new FullConnectivityChecker();
            connectivityChecker =
                    (info, haves, monitor) -> {
                        var parser = info.getParser();
                        boolean closed =
                                parser != null && isClosed(links, parser, info.getCommands());
                        links.forget();
                        if (!closed) {
                            walking.checkConnectivity(info, haves, monitor);
                        }
                    };
        }

        private boolean isClosed(
                PackLinks links, PackParser parser, List<ReceiveCommand> commands) {
            for (int i = 0; i < parser.getObjectCount(); i++) {
                var object = parser.getObject(i);
                if (object.getType() == Constants.OBJ_BLOB) {
                    links.came(object, Constants.OBJ_BLOB);
                }
            }
            return links.areClosed(
                    commands.stream()
                            .filter(command -> command.getType() != ReceiveCommand.Type.DELETE)
                            .map(ReceiveCommand::getNewId)
                            .toList());
        }

        PushReport report() {
            for (var command : asked) {
                if (RefName.isValid(command.getRefName())) {
                    outcomes.computeIfAbsent(command.getRefName(), _ -> outcome(command));
                }
            }
            return new PushReport(List.copyOf(outcomes.values()), packBytes);
        }

        private RefOutcome outcome(ReceiveCommand command) {
            var message = command.getMessage();
            return new RefOutcome.Refused(
                    update(command), message == null ? command.getResult().toString() : message);
        }

        private void check(List<ReceiveCommand> commands) {
            asked = List.copyOf(getAllCommands());
            packBytes = hasReceivedPack() ? getPackSize() : 0;
            var proposed = new ArrayList<ProposedUpdate>();
            var view = quarantine.view();
            for (var command : commands) {
                if (!RefName.isValid(command.getRefName())) {
                    command.setResult(Result.REJECTED_OTHER_REASON, "funny refname");
                } else if (!settings.accepts(command.getRefName())) {
                    command.setResult(Result.REJECTED_OTHER_REASON, "deny updating a hidden ref");
                } else {
                    proposed.add(view.refs().propose(update(command)));
                }
            }
            if (proposed.isEmpty()) {
                return;
            }
            var options = getPushOptions();
            var push =
                    new ReceivedPush(
                            proposed,
                            options == null ? List.of() : options,
                            isAtomic(),
                            view,
                            this::sendMessage);
            Map<RefName, Verdict> verdicts;
            try {
                verdicts = hook.check(push);
            } catch (RuntimeException e) {
                LOG.error("the check of a push to {} failed", repository, e);
                commands.forEach(c -> reject(c, "the server could not check the push"));
                return;
            }
            for (var command : commands) {
                if (command.getResult() == Result.NOT_ATTEMPTED) {
                    var verdict = verdicts.get(new RefName(command.getRefName()));
                    switch (verdict == null ? Verdict.refused("not decided") : verdict) {
                        case Verdict.Accepted() -> {}
                        case Verdict.Refused(var reason) -> reject(command, reason);
                    }
                }
            }
        }

        @Override
        protected void executeCommands() {
            var accepted = filterCommands(Result.NOT_ATTEMPTED);
            if (accepted.isEmpty()) {
                return;
            }
            var commands = new LinkedHashMap<RefUpdate, ReceiveCommand>();
            accepted.forEach(c -> commands.put(update(c), c));
            List<RefOutcome> moved;
            try {
                quarantine.release();
                moved =
                        repository
                                .refs()
                                .move(List.copyOf(commands.keySet()), isAtomic(), guarded());
            } catch (IOException | UncheckedIOException e) {
                LOG.error("a push to {} could not be stored", repository, e);
                accepted.forEach(c -> reject(c, "the server could not store the push"));
                return;
            } catch (NotRecorded e) {
                LOG.error("a push to {} could not be recorded", repository, e.getCause());
                accepted.forEach(c -> reject(c, "the server could not record the push; try again"));
                return;
            }
            for (var outcome : moved) {
                var command = Objects.requireNonNull(commands.get(outcome.update()));
                outcomes.put(command.getRefName(), outcome);
                switch (outcome) {
                    case RefOutcome.Moved _ -> command.setResult(Result.OK);
                    case RefOutcome.Refused(var _, var reason) -> reject(command, reason);
                    case RefOutcome.Stale(var _, var reason) -> reject(command, reason);
                    case RefOutcome.Failed(var _, var reason) -> reject(command, reason);
                }
            }
        }

        /** The hook, with its two possible failures told apart. */
        private RefMoveListener guarded() {
            return new RefMoveListener() {
                @Override
                public void beforeMove(List<RefUpdate> updates) {
                    try {
                        hook.beforeMove(updates);
                    } catch (RuntimeException e) {
                        throw new NotRecorded(e);
                    }
                }

                @Override
                public void afterMove(List<RefUpdate> updates) {
                    try {
                        hook.afterMove(updates);
                    } catch (RuntimeException e) {
                        // The refs have moved and stay moved, so the push must not look refused.
                        // What
                        // beforeMove recorded is what the follower catches up from.
                        LOG.error("following up a push to {} failed", repository, e);
                        sendMessage(
                                "The push is stored, but the server could not act on it yet; it will"
                                        + " try again.");
                    }
                }
            };
        }

        private void reject(ReceiveCommand command, String reason) {
            command.setResult(Result.REJECTED_OTHER_REASON, reason.replaceAll("[\\r\\n]+", " "));
        }
    }

    /** Nothing moved, because it could not be recorded that it would. */
    private static final class NotRecorded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotRecorded(RuntimeException cause) {
            super(cause);
        }
    }

    private static RefUpdate update(ReceiveCommand command) {
        return new RefUpdate(
                new RefName(command.getRefName()),
                new ObjectHash(command.getOldId().name()),
                new ObjectHash(command.getNewId().name()));
    }
}
