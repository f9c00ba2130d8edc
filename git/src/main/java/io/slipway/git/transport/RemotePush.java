package io.slipway.git.transport;

import io.slipway.git.jgit.Store;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** Sends a bare repository in a folder to a server, over HTTP or HTTPS. */
public final class RemotePush {

    private static final int SILENCE_SECONDS = 300;

    private RemotePush() {}

    /** Whether a folder is a bare repository. */
    public static boolean isBareRepository(Path folder) {
        return Files.isRegularFile(folder.resolve("HEAD"))
                && Files.isDirectory(folder.resolve("objects"))
                && Files.isDirectory(folder.resolve("refs"));
    }

    /**
     * Sends all branches and tags; first the branch that HEAD names, which a new project takes as
     * its default.
     *
     * @return the refs that were refused, with the reason; those that are there already count as
     *     sent
     * @throws IOException with a reason that may be shown: it holds no credentials
     */
    public static Map<String, String> push(Path folder, URI address, RemoteFetch.Login login)
            throws IOException {
        if (address.getUserInfo() != null) {
            throw new IOException("the address must be without credentials");
        }
        var refused = new TreeMap<String, String>();
        try (var store = Store.open(folder, new ReentrantLock());
                var transport = Transport.open(store.jgit(), new URIish(address.toString()))) {
            transport.setTimeout(SILENCE_SECONDS);
            transport.setCredentialsProvider(
                    new UsernamePasswordCredentialsProvider(login.user(), login.password()));
            var head = store.jgit().exactRef(Constants.HEAD);
            var first = new ArrayList<Ref>();
            var rest = new ArrayList<Ref>();
            for (var prefix : List.of(Constants.R_HEADS, Constants.R_TAGS)) {
                for (var ref : store.jgit().getRefDatabase().getRefsByPrefix(prefix)) {
                    var isDefault =
                            head != null && head.getTarget().getName().equals(ref.getName());
                    (isDefault ? first : rest).add(ref);
                }
            }
            for (var refs : List.of(first, rest)) {
                if (!refs.isEmpty()) {
                    send(store, transport, refs, refused);
                }
            }
        } catch (URISyntaxException e) {
            throw new IOException("this is no address", e);
        } catch (TransportException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
        return refused;
    }

    private static void send(
            Store store, Transport transport, List<Ref> refs, Map<String, String> refused)
            throws IOException {
        var updates = new ArrayList<RemoteRefUpdate>();
        for (var ref : refs) {
            updates.add(new RemoteRefUpdate(store.jgit(), ref, ref.getName(), false, null, null));
        }
        var result = transport.push(NullProgressMonitor.INSTANCE, updates);
        for (var update : result.getRemoteUpdates()) {
            switch (update.getStatus()) {
                case OK, UP_TO_DATE -> {
                    // There.
                }
                default ->
                        refused.put(
                                update.getRemoteName(),
                                update.getMessage() == null
                                        ? String.valueOf(update.getStatus())
                                        : update.getMessage());
            }
        }
    }
}
