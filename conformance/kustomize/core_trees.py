"""Random kustomization trees of everyday fields, written as JSON."""
import json
import random

NAMES = ["web", "api", "db", "cache", "job"]
WORDS = ["alpha", "beta", "true", "5", "1.0", "yes", "a b", "x: y", "", "null", "line\nline", "0x1F", "2020-01-01", "#c", "é"]
NAMESPACES = ["", "", "", "one", "two"]


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def chance(self, p):
        return self.r.random() < p

    def pick(self, items):
        return self.r.choice(items)

    def meta(self, name, **more):
        m = {"name": name}
        ns = self.pick(NAMESPACES)
        if ns:
            m["namespace"] = ns
        if self.chance(0.3):
            m["labels"] = {"app": name, "tier": self.pick(["front", "back"])}
        if self.chance(0.3):
            m["annotations"] = {"note": self.pick(WORDS), "n": self.pick([1, True, None, 1.5, "x"])}
        m.update(more)
        return m

    def container(self, name):
        c = {"name": name, "image": self.pick(["nginx", "nginx:1.25", "repo/app:v1", "repo/app@sha256:abc", "busybox:1"])}
        if self.chance(0.5):
            c["env"] = [{"name": n, "value": self.pick(WORDS)} for n in self.r.sample(["A", "B", "C"], self.r.randint(1, 3))]
            if self.chance(0.4):
                c["env"].append({"name": "REF", "valueFrom": {"configMapKeyRef": {"name": self.pick(NAMES), "key": "k"}}})
        if self.chance(0.4):
            c["envFrom"] = [{"configMapRef": {"name": self.pick(NAMES)}}, {"secretRef": {"name": self.pick(NAMES)}}]
        if self.chance(0.5):
            c["ports"] = [dict({"containerPort": p}, **({"protocol": self.pick(["TCP", "UDP"])} if self.chance(0.5) else {})) for p in self.r.sample([80, 81, 443], self.r.randint(1, 2))]
        if self.chance(0.3):
            c["volumeMounts"] = [{"name": "v", "mountPath": p} for p in self.r.sample(["/a", "/b"], self.r.randint(1, 2))]
        if self.chance(0.2):
            c["args"] = [self.pick(WORDS), self.pick(WORDS)]
        return c

    def pod(self):
        s = {"containers": [self.container(n) for n in self.r.sample(["main", "side", "log"], self.r.randint(1, 3))]}
        if self.chance(0.3):
            s["initContainers"] = [self.container("init")]
        if self.chance(0.4):
            s["volumes"] = [{"name": "v", "configMap": {"name": self.pick(NAMES)}}, {"name": "s", "secret": {"secretName": self.pick(NAMES)}}]
        if self.chance(0.3):
            s["serviceAccountName"] = self.pick(NAMES)
        if self.chance(0.2):
            s["imagePullSecrets"] = [{"name": self.pick(NAMES)}]
        return s

    def resource(self):
        name = self.pick(NAMES)
        kind = self.pick(["Deployment", "Deployment", "StatefulSet", "CronJob", "Service", "ConfigMap", "Secret", "ServiceAccount", "RoleBinding", "ClusterRoleBinding", "Role", "Ingress", "HorizontalPodAutoscaler", "Namespace", "CustomResourceDefinition", "Thing", "NetworkPolicy", "Job"])
        m = self.meta(name)
        template = {"metadata": {"labels": {"app": name}}, "spec": self.pod()}
        if kind in ("Deployment", "StatefulSet"):
            o = {"apiVersion": "apps/v1", "spec": {"replicas": self.r.randint(0, 3), "selector": {"matchLabels": {"app": name}}, "template": template}}
            if kind == "StatefulSet":
                o["spec"]["serviceName"] = self.pick(NAMES)
                o["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": "d"}, "spec": {"storageClassName": "fast"}}]
        elif kind == "Job":
            o = {"apiVersion": "batch/v1", "spec": {"template": template}}
        elif kind == "CronJob":
            o = {"apiVersion": "batch/v1", "spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}}}
        elif kind == "Service":
            o = {"apiVersion": "v1", "spec": {"selector": {"app": name}, "ports": [dict({"port": p}, **({"protocol": "TCP"} if self.chance(0.5) else {}), **({"name": f"p{p}"} if self.chance(0.5) else {})) for p in self.r.sample([80, 443, 8080], self.r.randint(1, 3))]}}
        elif kind in ("ConfigMap", "Secret"):
            o = {"apiVersion": "v1", "data": {k: self.pick(WORDS) for k in self.r.sample(["k", "j", "file.txt"], self.r.randint(0, 3))}}
        elif kind == "ServiceAccount":
            o = {"apiVersion": "v1"}
        elif kind in ("RoleBinding", "ClusterRoleBinding"):
            o = {"apiVersion": "rbac.authorization.k8s.io/v1", "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": self.pick(NAMES)},
                 "subjects": [dict({"kind": "ServiceAccount", "name": self.pick(NAMES + ["default"])}, **({"namespace": self.pick(["one", "two", "zzz"])} if self.chance(0.6) else {})) for _ in range(self.r.randint(1, 3))]}
        elif kind == "Role":
            o = {"apiVersion": "rbac.authorization.k8s.io/v1", "rules": [{"resourceNames": [self.pick(NAMES)], "resources": ["secrets"], "verbs": ["get"]}]}
        elif kind == "Ingress":
            o = {"apiVersion": "networking.k8s.io/v1", "spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": self.pick(NAMES), "port": {"number": 80}}}}]}}], "tls": [{"secretName": self.pick(NAMES)}]}}
        elif kind == "HorizontalPodAutoscaler":
            o = {"apiVersion": "autoscaling/v2", "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": self.pick(["Deployment", "StatefulSet"]), "name": self.pick(NAMES)}}}
        elif kind in ("Namespace",):
            o = {"apiVersion": "v1"}
        elif kind == "CustomResourceDefinition":
            o = {"apiVersion": "apiextensions.k8s.io/v1", "spec": {"group": "x"}}
        elif kind == "NetworkPolicy":
            o = {"apiVersion": "networking.k8s.io/v1", "spec": {"podSelector": {"matchLabels": {"app": name}}, "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": name}}}]}]}}
        else:
            o = {"apiVersion": "example.com/v1", "spec": {"a": self.pick(WORDS), "list": [{"name": "x", "v": self.pick(WORDS)}], "n": self.pick([None, 1, 1.5, True]), "nested": {"k": self.pick(WORDS)}}}
        o["kind"] = kind
        o["metadata"] = m
        return o

    def merge_patch(self, known):
        k, a, n, ns = self.pick(known)
        p = {"apiVersion": a, "kind": k, "metadata": {"name": n}}
        if ns:
            p["metadata"]["namespace"] = ns
        if self.chance(0.4):
            p["metadata"]["labels"] = {"patched": self.pick(["p", "q"]), "tier": None}
        if self.chance(0.4):
            p["metadata"]["annotations"] = {"note": self.pick(["changed", None]), "more": "x"}
        if k in ("Deployment", "StatefulSet"):
            c = self.container(self.pick(["main", "side", "new"]))
            if self.chance(0.2):
                c["$patch"] = self.pick(["delete", "replace", "merge"])
            p["spec"] = {"replicas": self.pick([7, None]), "template": {"spec": {"containers": [c]}}}
            if self.chance(0.1):
                p["spec"]["template"]["$patch"] = self.pick(["replace", "delete"])
            if self.chance(0.2):
                p["spec"]["template"]["spec"]["volumes"] = [{"name": self.pick(["v", "w"]), "emptyDir": {}}]
        elif k == "Service":
            p["spec"] = {"ports": [dict({"port": self.pick([80, 443])}, **({"protocol": self.pick(["TCP", "UDP"])} if self.chance(0.6) else {}), **({"nodePort": 3} if self.chance(0.5) else {}))]}
        elif k in ("ConfigMap", "Secret"):
            p["data"] = {"k": self.pick(["patched", None]), "new": self.pick(["1", "two"])}
        elif k == "Thing":
            p["spec"] = {"list": [{"name": "y"}], "nested": self.pick([None, {"z": 1}, {"$patch": "replace", "only": 2}])}
        if self.chance(0.05):
            p["$patch"] = self.pick(["delete", "replace"])
        return p

    def target(self, known):
        k, a, n, ns = self.pick(known)
        t = {}
        if self.chance(0.8):
            t["kind"] = k
        if self.chance(0.4):
            t["name"] = self.pick([n, n[:1] + ".*", ".*"])
        if self.chance(0.2):
            t["namespace"] = self.pick(["one", "default", "t.*"])
        if self.chance(0.2):
            t["labelSelector"] = self.pick(["app", "tier=front", "tier!=front", "tier in (front,back)", "!app"])
        return t or {"kind": k}

    def operations(self):
        ops = []
        for _ in range(self.r.randint(1, 3)):
            ops.append(self.pick([
                {"op": "add", "path": "/metadata/annotations/j", "value": self.pick(["s", 5, True, 1000000])},
                {"op": "add", "path": "/metadata/labels", "value": {"l": "x"}},
                {"op": "replace", "path": "/metadata/name", "value": self.pick(NAMES) + "-r"},
                {"op": "add", "path": "/extra", "value": self.pick([1, "x", {"a": [1, 2.5, None]}, "yes"])},
                {"op": "copy", "from": "/metadata", "path": "/copied"},
                {"op": "add", "path": "/spec", "value": {"gone": True}} if self.chance(0.2) else {"op": "add", "path": "/metadata/annotations/k~1l", "value": "x"},
                {"op": "test", "path": "/kind", "value": "Deployment"} if self.chance(0.1) else {"op": "add", "path": "/n", "value": None},
                {"op": "remove", "path": "/metadata/labels"} if self.chance(0.1) else {"op": "add", "path": "/list", "value": [1, "2"]},
            ]))
        return ops

    def layer(self, path, depth, files, component=False):
        k = {}
        known = []
        if component:
            k["apiVersion"] = "kustomize.config.k8s.io/v1alpha1"
            k["kind"] = "Component"
        resources = []
        if depth > 0:
            for i in range(self.r.randint(1, 2) if not component else 0):
                child = f"{path}/b{i}" if path else f"b{i}"
                known += self.layer(child, depth - 1, files)
                resources.append(f"b{i}")
        if depth == 0 or self.chance(0.4):
            made = []
            for _ in range(self.r.randint(1, 4) if not component else self.r.randint(0, 1)):
                o = self.resource()
                key = (o["kind"], o["apiVersion"], o["metadata"]["name"], o["metadata"].get("namespace", ""))
                if key not in known and key not in [m[0] for m in made]:
                    made.append((key, o))
            if made:
                files[f"{path}/r.yaml".lstrip("/")] = "\n---\n".join(json.dumps(o, indent=1, ensure_ascii=False) for _, o in made)
                resources.append("r.yaml")
                known += [key for key, _ in made]
        if resources:
            k["resources"] = resources
        if self.chance(0.35):
            k["namePrefix"] = self.pick(["p-", "q-", "1"])
        if self.chance(0.25):
            k["nameSuffix"] = self.pick(["-s", "-t"])
        if self.chance(0.3):
            k["namespace"] = self.pick(["one", "two", "three"])
        if self.chance(0.25):
            k["commonLabels"] = {"common": self.pick(["a", "5", "true"])}
        if self.chance(0.25):
            k["labels"] = [{"pairs": {"lab": self.pick(["x", "y z"]), "app": "re"} if self.chance(0.5) else {"lab": "q"}, "includeSelectors": self.chance(0.3), "includeTemplates": self.chance(0.3)}]
        if self.chance(0.25):
            k["commonAnnotations"] = {"anno": self.pick(["1", "text", "a: b", "multi\nline"])}
        if self.chance(0.3):
            k["images"] = [self.pick([{"name": "nginx", "newTag": "9"}, {"name": "repo/app", "newName": "other"}, {"name": "busybox", "digest": "sha256:fff"}, {"name": "nginx", "tagSuffix": "-z"}, {"name": "n.*", "newName": "re"}])]
        for field in ("configMapGenerator", "secretGenerator"):
            if self.chance(0.2):
                name = self.pick(NAMES) + "-gen"
                g = {"name": name, "literals": [f"a={self.pick(WORDS)}", f"b={self.pick(WORDS)}"]}
                if self.chance(0.3):
                    g["behavior"] = "create" if self.chance(0.9) else self.pick(["merge", "replace"])
                if self.chance(0.3):
                    g["options"] = self.pick([{"disableNameSuffixHash": True}, {"labels": {"g": "1"}}, {"immutable": True}])
                k[field] = [g]
                known.append(("ConfigMap" if field.startswith("c") else "Secret", "v1", name, ""))
        if known and self.chance(0.4):
            patches = []
            for _ in range(self.r.randint(1, 2)):
                kind = self.r.random()
                if kind < (0.5 if depth == 0 else 0.15):
                    patches.append({"patch": json.dumps(self.merge_patch(known))})
                elif kind < 0.7:
                    patches.append({"patch": json.dumps(self.merge_patch(known)), "target": self.target(known)})
                else:
                    patches.append({"patch": json.dumps(self.operations()), "target": self.target(known)})
                if self.chance(0.15):
                    # Another kind for a generated object changes what is hashed in a way of the original's library.
                    retype = not any(x[2].endswith("-gen") for x in known) and self.chance(0.5)
                    patches[-1]["options"] = {"allowNameChange": True, "allowKindChange": retype}
            k["patches"] = patches
        if known and self.chance(0.1):
            kd, a, n, ns = self.pick(known)
            t = self.target(known)
            t.pop("labelSelector", None)
            k["replacements"] = [{"source": {"kind": kd, "name": n, "fieldPath": self.pick(["metadata.name", "kind", "metadata.labels.app"])},
                                  "targets": [{"select": {x: t[x] for x in t if x in ("kind", "name", "namespace")}, "fieldPaths": [self.pick(["metadata.labels.repl", "metadata.annotations.note", "spec.template.spec.containers.0.image", "spec.nested.k", "data.k"])], "options": self.pick([{"create": True}, {"create": True}, {}])}]}]
        if known and self.chance(0.1):
            ws = [x for x in known if x[0] in ("Deployment", "StatefulSet")]
            if ws:
                k["replicas"] = [{"name": self.pick(ws)[2], "count": 9}]
        if not component and self.chance(0.15):
            self.layer(f"{path}/comp".lstrip("/"), 0, files, True)
            k["components"] = ["comp"]
        if self.chance(0.1):
            k["buildMetadata"] = self.pick([["originAnnotations"], ["transformerAnnotations"], ["originAnnotations", "transformerAnnotations"]])
        if self.chance(0.1):
            k["sortOptions"] = {"order": self.pick(["fifo", "legacy"])}
        files[f"{path}/kustomization.yaml".lstrip("/")] = json.dumps(k, indent=1, ensure_ascii=False)
        return known


def files(seed):
    """The files of the tree of a seed: path to text."""
    made = {}
    maker = Maker(seed)
    maker.layer("", maker.r.randint(0, 2), made)
    return {path: text + "\n" for path, text in made.items()}
