package io.slipway.git.transport;

import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import io.slipway.git.repository.GitRepository;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * Takes the branches and tags of a repository elsewhere, over HTTP or HTTPS. Objects come in, refs
 * do not move: that is for whoever asked. Every host that is called, redirections included, is
 * asked about first, and the connection goes to the very address that was answered. Thread-safe.
 */
public final class RemoteFetch {

    private final HostLookup hosts;
    private final RemoteLimits limits;

    /** Says which hosts may be called, and where they are. */
    @FunctionalInterface
    public interface HostLookup {
        /**
         * The address of a host, judged. A name is looked up here and nowhere else, once for each
         * connection, so that it cannot change its mind between the judgement and the call.
         *
         * @param host as in the address; an IPv6 address stands in brackets
         * @throws IOException with the reason, when it may not be called
         */
        InetAddress find(String host) throws IOException;
    }

    /** Who asks there. Not printable as a whole. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[…]";
        }
    }

    /** With this look-up and these limits. */
    public RemoteFetch(HostLookup hosts, RemoteLimits limits) {
        this.hosts = hosts;
        this.limits = limits;
    }

    /**
     * Fetches all branches and tags with what they need.
     *
     * @param address without credentials
     * @param cancelled asked now and then
     * @throws IOException with a reason that may be shown: it holds no credentials
     */
    public RemoteContents fetch(
            GitRepository into, URI address, Optional<Login> login, BooleanSupplier cancelled)
            throws IOException {
        var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || address.getUserInfo() != null) {
            throw new IOException("only addresses with http or https are fetched from");
        }
        var repository = into.store().jgit();
        try (var transport =
                (TransportHttp) Transport.open(repository, new URIish(address.toString()))) {
            transport.setHttpConnectionFactory(new Gate(new AtomicLong()));
            transport.setTimeout((int) Math.max(1, limits.silence().toSeconds()));
            transport.setCheckFetchedObjects(true);
            login.ifPresent(who ->
                    transport.setCredentialsProvider(
                            new UsernamePasswordCredentialsProvider(who.user(), who.password())));
            try (var connection = transport.openFetch()) {
                return take(into, connection, monitor(cancelled));
            }
        } catch (java.net.URISyntaxException e) {
            throw new IOException("this is no address", e);
        } catch (TransportException e) {
            throw new IOException(reason(e), e);
        }
    }

    private RemoteContents take(
            GitRepository into, FetchConnection connection, ProgressMonitor monitor)
            throws IOException {
        var wanted = new HashMap<RefName, Ref>();
        for (var ref : connection.getRefs()) {
            if (RefName.isValid(ref.getName()) && ref.getObjectId() != null) {
                var name = new RefName(ref.getName());
                if (name.isBranch() || name.isTag()) {
                    wanted.put(name, ref);
                }
            }
        }
        var missing =
                wanted.values().stream()
                        .filter(ref -> !into.store().has(ref.getObjectId()))
                        .toList();
        if (!missing.isEmpty()) {
            try {
                connection.fetch(monitor, missing, Set.of());
            } finally {
                for (var lock : connection.getPackLocks()) {
                    lock.unlock();
                }
            }
        }
        requireAll(into, wanted.values());
        var refs = new HashMap<RefName, ObjectHash>();
        wanted.forEach((name, ref) -> refs.put(name, new ObjectHash(ref.getObjectId().name())));
        return new RemoteContents(refs, head(connection, wanted));
    }

    /** What the other side says it sent is believed when all of it is there. */
    private static void requireAll(GitRepository into, Collection<Ref> refs) throws IOException {
        try (var walk = new ObjectWalk(into.store().jgit())) {
            for (var ref : refs) {
                walk.markStart(walk.parseAny(ref.getObjectId()));
            }
            walk.checkConnectivity();
        }
    }

    private static Optional<RefName> head(FetchConnection connection, Map<RefName, Ref> refs) {
        var head = connection.getRef("HEAD");
        if (head == null) {
            return Optional.empty();
        }
        if (head.isSymbolic()) {
            var target = head.getTarget().getName();
            return RefName.isValid(target)
                    ? Optional.of(new RefName(target)).filter(refs::containsKey)
                    : Optional.empty();
        }
        return List.of("refs/heads/master", "refs/heads/main").stream()
                .map(RefName::new)
                .filter(name ->
                        refs.containsKey(name)
                                && refs.get(name).getObjectId().equals(head.getObjectId()))
                .findFirst();
    }

    private ProgressMonitor monitor(BooleanSupplier cancelled) {
        long end = System.nanoTime() + limits.whole().toNanos();
        return new EmptyProgressMonitor() {
            @Override
            public boolean isCancelled() {
                return cancelled.getAsBoolean() || System.nanoTime() - end > 0;
            }
        };
    }

    private static String reason(TransportException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                return String.valueOf(refused.getMessage());
            }
        }
        return String.valueOf(failure.getMessage());
    }

    /** A reason of our own, to be told as it is. */
    private static final class Refused extends IOException {
        Refused(String reason) {
            super(reason);
        }
    }

    /** Makes connections to hosts that may be called, and counts what comes back through them. */
    private final class Gate implements HttpConnectionFactory {
        private final AtomicLong seen;

        Gate(AtomicLong seen) {
            this.seen = seen;
        }

        @Override
        public HttpConnection create(URL url) throws IOException {
            return create(url, java.net.Proxy.NO_PROXY);
        }

        @Override
        public HttpConnection create(URL url, java.net.Proxy proxy) throws IOException {
            if (!Set.of("http", "https").contains(url.getProtocol())) {
                throw new Refused("a redirection leads away from HTTP");
            }
            InetAddress address;
            try {
                address = hosts.find(url.getHost());
            } catch (IOException e) {
                throw new Refused(String.valueOf(e.getMessage()));
            }
            var connection = new PinnedConnection(url, address);
            connection.setConnectTimeout((int) Duration.ofSeconds(10).toMillis());
            return counted(connection);
        }

        /** The interface has two dozen methods, and one of them matters here. */
        private HttpConnection counted(HttpConnection connection) {
            return (HttpConnection)
                    Proxy.newProxyInstance(
                            HttpConnection.class.getClassLoader(),
                            new Class<?>[] {HttpConnection.class},
                            (_, method, arguments) -> {
                                Object result;
                                try {
                                    result = method.invoke(connection, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                                return result instanceof InputStream in
                                        ? new Counted(in, seen)
                                        : result;
                            });
        }
    }

    private final class Counted extends FilterInputStream {
        private final AtomicLong seen;

        Counted(InputStream in, AtomicLong seen) {
            super(in);
            this.seen = seen;
        }

        @Override
        public int read() throws IOException {
            var read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            var read = super.read(target, from, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            if (read > 0 && seen.addAndGet(read) > limits.maxBytes()) {
                throw new Refused(
                        "the repository is larger than " + (limits.maxBytes() >> 20) + " MiB");
            }
        }
    }
}
