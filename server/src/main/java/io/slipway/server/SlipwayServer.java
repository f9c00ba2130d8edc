package io.slipway.server;

import io.slipway.api.applications.ApplicationsApi;
import io.slipway.api.applications.ClustersApi;
import io.slipway.api.gitlab.GitLabApi;
import io.slipway.api.gitlab.GitLabSettings;
import io.slipway.api.weave.DeliveredApplications;
import io.slipway.api.weave.ExternalSignIn;
import io.slipway.api.weave.WeaveApi;
import io.slipway.api.weave.WeaveSettings;
import io.slipway.delivery.Delivery;
import io.slipway.delivery.DeliverySettings;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.cluster.MembershipBindings;
import io.slipway.delivery.cluster.RegisteredClusters;
import io.slipway.delivery.destination.Clusters;
import io.slipway.engine.cluster.Cluster;
import io.slipway.forge.Forge;
import io.slipway.forge.ForgeSettings;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.LoginLimits;
import io.slipway.forge.identity.PasswordCost;
import io.slipway.forge.intake.IntakeSettings;
import io.slipway.forge.oidc.OidcSettings;
import io.slipway.git.maintenance.Maintenance;
import io.slipway.git.maintenance.MaintenanceSettings;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.TransportSettings;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.http.Surface;
import io.slipway.http.openapi.DocumentPage;
import io.slipway.kubernetes.KubernetesSettings;
import io.slipway.kubernetes.LiveLimits;
import io.slipway.platform.event.Events;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.store.CannotStart;
import io.slipway.platform.store.DataFolder;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DatabaseSettings;
import io.slipway.server.cluster.CallerIdentity;
import io.slipway.server.cluster.ClusterRoles;
import io.slipway.server.cluster.ClusterStart;
import io.slipway.server.cluster.KubernetesConnector;
import io.slipway.server.config.Catalog;
import io.slipway.server.config.Settings;
import io.slipway.server.demo.Demo;
import io.slipway.server.git.ForgeGate;
import io.slipway.server.git.GitHttp;
import io.slipway.server.git.LfsTokens;
import io.slipway.server.git.Upkeep;
import io.slipway.server.metric.Metrics;
import io.slipway.server.page.Health;
import io.slipway.server.page.StatusPages;
import io.slipway.server.page.TextFailures;
import io.slipway.server.ssh.GitSsh;
import io.slipway.server.ssh.LfsPass;
import io.slipway.server.ssh.SshSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running product: every module, wired in the order in which they need each other. */
final class SlipwayServer implements AutoCloseable {

    static final String VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(SlipwayServer.class);

    private final Deque<AutoCloseable> parts;
    private final List<String> banner;

    private SlipwayServer(Deque<AutoCloseable> parts, List<String> banner) {
        this.parts = parts;
        this.banner = List.copyOf(banner);
    }

    /**
     * Starts everything, or nothing: what was started is stopped again when a later part fails.
     *
     * @throws CannotStart with a sentence for the person at the terminal
     */
    static SlipwayServer start(Settings settings) {
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            return new SlipwayServer(parts, wire(settings, parts));
        } catch (RuntimeException | Error e) {
            closeAll(parts);
            throw e;
        }
    }

    private static List<String> wire(Settings settings, Deque<AutoCloseable> parts) {
        var clock = Clock.systemUTC();
        var data = opened(parts, DataFolder.open(settings.path(Catalog.DATA).orElseThrow()));
        int port = portOf(settings);
        // Clusters need neither the database nor the forge, and take as long to start as both.
        var clustersAhead =
                opened(
                        parts,
                        StartedAhead.begin(
                                "start of the clusters", () -> startClusters(settings, data)));
        var url =
                settings.text(Catalog.URL)
                        .map(SlipwayServer::withoutSlash)
                        .orElse(ownUrl(settings, port));

        var databaseSettings =
                settings.text(Catalog.DATABASE)
                        .map(DatabaseSettings::of)
                        .orElseGet(() -> DatabaseSettings.sqlite(data.resolve("slipway.db")));
        var database = opened(parts, Database.open(databaseSettings));
        var events = opened(parts, new Events(database, clock));
        var repositories =
                opened(
                        parts,
                        new Repositories(
                                data.resolve("repositories"), RepositorySettings.defaults()));
        var box = SecretBox.open(data.resolve("secret.key"));
        var forge =
                Forge.wire(
                        database, events, repositories, box, clock, forgeSettings(settings, data));
        var rootPassword =
                forge.users()
                        .createFirstAdministrator(
                                settings.text(Catalog.ROOT_PASSWORD).map(Secret::new));
        forge.projects().removeOrphanRepositories();
        int recovered = forge.pushes().recoverUnsettled();
        if (recovered > 0) {
            LOG.info("told {} pushes that the last stop had cut off", recovered);
        }

        var clusterStart = clustersAhead.await();
        var clusters = new Clusters(clusterStart.clusters());
        var delivery =
                opened(
                        parts,
                        new Delivery(
                                database,
                                events,
                                forge,
                                repositories,
                                clusters,
                                clock,
                                deliverySettings(settings, url, port)));
        var registered =
                opened(
                        parts,
                        new RegisteredClusters(
                                database,
                                box,
                                forge,
                                clusterStart.links(),
                                clusters,
                                delivery.records()::destinations,
                                new KubernetesConnector(clusterSettings(settings)),
                                clock,
                                settings.duration(Catalog.CLUSTER_PROBE)));
        var bindings =
                opened(
                        parts,
                        new MembershipBindings(
                                database,
                                clusters,
                                delivery.records(),
                                delivery.changes(),
                                forge.grants(),
                                forge.namespaces(),
                                ClusterRoles::ensureRoles,
                                MembershipBindings.Timing.defaults()));
        var metrics =
                opened(
                        parts,
                        new Metrics(
                                () -> delivery.timings().stream().map(t -> t.toSynced()).toList(),
                                delivery::renders));

        var identities = new CallerIdentity(forge.access(), forge.namespaces());
        var pages =
                new StatusPages(
                        new StatusPages.About(
                                VERSION,
                                databaseTitle(database),
                                clusterStart.primary().name(),
                                clusterStart.describePrimary()),
                        health(database),
                        metrics::scrape);
        var upkeep =
                opened(
                        parts,
                        Upkeep.start(
                                repositories,
                                new Maintenance(MaintenanceSettings.defaults(), clock),
                                settings.duration(Catalog.UPKEEP)));
        var lfsTokens = new LfsTokens(box, forge.authentication(), clock);
        var gate =
                new ForgeGate(
                        forge.authentication(),
                        forge.projects(),
                        forge.access(),
                        forge.pushes(),
                        lfsTokens);
        var transport = new GitTransport(transportSettings(settings));
        var git =
                new GitHttp(
                        gate,
                        transport,
                        PathTable.reserved()::contains,
                        upkeep::look,
                        Optional.of(
                                new GitHttp.ProjectFiles(
                                        forge.fileLocks(),
                                        lfsTokens,
                                        (long) settings.number(Catalog.LFS_LIMIT, 1, 1 << 20)
                                                << 20)));
        var ssh =
                startSsh(
                        settings, data, forge, gate, transport, new LfsPass(url, lfsTokens), parts);
        var gitLab =
                new GitLabApi(
                        forge,
                        gitLabSettings(settings, url, ssh)
                                .withShellSecret(ShellSecret.open(data.resolve("shell-secret"))),
                        clock);
        GitLabApi.callHooks(
                forge,
                events,
                new GitLabSettings(Optional.of(url), gitLabSettings(settings, url, ssh).ssh()));
        events.start();
        delivery.start();
        registered.start();
        bindings.start();
        opened(parts, forge.hookDeliveries()).start();
        opened(parts, forge.imports()).start();
        var applications =
                new ApplicationsApi(delivery, forge.authentication(), identities::of, clock);
        var surfaces =
                List.of(
                        gitLab.uploads(),
                        git.surface(),
                        gitLab.surface(),
                        gitLab.pages(),
                        applications.surface(),
                        new DocumentPage(List.of(gitLab.document(), applications.document()))
                                .surface(new TextFailures()),
                        new ClustersApi(
                                        registered,
                                        forge.grants(),
                                        forge.namespaces(),
                                        forge.authentication())
                                .surface(),
                        weave(settings, forge, clusters, identities, delivery, clock).surface(),
                        pages.surface(new TextFailures()));
        checkPaths(surfaces);
        opened(parts, HttpServer.start(httpSettings(settings, port), surfaces));

        if (settings.flag(Catalog.DEMO)) {
            var root = rootCaller(forge);
            new Demo(
                            forge,
                            clusterStart.sandboxCluster().orElse(clusterStart.primary()),
                            (caller, project, manifest) ->
                                    delivery.applications()
                                            .create(
                                                    caller,
                                                    project,
                                                    ApplicationFormat.read(manifest.tree(), true)
                                                            .application(),
                                                    false,
                                                    Applications.WriteMode.checked()),
                            clock)
                    .seed(root, url);
        }
        return banner(settings, url, data, rootPassword, clusterStart);
    }

    private static ClusterStart startClusters(Settings settings, DataFolder data) {
        var started = ClusterStart.start(clusterWish(settings, data), System.getenv());
        try {
            started.sandboxCluster()
                    .ifPresent(sandbox -> {
                        ClusterRoles.ensureRoles(sandbox);
                        ClusterRoles.ensureAdministrators(sandbox);
                    });
            return started;
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
    }

    private static ForgeSettings forgeSettings(Settings settings, DataFolder data) {
        return new ForgeSettings(
                PathTable.reserved(),
                loginLimits(settings),
                PasswordCost.defaults(),
                settings.flag(Catalog.SANDBOX_OPEN),
                io.slipway.forge.webhook.DeliverySettings.defaults()
                        .allowing(Set.copyOf(settings.items(Catalog.HOOK_HOSTS))),
                IntakeSettings.defaults()
                        .allowing(Set.copyOf(settings.items(Catalog.IMPORT_HOSTS))),
                data.resolve("uploads"),
                provider(settings));
    }

    private static Optional<OidcSettings> provider(Settings settings) {
        return settings.text(Catalog.OIDC_ISSUER)
                .map(issuer ->
                        new OidcSettings(
                                URI.create(issuer),
                                settings.text(Catalog.OIDC_CLIENT_ID).orElseThrow(),
                                new Secret(settings.text(Catalog.OIDC_CLIENT_SECRET).orElse("")),
                                settings.items(Catalog.OIDC_SCOPES),
                                settings.text(Catalog.OIDC_USERNAME_CLAIM).orElseThrow(),
                                settings.text(Catalog.OIDC_GROUPS_CLAIM).orElseThrow(),
                                settings.items(Catalog.OIDC_ALLOWED_GROUPS),
                                settings.flag(Catalog.OIDC_AUTO_CREATE),
                                settings.flag(Catalog.OIDC_LINK_BY_EMAIL),
                                settings.text(Catalog.OIDC_LABEL).orElseThrow()));
    }

    private static LoginLimits loginLimits(Settings settings) {
        var limits = LoginLimits.defaults();
        return new LoginLimits(
                limits.tries(),
                limits.accountTries(),
                limits.window(),
                limits.ban(),
                limits.accountWait(),
                Set.copyOf(settings.items(Catalog.TRUSTED_PROXIES)));
    }

    private static ClusterStart.Wish clusterWish(Settings settings, DataFolder data) {
        return new ClusterStart.Wish(
                data.path(),
                settings.flag(Catalog.SANDBOX),
                settings.number(Catalog.SANDBOX_PORT, 0, 65_535),
                settings.path(Catalog.KUBECONFIG),
                settings.text(Catalog.KUBE_CONTEXT),
                clusterSettings(settings));
    }

    private static KubernetesSettings clusterSettings(Settings settings) {
        return KubernetesSettings.defaults()
                .withLive(
                        new LiveLimits(
                                settings.number(Catalog.CLUSTER_WATCHES, 4, 10_000),
                                settings.duration(Catalog.CLUSTER_WATCH_IDLE),
                                (long) settings.number(Catalog.CLUSTER_LIVE_MEMORY, 1, 1 << 20)
                                        << 20));
    }

    /**
     * Every address at which a source's URL means this server (decisions: identity of an
     * application).
     */
    private static DeliverySettings deliverySettings(Settings settings, String url, int port) {
        var addresses = new LinkedHashSet<URI>();
        addresses.add(URI.create(url));
        addresses.add(URI.create(ownUrl(settings, port)));
        var scheme = settings.text(Catalog.TLS_CERT).isPresent() ? "https" : "http";
        for (var host : List.of("localhost", "127.0.0.1", "[::1]")) {
            addresses.add(URI.create(scheme + "://" + host + ":" + port));
        }
        var defaults = DeliverySettings.of(addresses);
        return defaults.withEngine(
                defaults.engine()
                        .withSync(
                                defaults.engine()
                                        .sync()
                                        .withWaveDelay(settings.duration(Catalog.WAVE_DELAY))));
    }

    private static TransportSettings transportSettings(Settings settings) {
        var defaults = TransportSettings.defaults();
        return new TransportSettings(
                (long) settings.number(Catalog.PUSH_LIMIT, 1, 1 << 20) << 20,
                defaults.maxObjectBytes(),
                defaults.maxCommandBytes(),
                defaults.idle(),
                defaults.hiddenRefs(),
                defaults.readOnlyRefs());
    }

    private static Optional<GitSsh> startSsh(
            Settings settings,
            DataFolder data,
            Forge forge,
            ForgeGate gate,
            GitTransport transport,
            LfsPass largeFiles,
            Deque<AutoCloseable> parts) {
        return settings.text(Catalog.SSH_PORT)
                .map(_ -> settings.number(Catalog.SSH_PORT, 0, 65_535))
                .map(port ->
                        opened(
                                parts,
                                GitSsh.start(
                                        SshSettings.of(
                                                settings.text(Catalog.LISTEN).orElseThrow(),
                                                port,
                                                data.resolve("ssh")),
                                        forge.keys(),
                                        gate,
                                        transport,
                                        largeFiles)));
    }

    private static GitLabSettings gitLabSettings(
            Settings settings, String url, Optional<GitSsh> ssh) {
        var host = URI.create(url).getHost();
        var prefix =
                ssh.filter(s -> s.port() != 22)
                        .map(s -> "ssh://git@" + host + ":" + s.port() + "/")
                        .orElse("git@" + host + ":");
        return new GitLabSettings(settings.text(Catalog.URL).map(_ -> url), prefix);
    }

    private static WeaveApi weave(
            Settings settings,
            Forge forge,
            Clusters clusters,
            CallerIdentity identities,
            Delivery delivery,
            Clock clock) {
        var defaults =
                WeaveSettings.defaults()
                        .withVersion(new WeaveSettings.Version("v" + VERSION, "", "", ""));
        Supplier<Map<String, Cluster>> byName =
                () -> {
                    var named = new LinkedHashMap<String, Cluster>();
                    for (var cluster : clusters.all()) {
                        named.put(
                                clusters.isPrimary(cluster) ? WeaveApi.PRIMARY : cluster.name(),
                                cluster);
                    }
                    return named;
                };
        return new WeaveApi(
                forge.signIn(),
                forge.sessions(),
                forge.authentication(),
                byName,
                identities::of,
                new DeliveredApplications(delivery.applications(), clusters),
                forge.openIdConnect()
                        .map(door ->
                                new ExternalSignIn(
                                        door,
                                        settings.text(Catalog.URL)
                                                .map(SlipwayServer::withoutSlash))),
                defaults.withSessionLifetime(settings.duration(Catalog.WEAVE_SESSION)),
                clock);
    }

    private static Health health(Database database) {
        var checks = new LinkedHashMap<String, Supplier<Optional<String>>>();
        checks.put("database", () -> database.read(_ -> Optional.empty()));
        return new Health(checks);
    }

    private static String databaseTitle(Database database) {
        return switch (database.dialect()) {
            case SQLITE -> "SQLite, embedded";
            case POSTGRESQL -> "PostgreSQL";
        };
    }

    private static HttpSettings httpSettings(Settings settings, int port) {
        var http =
                HttpSettings.of(settings.text(Catalog.LISTEN).orElseThrow(), port)
                        .withTrustedProxies(settings.items(Catalog.TRUSTED_PROXIES))
                        .withBodyLimit(settings.number(Catalog.BODY_LIMIT, 1_024, 1 << 30))
                        .withStopTimeout(settings.duration(Catalog.DRAIN));
        return settings.path(Catalog.TLS_CERT)
                .map(cert ->
                        http.withTls(
                                new HttpSettings.Tls(
                                        cert, settings.path(Catalog.TLS_KEY).orElseThrow())))
                .orElse(http);
    }

    private static Caller rootCaller(Forge forge) {
        var root =
                forge.users()
                        .byUsername(Caller.system(), "root")
                        .orElseThrow(() ->
                                new CannotStart("--demo needs the user root, who was removed"));
        return Caller.of(
                root,
                io.slipway.forge.identity.Credential.SYSTEM,
                io.slipway.forge.identity.Origin.internal());
    }

    private static void checkPaths(List<Surface> surfaces) {
        var served = HttpServer.firstSegments(surfaces);
        if (!PathTable.SERVED.containsAll(served)) {
            throw new IllegalStateException("the path table lacks some of " + served);
        }
    }

    private static List<String> banner(
            Settings settings,
            String url,
            DataFolder data,
            Optional<Secret> password,
            ClusterStart clusters) {
        var lines = new ArrayList<String>();
        lines.add("Slipway " + VERSION + " is ready at " + url);
        lines.add("  data          " + data.path());
        lines.add(
                "  administrator root, "
                        + password.map(p ->
                                        settings.text(Catalog.ROOT_PASSWORD).isPresent()
                                                ? "with the password from the environment"
                                                : "password " + p.reveal() + " (shown only now)")
                                .orElse("with the password of the first start"));
        lines.add("  cluster       " + clusters.describePrimary());
        clusters.sandboxKubeconfig()
                .ifPresent(file -> lines.add("  kubectl       export KUBECONFIG=" + file));
        return lines;
    }

    /** What to print when it is ready. */
    List<String> banner() {
        return banner;
    }

    @Override
    public void close() {
        closeAll(parts);
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    /**
     * In the reverse order of their start; a part that fails to stop does not keep the others up.
     */
    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("{} did not stop cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }

    private static int portOf(Settings settings) {
        int port = settings.number(Catalog.PORT, 0, 65_535);
        if (port != 0) {
            return port;
        }
        try (var socket =
                new ServerSocket(
                        0, 1, InetAddress.getByName(settings.text(Catalog.LISTEN).orElseThrow()))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CannotStart(
                    "cannot listen on "
                            + settings.text(Catalog.LISTEN).orElse("")
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static String ownUrl(Settings settings, int port) {
        var listen = settings.text(Catalog.LISTEN).orElseThrow();
        var host =
                switch (listen) {
                    case "127.0.0.1", "0.0.0.0", "::", "::1" -> "localhost";
                    default -> listen.contains(":") ? "[" + listen + "]" : listen;
                };
        return (settings.text(Catalog.TLS_CERT).isPresent() ? "https" : "http")
                + "://"
                + host
                + ":"
                + port;
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
