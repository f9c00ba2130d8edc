package io.slipway.benchmarks.kustomize;

import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The kustomizations that are measured, as files by path; the one to build stands in {@code
 * overlay}.
 */
final class Trees {

    private Trees() {}

    /** The files as a tree that costs nothing to ask, so that only the build is measured. */
    static FileTree tree(Map<String, String> files) {
        var entries = new HashMap<TreePath, FileTree.Entry>();
        var contents = new HashMap<TreePath, byte[]>();
        files.forEach((name, text) -> {
            var path = TreePath.of(name);
            contents.put(path, text.getBytes(StandardCharsets.UTF_8));
            entries.put(path, new FileTree.Entry(path, FileTree.Kind.FILE, name, text.length()));
            for (var up = path.parent(); up.isPresent(); up = up.get().parent()) {
                entries.put(up.get(), new FileTree.Entry(up.get(), FileTree.Kind.DIRECTORY, "", 0));
            }
        });
        return new FileTree() {
            @Override
            public Optional<Entry> entry(TreePath path) {
                return Optional.ofNullable(entries.get(path));
            }

            @Override
            public byte[] read(TreePath path) {
                return Objects.requireNonNull(contents.get(path), path.value());
            }

            @Override
            public List<Entry> list(TreePath path) {
                throw new UnsupportedOperationException("a build lists no directory");
            }
        };
    }

    /**
     * Three resources, a prefix, a namespace, labels, an image, a generated ConfigMap and a patch.
     */
    static Map<String, String> small() {
        return overlay(1, 1);
    }

    /** A hundred resources with ten patches. */
    static Map<String, String> medium() {
        return overlay(33, 10);
    }

    /** Two thousand resources. */
    static Map<String, String> large() {
        return overlay(667, 10);
    }

    /** Each of the copies is a Deployment, a Service and a ConfigMap that refer to each other. */
    static Map<String, String> overlay(int copies, int patches) {
        var files = new LinkedHashMap<String, String>();
        var base = new StringBuilder("resources:\n");
        for (int i = 0; i < copies; i++) {
            base.append("- r").append(i).append(".yaml\n");
            files.put("base/r" + i + ".yaml", RESOURCES.replace("NAME", "app-" + i));
        }
        files.put("base/kustomization.yaml", base.toString());
        var overlay = new StringBuilder(OVERLAY);
        for (int i = 0; i < patches; i++) {
            overlay.append(PATCH.replace("NAME", "app-" + i));
        }
        files.put("overlay/kustomization.yaml", overlay.toString());
        return files;
    }

    private static final String RESOURCES =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: NAME
            spec:
              replicas: 1
              selector:
                matchLabels:
                  app: NAME
              template:
                metadata:
                  labels:
                    app: NAME
                spec:
                  containers:
                  - name: main
                    image: nginx:1.25
                    ports:
                    - containerPort: 8080
                      name: http
                    env:
                    - name: LOG_LEVEL
                      value: info
                    - name: MODE
                      valueFrom:
                        configMapKeyRef:
                          name: NAME
                          key: mode
                    resources:
                      limits: {cpu: 500m, memory: 128Mi}
                      requests: {cpu: 100m, memory: 64Mi}
                    readinessProbe:
                      httpGet: {path: /ready, port: http}
                  volumes:
                  - name: config
                    configMap:
                      name: NAME
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: NAME
            spec:
              selector:
                app: NAME
              ports:
              - port: 80
                targetPort: http
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: NAME
            data:
              mode: plain
              settings.yaml: |
                key: value
                list:
                - one
                - two
            """;

    private static final String OVERLAY =
            """
            resources: [../base]
            namePrefix: prod-
            namespace: production
            labels:
            - pairs: {env: production}
              includeSelectors: true
            commonAnnotations: {owner: team}
            images:
            - {name: nginx, newTag: "1.26"}
            configMapGenerator:
            - name: extra
              literals: [a=b, c=d]
            patches:
            """;

    private static final String PATCH =
            """
            - patch: |
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: NAME
                spec:
                  replicas: 3
                  template:
                    spec:
                      containers:
                      - name: main
                        env:
                        - name: EXTRA
                          value: "1"
            """;
}
