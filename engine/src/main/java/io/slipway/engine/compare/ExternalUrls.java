package io.slipway.engine.compare;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where people reach what an object offers (spec: schema S10). Pure. */
public final class ExternalUrls {

    private static final String NO_DEFAULTS = "argocd.argoproj.io/ignore-default-links";
    private static final String LINK = "link.argocd.argoproj.io/";
    private static final Set<String> SAFE = Set.of("http", "https", "ftp", "mailto", "ssh");

    private ExternalUrls() {}

    /** Sorted, each once: the rules of an Ingress, and the link annotations of any object. */
    public static List<String> of(ResourceObject object) {
        var found = new TreeSet<String>();
        boolean defaults = object.annotation(NO_DEFAULTS).filter("true"::equals).isEmpty();
        if (defaults && object.kind().equals("Ingress")) {
            ingress(object, found);
        }
        object.annotations()
                .forEach((key, value) -> {
                    var url = value.substring(value.indexOf('|') + 1);
                    if (key.startsWith(LINK) && isSafe(url)) {
                        found.add(value);
                    }
                });
        return List.copyOf(found);
    }

    private static void ingress(ResourceObject object, Set<String> found) {
        var secured = new TreeSet<String>();
        boolean anySecret = false;
        for (var tls : Trees.listAt(object.tree(), "spec", "tls")) {
            anySecret |= Trees.stringAt(tls, "secretName").filter(s -> !s.isEmpty()).isPresent();
            Trees.listAt(tls, "hosts").forEach(h -> secured.add(String.valueOf(h)));
        }
        for (var rule : Trees.listAt(object.tree(), "spec", "rules")) {
            var named = Trees.stringAt(rule, "host").filter(h -> !h.isEmpty());
            var hosts = named.isPresent() ? List.of(named.get()) : addresses(object);
            var paths = Trees.listAt(rule, "http", "paths");
            for (var host : hosts) {
                var scheme = anySecret || secured.contains(host) ? "https" : "http";
                if (paths.isEmpty()) {
                    found.add(scheme + "://" + host);
                }
                paths.forEach(p ->
                        found.add(
                                scheme
                                        + "://"
                                        + host
                                        + path(Trees.stringAt(p, "path").orElse(""))));
            }
        }
    }

    private static String path(String path) {
        var plain = path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
        return plain.equals("/") ? "" : plain;
    }

    private static List<String> addresses(ResourceObject object) {
        return Trees.listAt(object.tree(), "status", "loadBalancer", "ingress").stream()
                .flatMap(a ->
                        Trees.stringAt(a, "hostname")
                                .filter(h -> !h.isEmpty())
                                .or(() -> Trees.stringAt(a, "ip"))
                                .stream())
                .toList();
    }

    private static boolean isSafe(String url) {
        try {
            var scheme = URI.create(url).getScheme();
            return scheme != null && SAFE.contains(scheme);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
