package io.slipway.server.config;

import java.util.List;

/** All settings that exist. {@code docs/settings.md} is this table. */
public final class Catalog {

    public static final Setting PORT =
            Setting.of("port", "8000", "Port to listen on; 0 takes a free one.");
    public static final Setting LISTEN = Setting.of("listen", "127.0.0.1", "Address to listen on.");
    public static final Setting URL =
            Setting.of(
                    "url",
                    "",
                    "Address that links, clone addresses and redirects say; without it, the address listened on.");
    public static final Setting DATA =
            Setting.of("data", "data", "Folder of the database, the repositories and the keys.");
    public static final Setting CONFIG =
            Setting.of(
                    "config",
                    "",
                    "File with settings, a line \"name: value\" each; without it, slipway.yaml in the data folder.");
    public static final Setting DATABASE =
            Setting.of(
                    "database",
                    "",
                    "JDBC address of a PostgreSQL database; without it, SQLite in the data folder.");
    public static final Setting KUBECONFIG =
            Setting.of(
                    "kubeconfig",
                    "",
                    "Kubeconfig of the cluster to deploy to; its current context names the destination.");
    public static final Setting KUBE_CONTEXT =
            Setting.of(
                    "kube-context",
                    "",
                    "Context of the kubeconfig, when it is not the current one.");
    public static final Setting SANDBOX =
            Setting.of(
                    "sandbox",
                    "true",
                    "Whether the sandbox cluster runs; it becomes the primary cluster when there is no other.");
    public static final Setting SANDBOX_PORT =
            Setting.of(
                    "sandbox.port",
                    "0",
                    "Port of the sandbox's Kubernetes API on loopback; 0 takes the port of the last start, or a free one.");
    public static final Setting SANDBOX_OPEN =
            Setting.of(
                    "sandbox.open",
                    "true",
                    "Whether every project may deploy to all of the sandbox without a grant.");
    public static final Setting CLUSTER_PROBE =
            Setting.of(
                    "cluster.probe",
                    "15s",
                    "How often each cluster's connection is tried, and registrations by other processes are read.");
    public static final Setting CLUSTER_WATCHES =
            Setting.of(
                    "cluster.watches",
                    "120",
                    "How many kinds of a cluster are watched at once; others are read when they are needed.");
    public static final Setting CLUSTER_WATCH_IDLE =
            Setting.of(
                    "cluster.watch-idle",
                    "10m",
                    "How long a kind is watched that no application has and nobody looks at.");
    public static final Setting CLUSTER_LIVE_MEMORY =
            Setting.of(
                    "cluster.live-memory",
                    "512",
                    "How much memory the live objects of a cluster may take, in MiB; the kinds that would take more are read when they are needed.");
    public static final Setting TLS_CERT =
            Setting.of(
                    "tls-cert",
                    "",
                    "PEM file with the certificate chain; with tls-key it turns TLS on.");
    public static final Setting TLS_KEY =
            Setting.of("tls-key", "", "PEM file with the private key of the certificate.");
    public static final Setting TRUSTED_PROXIES =
            Setting.of(
                    "trusted-proxies",
                    "",
                    "Addresses or CIDR ranges whose X-Forwarded headers are believed, separated by commas.");
    public static final Setting DEMO =
            Setting.of(
                    "demo",
                    "false",
                    "Whether to seed the group demo with a repository and an application.");
    public static final Setting ROOT_PASSWORD =
            Setting.secret(
                    "root-password",
                    "First password of the administrator root; without it one is made and printed once.");
    public static final Setting LOG_LEVEL =
            Setting.of("log.level", "info", "error, warn, info, debug or trace.");
    public static final Setting LOG_FORMAT = Setting.of("log.format", "text", "text or json.");
    public static final Setting BODY_LIMIT =
            Setting.of(
                    "http.body-limit",
                    "10485760",
                    "Largest body of an API request in bytes; pushes and uploads have their own.");
    public static final Setting PUSH_LIMIT =
            Setting.of("git.push-limit", "4096", "Largest push in MiB.");
    public static final Setting LFS_LIMIT =
            Setting.of("git.lfs-limit", "16384", "Largest file of Git LFS in MiB.");
    public static final Setting SSH_PORT =
            Setting.of(
                    "ssh-port",
                    "",
                    "Port of Git over SSH; without it, SSH is off. 0 takes a free one.");
    public static final Setting UPKEEP =
            Setting.of(
                    "git.upkeep",
                    "6h",
                    "How often all repositories are looked at for packing and pruning.");
    public static final Setting WEAVE_SESSION =
            Setting.of(
                    "session.weave-lifetime", "1h", "How long a sign-in to the Weave API lasts.");
    public static final Setting WAVE_DELAY =
            Setting.of("sync.wave-delay", "2s", "Pause between two waves of a sync.");
    public static final Setting DRAIN =
            Setting.of(
                    "stop.drain", "10s", "How long a stop waits for requests that are under way.");

    public static final Setting HOOK_HOSTS =
            Setting.of(
                    "hooks.allowed-hosts",
                    "",
                    "Names and addresses that hooks may call though they are in a private network, separated by commas.");
    public static final Setting IMPORT_HOSTS =
            Setting.of(
                    "import.allowed-hosts",
                    "",
                    "Names and addresses that repositories may be imported from though they are in a private network, separated by commas.");

    public static final Setting OIDC_ISSUER =
            Setting.of(
                    "oidc.issuer",
                    "",
                    "Issuer of the OpenID Connect provider that signs people in; without it there is none.");
    public static final Setting OIDC_CLIENT_ID =
            Setting.of("oidc.client-id", "", "This server's client id at the provider.");
    public static final Setting OIDC_CLIENT_SECRET =
            Setting.secret("oidc.client-secret", "This server's client secret at the provider.");
    public static final Setting OIDC_SCOPES =
            Setting.of(
                    "oidc.scopes",
                    "openid,profile,email",
                    "Scopes to ask for, separated by commas.");
    public static final Setting OIDC_USERNAME_CLAIM =
            Setting.of(
                    "oidc.username-claim",
                    "preferred_username",
                    "Claim that a new person's user name is made of.");
    public static final Setting OIDC_GROUPS_CLAIM =
            Setting.of("oidc.groups-claim", "groups", "Claim that lists a person's groups.");
    public static final Setting OIDC_ALLOWED_GROUPS =
            Setting.of(
                    "oidc.allowed-groups",
                    "",
                    "Groups whose members may sign in, separated by commas; without any, everybody may.");
    public static final Setting OIDC_AUTO_CREATE =
            Setting.of(
                    "oidc.auto-create",
                    "true",
                    "Whether a person who has no account gets one at the first sign-in.");
    public static final Setting OIDC_LINK_BY_EMAIL =
            Setting.of(
                    "oidc.link-by-email",
                    "false",
                    "Whether a verified e-mail address of an existing account links the two.");
    public static final Setting OIDC_LABEL =
            Setting.of(
                    "oidc.label",
                    "Sign in with the identity provider",
                    "Text of the button on the sign-in page.");

    private static final List<Setting> ALL =
            List.of(
                    PORT,
                    LISTEN,
                    URL,
                    DATA,
                    CONFIG,
                    DATABASE,
                    KUBECONFIG,
                    KUBE_CONTEXT,
                    SANDBOX,
                    SANDBOX_PORT,
                    SANDBOX_OPEN,
                    CLUSTER_PROBE,
                    CLUSTER_WATCHES,
                    CLUSTER_WATCH_IDLE,
                    CLUSTER_LIVE_MEMORY,
                    TLS_CERT,
                    TLS_KEY,
                    TRUSTED_PROXIES,
                    DEMO,
                    ROOT_PASSWORD,
                    LOG_LEVEL,
                    LOG_FORMAT,
                    BODY_LIMIT,
                    PUSH_LIMIT,
                    LFS_LIMIT,
                    SSH_PORT,
                    UPKEEP,
                    WEAVE_SESSION,
                    WAVE_DELAY,
                    DRAIN,
                    HOOK_HOSTS,
                    IMPORT_HOSTS,
                    OIDC_ISSUER,
                    OIDC_CLIENT_ID,
                    OIDC_CLIENT_SECRET,
                    OIDC_SCOPES,
                    OIDC_USERNAME_CLAIM,
                    OIDC_GROUPS_CLAIM,
                    OIDC_ALLOWED_GROUPS,
                    OIDC_AUTO_CREATE,
                    OIDC_LINK_BY_EMAIL,
                    OIDC_LABEL);

    private Catalog() {}

    /** In the order of the documentation. */
    public static List<Setting> all() {
        return ALL;
    }

    /**
     * Refuses values that would only fail later, so that a start fails before it changes anything.
     */
    static void check(Settings settings) {
        settings.number(PORT, 0, 65_535);
        settings.number(SANDBOX_PORT, 0, 65_535);
        if (settings.text(SSH_PORT).isPresent()) {
            settings.number(SSH_PORT, 0, 65_535);
        }
        settings.number(BODY_LIMIT, 1_024, 1 << 30);
        settings.number(PUSH_LIMIT, 1, 1 << 20);
        settings.number(CLUSTER_WATCHES, 4, 10_000);
        settings.number(CLUSTER_LIVE_MEMORY, 1, 1 << 20);
        settings.number(LFS_LIMIT, 1, 1 << 20);
        List.of(SANDBOX, SANDBOX_OPEN, DEMO).forEach(settings::flag);
        List.of(WEAVE_SESSION, WAVE_DELAY, DRAIN, UPKEEP, CLUSTER_PROBE, CLUSTER_WATCH_IDLE)
                .forEach(settings::duration);
        if (settings.duration(CLUSTER_WATCH_IDLE).isZero()) {
            throw settings.wrong(CLUSTER_WATCH_IDLE, "a duration above zero, such as 10m");
        }
        if (!List.of("error", "warn", "info", "debug", "trace")
                .contains(settings.text(LOG_LEVEL).orElse(""))) {
            throw settings.wrong(LOG_LEVEL, "error, warn, info, debug or trace");
        }
        if (!List.of("text", "json").contains(settings.text(LOG_FORMAT).orElse(""))) {
            throw settings.wrong(LOG_FORMAT, "text or json");
        }
        if (settings.text(TLS_CERT).isPresent() != settings.text(TLS_KEY).isPresent()) {
            throw new SettingsException(
                    "tls-cert and tls-key belong together: set both or neither");
        }
        settings.text(URL)
                .filter(u -> !u.matches("https?://[^/?#]+/?"))
                .ifPresent(u -> {
                    throw settings.wrong(URL, "an address such as https://slipway.example.com");
                });
        settings.text(DATABASE)
                .filter(u -> !u.startsWith("jdbc:postgresql:"))
                .ifPresent(u -> {
                    throw new SettingsException(
                            "database must start with jdbc:postgresql: (SQLite needs no address: it is in the data folder)");
                });
        List.of(OIDC_AUTO_CREATE, OIDC_LINK_BY_EMAIL).forEach(settings::flag);
        settings.text(OIDC_ISSUER)
                .filter(issuer -> !issuer.matches("https?://[^?#\\s]+"))
                .ifPresent(issuer -> {
                    throw settings.wrong(
                            OIDC_ISSUER, "an address such as https://login.example.com/realm");
                });
        if (settings.text(OIDC_ISSUER).isPresent() && settings.text(OIDC_CLIENT_ID).isEmpty()) {
            throw new SettingsException("oidc.issuer needs oidc.client-id");
        }
        if (settings.text(ROOT_PASSWORD).filter(p -> p.length() < 8).isPresent()) {
            throw new SettingsException("root-password must have at least 8 characters");
        }
    }
}
