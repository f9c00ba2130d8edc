"""Random kustomization trees of rare fields and unusual YAML, as people write them by hand."""
import json
import random
import re

NAMES = ["web", "api", "db", "cache", "job"]
NAMESPACES = ["", "", "", "one", "two", "default"]


class Raw(str):
    """A scalar exactly as it stands in the file."""


PLAIN = [
    "alpha", "beta two", "a-b_c.d", "it's", "x:y", "a#b", "-a", "?a", ":a", "/path/to", "C:\\dir", "<<x", "=", "a=b",
    "é", "日本", "naïve café", "$(VAR)", "${VAR}", "$$(X)", "{{ .Values.x }}x", "a,b", "a]b", "v1.2.3", "10.0.0.1", "1.2.3",
    "100m", "1Gi", "0.5.1", "1h30m", "12:30:45", "1:20", "08", "09:00", "0o8", "0b2", "1e", "e3", "+", ".", "..", "._1",
    "True story", "nullify", "n/a", "yes please", "1st", "0xZZ", "2020-01-01T", "2020-13-45", "1-2", "1,000",
]
ODD = [
    "null", "~", "Null", "NULL", "", "true", "True", "TRUE", "yes", "Yes", "no", "on", "off", "y", "n", "Y", "N", "False",
    "5", "-5", "+5", "007", "0o7", "0x1F", "0X1f", "0b101", "1_000", "1e3", "1E3", "1.0", "1.50", ".5", "5.", "-.5", "+1.5",
    "1e-7", "1e21", "123456789012345678901234567890", "18446744073709551615", "18446744073709551616", "-9223372036854775808", "-9223372036854775809",
    "0", "-0", "0.0", "-0.0", "00", "1__0", "0x_1", "1e+3", "1.e3", "12e03", "0.1e1", "685_230.15", "190:20:30", "6.8523015e+5",
    "2020-01-01", "2020-01-01T10:00:00Z", "2020-01-01 10:00:00", "2020-1-1", "2001-12-14t21:59:43.10-05:00", "2020-01-01T10:00:00.5Z",
    "=", "<<", "!", ".inf_", "inf", "nan", "NaN",
]
TEXTS = [
    "", " lead", "trail ", "tab\there", "a: b", "a #b", "#start", "- item", "? q", ": c", "key:", "'single'", '"double"', "`tick`", "@at", "%pct",
    "*star", "&and", "!bang", "|pipe", ">gt", "[l", "{m", "}x", "]x", ",c", "---", "...", "--- x", "a\nb", "a\nb\n", "a\nb\n\n", "\na\n", "\n", "\n\n",
    " a\nb\n", "a \nb\n", "a\n b\n", "a\n\n\nb", "line one\n  line two\nline three", "#!/bin/sh\nset -e\necho \"$1\"\n", "{\n  \"a\": 1\n}\n", "a: 1\nb:\n- c\n",
    "with \\ back", "bell\a", "esc\x1b[0m", "nul\\0", "nbsp\u00a0x", "emoji 😀 x", "𝒳", "ü\nö\n", "\ttab first", "a\r\nb\r\n", "cr\rx",
    "a\tb\nc\n", "日本語のテキスト " * 8,
    "word " * 30, "word " * 30 + "end", ("longword" * 12 + " ") * 3 + "x", "long: " + "word " * 30 + "end", "'q " + "word " * 30 + "end", "a  b " * 30 + "end", "tab\t" + "word " * 30 + "end",
    "x" * 90, "x" * 79 + " y z", "x" * 80 + " y z", "word " * 15 + "\nsecond " + "word " * 30, "é" * 50 + " " + "ü " * 40, "https://example.com/" + "a" * 100 + " b",
    "1", "1.0", "true", "null", "yes", "2020-01-01", "0x1F", "1e3", "~",
]
RARE = ["nel\x85x", "ls\u2028x", "ps\u2029x", "bom\ufeffx", "del\x7f", "c1\x9f", "a\u2028\nb", "x\u2029"]
SIMPLE = ["alpha", "beta", "5", "true", "a b", "x: y", "", "é", "line\nline\n", "0x1F"]


class Yaml:
    """Writes a tree in a random style that means the same."""

    def __init__(self, r, wild, flow):
        self.r = r
        self.wild = wild
        # Where a patch with comments meets a map between braces, the original writes what it cannot read.
        self.flows = flow
        self.anchors = {}

    def document(self, tree):
        if self.flows and self.r.random() < 0.15:
            return json.dumps(tree, indent=self.r.choice([None, 1, 4]), ensure_ascii=self.r.random() < 0.5, default=str) + "\n"
        self.anchors = {}
        text = self.block(tree, 0)
        if self.r.random() < 0.1:
            text = self.comment("") + text
        return text

    def comment(self, pad):
        return "" if self.flows else pad + self.r.choice(["# note", "#", "# a: b", "#- x", "# é"]) + "\n"

    def scalar(self, value, pad, key=False):
        if isinstance(value, Raw):
            return str(value)
        if value is None:
            return self.r.choice(["null", "~", "null", ""]) if not key else "null"
        if value is True or value is False:
            return str(value).lower()
        if isinstance(value, (int, float)):
            return json.dumps(value)
        safe = value in PLAIN or re.fullmatch(r"[A-Za-z/][A-Za-z0-9/._-]*", value) and value not in ODD and value.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
        roll = self.r.random()
        if key:
            return value if safe and roll < 0.9 else quoted(value, self.r)
        if safe and roll < 0.8:
            return value
        if "\n" not in value and "\r" not in value and all(c.isprintable() or c == "\t" for c in value) and roll < 0.6 and "\ufeff" not in value:
            return "'" + value.replace("'", "''") + "'"
        literal = "\n" in value and not re.search(r"[^\n\t\x20-\x7e\xa0-\uffff]|\ufeff|\u2028|\u2029", value) and not value.startswith((" ", "\n", "\t")) and value.strip("\n")
        if literal and roll < 0.85:
            chomp = "-" if not value.endswith("\n") else "+" if value.endswith("\n\n") else self.r.choice(["", "+"])
            digits = self.r.choice(["", "", "2"])
            body = "".join((pad + "  " + line if line else "") + "\n" for line in (value[:-1] if value.endswith("\n") else value).split("\n"))
            if chomp != "+" or value.endswith("\n"):
                return "|" + digits + chomp + self.r.choice(["", "", "" if self.flows else " # c"]) + "\n" + body.rstrip("\n") + ("\n" * (len(body) - len(body.rstrip("\n")) - 1))
        return quoted(value, self.r)

    def flow(self, value):
        if isinstance(value, dict):
            return "{" + ", ".join(f"{quoted(k, self.r) if not isinstance(k, Raw) else k}: {self.flow(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(v) for v in value) + self.r.choice(["", ""]) + "]"
        if isinstance(value, Raw):
            return str(value) if re.fullmatch(r"[\w.+-]+", value) else json.dumps(str(value))
        if value is None:
            return "null"
        return quoted(value, self.r) if isinstance(value, str) else json.dumps(value)

    def block(self, value, depth):
        """Lines of a block collection, each with its line end."""
        pad = "  " * depth
        if isinstance(value, dict) and value:
            out = []
            for k, v in value.items():
                if self.r.random() < 0.03:
                    out.append(self.comment(pad))
                head = pad + self.scalar(k, pad, True) + ":"
                out.append(self.after(head, v, depth, isinstance(v, list) and self.r.random() < 0.6))
            return "".join(out)
        if isinstance(value, list) and value:
            out = []
            for v in value:
                if self.r.random() < 0.03:
                    out.append(self.comment(pad))
                if isinstance(v, dict) and v and self.r.random() < 0.85:
                    text = self.block(v, depth + 1)
                    if text.startswith(pad + "  ") and not text[len(pad) + 2:].startswith("#"):
                        out.append(pad + "- " + text[len(pad) + 2:])
                        continue
                    out.append(pad + "-\n" + text)
                    continue
                out.append(self.after(pad + "-", v, depth, False))
            return "".join(out)
        return pad + self.flow(value) + "\n"

    def after(self, head, v, depth, flat):
        pad = "  " * depth
        if isinstance(v, (dict, list)) and v:
            if (self.flows or not has_map(v)) and self.r.random() < 0.08 and len(json.dumps(v, default=str)) < 300:
                return head + " " + self.flow(v) + "\n"
            mark = ""
            if self.wild and self.r.random() < 0.03:
                mark = f" &a{len(self.anchors)}"
                self.anchors[mark] = v
            elif self.wild and self.anchors:
                for name, old in self.anchors.items():
                    if old == v and type(old) is type(v):
                        return head + " *" + name[2:] + "\n"
            return head + mark + self.r.choice(["", "", "", "" if self.flows else " # c", "  "]) + "\n" + self.block(v, depth if flat else depth + 1)
        if isinstance(v, (dict, list)):
            return head + " " + ("{}" if isinstance(v, dict) else "[]") + "\n"
        text = self.scalar(v, pad)
        tail = self.r.choice(["", "", "", "", "", "" if self.flows else " # c", " "]) if "\n" not in text and text != "" else ""
        return head + (" " if text else "") + text + tail + "\n"


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.files = {}
        self.wild = self.r.random() < 0.5
        self.flows = self.r.random() < 0.4
        self.texts = self.r.random() < 0.4
        self.refusals = 0.02
        self.vars = []

    def chance(self, p):
        return self.r.random() < p

    def pick(self, items):
        return self.r.choice(items)

    def some(self, items, low=1, high=3):
        return self.r.sample(items, self.r.randint(low, min(high, len(items))))

    def text(self):
        """A string value."""
        if self.texts:
            return self.pick(RARE) if self.chance(0.01) else self.pick(TEXTS + PLAIN)
        return self.pick(SIMPLE)

    def value(self):
        """Any scalar, often as people write it."""
        roll = self.r.random()
        if roll < 0.3 and self.texts:
            return Raw(self.pick(ODD))
        if roll < 0.5:
            return self.pick([1, 0, -1, True, False, None, 1.5, 1000000, 1e21, 12345678901])
        return self.text()

    def tree(self, depth=2):
        roll = self.r.random()
        if depth and roll < 0.3:
            return {self.key(): self.tree(depth - 1) for _ in range(self.r.randint(0, 4))}
        if depth and roll < 0.5:
            return [self.tree(depth - 1) for _ in range(self.r.randint(0, 3))]
        return self.value()

    def key(self):
        return self.pick(["a", "b", "key", "a1", "a10", "a9", "A", "a-b", "a_b", "a.b", "y", "no", "1", "true", "null", "", "é", "x y", "x: y", "#k", "0x1", "very-long-key-" * 10, "a/b", "-", "~", "<", "=", "k😀"] if self.texts else ["a", "b", "key", "a1", "a10", "a9", "name", "spec", "image"])

    # --- objects

    def meta(self, name, namespaced=True):
        m = {"name": name}
        ns = self.pick(NAMESPACES)
        if ns and namespaced:
            m["namespace"] = ns
        if self.chance(0.4):
            m["labels"] = {"app": name, "tier": self.pick(["front", "back"])}
        if self.chance(0.4):
            m["annotations"] = {"note": self.text(), "n": self.value()}
        if self.chance(0.05):
            m["creationTimestamp"] = None
        if self.chance(0.05):
            m["finalizers"] = ["a", "b"]
        if self.chance(0.03):
            m["labels"] = self.pick([None, {}])
        if self.chance(0.03):
            m["annotations"] = self.pick([None, {}])
        if self.chance(0.04):
            m.setdefault("annotations", {})
            if m["annotations"] is not None:
                m["annotations"]["config.kubernetes.io/local-config"] = self.pick(["true", "false", ""])
        return m

    def container(self, name):
        c = {"name": name, "image": self.pick(["nginx", "nginx:1.25", "repo/app:v1", "repo/app@sha256:abc", "localhost:5000/app", "localhost:5000/app:v2", "registry.example.com:443/a/b:1@sha256:123", "busybox:1", "ghcr.io/o/r:latest"])}
        if self.chance(0.5):
            c["env"] = [{"name": n, "value": self.text()} for n in self.some(["A", "B", "C"])]
            if self.chance(0.4):
                c["env"].append({"name": "REF", "valueFrom": {self.pick(["configMapKeyRef", "secretKeyRef"]): {"name": self.ref(), "key": "k"}}})
            if self.vars and self.chance(0.5):
                c["env"].append({"name": "V", "value": f"pre-$({self.pick(self.vars)})-post"})
        if self.chance(0.4):
            c["envFrom"] = [{"configMapRef": {"name": self.ref()}}, {"secretRef": {"name": self.ref()}}]
        if self.chance(0.5):
            c["ports"] = [dict({"containerPort": p}, **({"protocol": self.pick(["TCP", "UDP"])} if self.chance(0.5) else {}), **({"name": f"p{p}"} if self.chance(0.3) else {})) for p in self.some([80, 81, 443])]
        if self.chance(0.3):
            c["volumeMounts"] = [{"name": "v", "mountPath": p} for p in self.some(["/a", "/b"], 1, 2)]
        if self.chance(0.3):
            c[self.pick(["args", "command"])] = [self.text(), "--x", f"$({self.pick(self.vars)})" if self.vars else self.text()]
        if self.chance(0.2):
            c["resources"] = {"limits": {"cpu": self.pick([1, "100m", 0.5, Raw("1")]), "memory": "1Gi"}}
        return c

    def ref(self):
        return self.pick(NAMES + [n + "-gen" for n in NAMES])

    def pod(self):
        s = {"containers": [self.container(n) for n in self.some(["main", "side", "log"])]}
        if self.chance(0.3):
            s["initContainers"] = [self.container("init")]
        if self.chance(0.4):
            s["volumes"] = [{"name": "v", "configMap": {"name": self.ref()}}, {"name": "s", "secret": {"secretName": self.ref()}}]
            if self.chance(0.5):
                s["volumes"].append({"name": "p", "projected": {"sources": [{"configMap": {"name": self.ref()}}, {"secret": {"name": self.ref()}}, {"serviceAccountToken": {"path": "t", "expirationSeconds": 3600}}]}})
            if self.chance(0.5):
                s["volumes"].append({"name": "c", "persistentVolumeClaim": {"claimName": self.ref()}})
        if self.chance(0.3):
            s["serviceAccountName"] = self.pick(NAMES)
        if self.chance(0.2):
            s["imagePullSecrets"] = [{"name": self.ref()}]
        if self.chance(0.1):
            s["priorityClassName"] = self.pick(NAMES)
        if self.chance(0.1):
            s["tolerations"] = [{"key": "a", "operator": "Exists"}]
        if self.chance(0.15):
            s["affinity"] = {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "podAffinityTerm": {"labelSelector": {"matchLabels": {"app": "x"}}, "topologyKey": "h"}}]}}
        if self.chance(0.1):
            s["topologySpreadConstraints"] = [{"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {"matchLabels": {"app": "x"}}}]
        if self.chance(0.05):
            s["hostAliases"] = [{"ip": "10.0.0.1", "hostnames": ["a"]}]
        return s

    def template(self, name):
        return {"metadata": {"labels": {"app": name}, **({"annotations": {"a": self.text()}} if self.chance(0.2) else {})}, "spec": self.pod()}

    def resource(self):
        name = self.pick(NAMES)
        kind = self.pick(KINDS)
        spec = None
        more = {}
        selector = {"matchLabels": {"app": name}}
        api = APIS.get(kind, "v1")
        if kind in ("Deployment", "StatefulSet", "ReplicaSet", "DaemonSet"):
            spec = {"replicas": self.r.randint(0, 3), "selector": selector, "template": self.template(name)}
            if kind == "StatefulSet":
                spec["serviceName"] = self.pick(NAMES)
                spec["volumeClaimTemplates"] = [{"metadata": {"name": "d"}, "spec": {"storageClassName": self.pick(NAMES), "resources": {"requests": {"storage": "1Gi"}}}}]
            if kind == "Deployment" and self.chance(0.2):
                spec["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}
        elif kind == "Pod":
            spec = self.pod()
        elif kind == "ReplicationController":
            spec = {"replicas": 1, "selector": {"app": name}, "template": self.template(name)}
        elif kind == "Job":
            spec = {"template": self.template(name)}
        elif kind == "CronJob":
            spec = {"schedule": "*/5 * * * *", "jobTemplate": {"spec": {"template": self.template(name)}}}
        elif kind == "Service":
            spec = {"selector": {"app": name}, "ports": [dict({"port": p, "targetPort": self.pick([p, "http"])}, **({"protocol": "TCP"} if self.chance(0.5) else {}), **({"name": f"p{p}"} if self.chance(0.5) else {})) for p in self.some([80, 443, 8080])]}
        elif kind == "ConfigMap":
            more["data"] = {k: self.text() for k in self.some(["k", "j", "file.txt", "conf.yaml"], 0, 3)}
            if self.chance(0.1):
                more["binaryData"] = {"bin": "AAEC"}
            if self.chance(0.2):
                more["data"]["json"] = json.dumps({"name": "x", "list": [1, {"a": "b"}], "n": None}, indent=self.pick([None, 2]))
            if self.chance(0.1):
                more["data"]["yaml"] = "a:\n  b: c\nlist:\n- x\n- name: y\n  v: 1\n"
        elif kind == "Secret":
            more["type"] = self.pick(["Opaque", "kubernetes.io/tls"])
            more[self.pick(["data", "stringData"])] = {k: self.text() for k in self.some(["k", "tls.crt"], 0, 2)}
        elif kind == "ServiceAccount":
            if self.chance(0.4):
                more["imagePullSecrets"] = [{"name": self.ref()}]
            if self.chance(0.2):
                more["secrets"] = [{"name": self.ref()}]
        elif kind in ("RoleBinding", "ClusterRoleBinding"):
            more["roleRef"] = {"apiGroup": "rbac.authorization.k8s.io", "kind": self.pick(["Role", "ClusterRole"]), "name": self.pick(NAMES)}
            more["subjects"] = [dict({"kind": self.pick(["ServiceAccount", "ServiceAccount", "User", "Group"]), "name": self.pick(NAMES + ["default"])}, **({"namespace": self.pick(["one", "two", "zzz", "default"])} if self.chance(0.6) else {})) for _ in range(self.r.randint(1, 3))]
        elif kind in ("Role", "ClusterRole"):
            more["rules"] = [{"apiGroups": [""], "resourceNames": [self.ref()], "resources": ["secrets"], "verbs": ["get"]}]
            if kind == "ClusterRole" and self.chance(0.2):
                more["aggregationRule"] = {"clusterRoleSelectors": [selector]}
        elif kind == "Ingress":
            if self.chance(0.3):
                api = "networking.k8s.io/v1beta1"
                spec = {"backend": {"serviceName": self.pick(NAMES), "servicePort": 80}, "rules": [{"host": "h", "http": {"paths": [{"backend": {"serviceName": self.pick(NAMES), "servicePort": 80}}]}}]}
            else:
                spec = {"ingressClassName": "nginx", "defaultBackend": {"service": {"name": self.pick(NAMES)}}, "rules": [{"host": "h.example", "http": {"paths": [{"path": "/", "backend": {"service": {"name": self.pick(NAMES), "port": {"number": 80}}}}]}}], "tls": [{"hosts": ["h"], "secretName": self.ref()}]}
        elif kind == "HorizontalPodAutoscaler":
            api = self.pick(["autoscaling/v2", "autoscaling/v1"])
            spec = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": self.pick(["Deployment", "StatefulSet"]), "name": self.pick(NAMES)}, "maxReplicas": 3}
        elif kind == "PodDisruptionBudget":
            spec = {"minAvailable": self.pick([1, "50%"]), "selector": selector}
        elif kind == "NetworkPolicy":
            spec = {"podSelector": selector, "ingress": [{"from": [{"podSelector": selector}, {"namespaceSelector": {}}]}], "egress": [{"to": [{"podSelector": selector}]}]}
        elif kind == "PersistentVolumeClaim":
            spec = {"storageClassName": self.pick(NAMES), "volumeName": self.pick(NAMES)}
        elif kind == "PersistentVolume":
            spec = {"storageClassName": self.pick(NAMES), "capacity": {"storage": "1Gi"}}
        elif kind == "StorageClass":
            more = {"provisioner": "x", "parameters": {"secretName": self.ref()}}
        elif kind == "PriorityClass":
            more = {"value": 1000}
        elif kind == "APIService":
            spec = {"group": "x.y", "version": "v1", "service": {"name": self.pick(NAMES), "namespace": self.pick(["one", "default"])}}
        elif kind in ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"):
            more["webhooks"] = [{"name": "a.b.c", "clientConfig": {"service": {"name": self.pick(NAMES), "namespace": self.pick(["one", "two", "default"]), "path": "/x"}}, "rules": [{"operations": ["CREATE"]}]}]
        elif kind == "CustomResourceDefinition":
            name = "things.example.com"
            spec = {"group": "example.com", "names": {"kind": "Thing"}, "scope": "Namespaced"}
            if self.chance(0.5):
                spec["conversion"] = {"strategy": "Webhook", "webhook": {"clientConfig": {"service": {"name": self.pick(NAMES), "namespace": "one"}}}}
            if self.chance(0.3):
                more["status"] = {"acceptedNames": {"kind": "", "plural": ""}, "conditions": [], "storedVersions": None}
        elif kind == "Kept":
            api = "serving.knative.dev/v1"
            kind = "Service"
            spec = {"template": {"spec": {"containers": [{"image": "nginx", "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": self.ref(), "key": "k"}}}]}]}}}
        elif kind == "Thing":
            spec = {"a": self.text(), "list": [{"name": "x", "v": self.text()}, {"name": "y", "v": 1}], "n": self.value(), "nested": {"k": self.text(), "deep": self.tree()}, "ref": {"name": self.pick(NAMES)}, "containers": [{"name": "c", "image": "nginx"}]}
            if self.chance(0.5):
                spec["tree"] = self.tree(3)
        elif kind == "ValidatingAdmissionPolicyBinding":
            spec = {"policyName": self.pick(NAMES)}
        elif kind == "Gateway":
            spec = {"listeners": [{"name": "http", "port": 80}], "gatewayClassName": self.pick(NAMES)}
        o = {"apiVersion": api, "kind": kind, "metadata": self.meta(name, kind not in CLUSTER)}
        if spec is not None:
            o["spec"] = spec
        o.update(more)
        if self.chance(0.1):
            items = list(o.items())
            self.r.shuffle(items)
            o = dict(items)
        if self.chance(0.03):
            o["status"] = self.pick([{}, None, {"loadBalancer": {}}])
        return o

    def file(self, path, objects):
        """One file with several objects, in one of the forms people use."""
        w = Yaml(self.r, self.wild, self.flows)
        roll = self.r.random()
        if self.flows and roll < 0.1:
            text = json.dumps({"apiVersion": "v1", "kind": "List", "items": plain(objects)}, indent=1)
        elif self.flows and roll < 0.2 and len(objects) == 1:
            text = json.dumps(plain(objects[0]), indent=2, ensure_ascii=False)
        else:
            parts = [w.document(o) for o in objects]
            if self.chance(0.1):
                parts.insert(self.r.randint(0, len(parts)), self.pick(["", "# only a comment\n", "\n\n", "null\n" if self.chance(0.3) else ""]))
            text = self.pick(["", "", "---\n", "# head\n---\n", "%YAML 1.1\n---\n" if self.chance(0.02) else ""]) + self.pick(["---\n", "---\n", "--- \n", "---   # next\n", "\n---\n\n"]).join(parts)
            text += self.pick(["", "", "", "\n", "---\n", "# end", "...\n" if self.chance(0.05) else ""])
        if self.chance(0.05):
            text = text.replace("\n", "\r\n")
        if self.chance(0.02):
            text = "\ufeff" + text
        if self.chance(0.05):
            text = text.rstrip("\n")
        self.files[path] = text

    # --- patches

    def merge_patch(self, known):
        k, a, n, ns = self.pick(known)
        p = {"apiVersion": a, "kind": k, "metadata": {"name": n}}
        if ns:
            p["metadata"]["namespace"] = ns
        if self.chance(0.3):
            p["metadata"]["labels"] = {"patched": self.pick(["p", "q"]), "tier": None}
        if self.chance(0.3):
            p["metadata"]["annotations"] = {"note": self.pick(["changed", None]), "more": self.text()}
        if k in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"):
            c = self.container(self.pick(["main", "side", "new"]))
            if self.chance(0.2):
                c["$patch"] = self.pick(["delete", "replace", "merge"])
            if self.chance(0.1) and "env" in c:
                c["env"].append({"$patch": "delete", "name": "A"})
            p["spec"] = {"template": {"spec": {"containers": [c]}}}
            if k != "Job" and self.chance(0.5):
                p["spec"]["replicas"] = self.pick([7, None])
            if self.chance(0.1):
                p["spec"]["template"]["$patch"] = self.pick(["replace", "delete"])
            if self.chance(0.2):
                p["spec"]["template"]["spec"]["volumes"] = self.pick([[{"name": "v", "emptyDir": {}}], [{"name": "w", "emptyDir": {}}], [{"name": "v", "$patch": "delete"}], [{"$patch": "replace"}, {"name": "only", "emptyDir": {}}], [{"name": "v", "configMap": None, "emptyDir": {}}]])
            if self.chance(0.1):
                p["spec"]["template"]["spec"]["tolerations"] = [{"key": "b"}]
            if self.chance(0.1):
                p["spec"]["strategy"] = self.pick([{"$patch": "replace", "type": "Recreate"}, {"type": "Recreate", "rollingUpdate": None}, {"$retainKeys": ["type"], "type": "Recreate"}])
            if self.chance(0.1):
                p["spec"]["template"]["spec"]["initContainers"] = self.pick([[{"$patch": "delete"}], None, [] if self.flows else None, [{"name": "init", "image": "changed"}]])
        elif k == "Service":
            p["spec"] = {"ports": [dict({"port": self.pick([80, 443])}, **({"protocol": self.pick(["TCP", "UDP"])} if self.chance(0.6) else {}), **({"nodePort": 3} if self.chance(0.5) else {}))]}
            if self.chance(0.1):
                p["spec"]["ports"].append({"$patch": "replace"})
        elif k in ("ConfigMap", "Secret"):
            p["data"] = {"k": self.pick([self.text(), None]), "new": self.pick(["1", "two", Raw("0x1F") if self.wild else "x"])}
        elif k == "Thing":
            p["spec"] = {"list": self.pick([[{"name": "y"}], [] if self.flows else None, None]), "nested": self.pick([None, {"z": self.value()}, {"$patch": "replace", "only": 2}, {"k": self.text()}])}
        elif k in ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"):
            p["webhooks"] = [{"name": "a.b.c", "failurePolicy": "Ignore"}]
        elif k == "Ingress":
            p["spec"] = {"rules": [{"host": "patched"}], "tls": self.pick([None, []] if self.flows else [None])}
        elif k == "PodDisruptionBudget":
            p["spec"] = {"selector": {"matchLabels": {"other": "x"}}}
        if self.chance(0.04):
            p["$patch"] = self.pick(["delete", "replace"])
        return p

    def target(self, known):
        k, a, n, ns = self.pick(known)
        t = {}
        if self.chance(0.8):
            t["kind"] = self.pick([k, k, k, k[:2] + ".*", k + "|Other", "(Deployment|StatefulSet)"])
        if self.chance(0.4):
            t["name"] = self.pick([n, n[:1] + ".*", ".*", "^" + n + "$", n + "|zzz", "[a-z]+", n[1:]])
        if self.chance(0.2):
            t["namespace"] = self.pick(["one", "default", "t.*"])
        if self.chance(0.15) and "/" in a:
            t["group"] = a.split("/")[0]
        if self.chance(0.1):
            t["version"] = a.split("/")[-1]
        if self.chance(0.15):
            t["labelSelector"] = self.pick(["app", "tier=front", "tier==back", "tier!=front", "tier in (front, back)", "tier notin (front),app", "!app", "app=web,tier=front"])
        if self.chance(0.1):
            t["annotationSelector"] = self.pick(["note", "n=1", "!note", "note=alpha"])
        return t or {"kind": k}

    def operations(self):
        ops = []
        for _ in range(self.r.randint(1, 3)):
            ops.append(self.pick([
                {"op": "add", "path": "/metadata/annotations", "value": {"j": self.text()}},
                {"op": "add", "path": "/metadata/labels", "value": {"l": "x"}},
                {"op": "replace", "path": "/metadata/name", "value": self.pick(NAMES) + "-r"},
                {"op": "add", "path": "/extra", "value": self.pick([1, "x", {"a": [1, 2.5, None]}, "yes", self.text(), 1e21, 100000000])},
                {"op": "copy", "from": "/metadata", "path": "/copied"},
                {"op": "move", "from": "/kind", "path": "/oldKind"} if self.chance(0.01) else {"op": "add", "path": "/metadata/labels", "value": {}},
                {"op": "add", "path": "/n", "value": None},
                {"op": "add", "path": "/list", "value": [1, "2", self.value()]},
                {"op": "test", "path": "/apiVersion", "value": "v1"} if self.chance(0.03) else {"op": "add", "path": "/a~1b~0c", "value": True},
                {"op": "remove", "path": "/metadata/labels"} if self.chance(0.1) else {"op": "add", "path": "", "value": None} if self.chance(0.02) else {"op": "add", "path": "/spec/x", "value": 1} if self.chance(0.1) else {"op": "add", "path": "/metadata/x", "value": {}},
            ]))
        return ops

    def patch_text(self, tree):
        return json.dumps(plain(tree)) if self.flows and self.chance(0.4) else Yaml(self.r, self.wild, self.flows).document(tree)

    def stored(self, path, stem, text):
        """A file below the layer; its name."""
        name = f"{stem}{len(self.files)}.yaml"
        self.files[f"{path}/{name}".lstrip("/")] = text
        return name

    def one_patch(self, k, known, path, depth):
        roll = self.r.random()
        entry = {}
        if roll < (0.4 if depth == 0 else 0.12):
            text = self.patch_text(self.merge_patch(known))
        elif roll < 0.7:
            text = self.patch_text(self.merge_patch(known))
            entry["target"] = self.target(known)
        else:
            text = self.patch_text(self.operations())
            entry["target"] = self.target(known)
        if self.chance(0.5):
            entry["path"] = self.stored(path, "patch", text)
        else:
            entry["patch"] = text
        if self.chance(0.15):
            # Another kind for a generated object changes what is hashed in a way of the original's library.
            entry["options"] = {"allowNameChange": self.chance(0.7), **({"allowKindChange": self.chance(0.7)} if not any("gen" in x[2] for x in known) else {})}
        k.setdefault("patches", []).append(entry)

    # --- layers

    def generator(self, secret, path):
        g = {"name": self.pick(NAMES) + "-gen"}
        dir_ = lambda f: f"{path}/{f}".lstrip("/")
        if self.chance(0.7):
            g["literals"] = [f"{key}={self.pick([self.text(), chr(34) + 'q' + chr(34), chr(39) + 'q' + chr(39), chr(39) + 'half', 'a=b', '', chr(34), chr(39) + chr(34)])}" for key in self.some(["a", "b.c", "D_E"])]
        if self.chance(0.3):
            self.files[dir_("gen.env")] = self.pick(["X=1\nY=two words\n", "\ufeffX=1\r\nY=2\r\n", "# c\n\nX=\"q\"\n  Z=ind\n", "X\nY=\n", "X==\nQ= lead\n", ""])
            g[self.pick(["envs", "envs", "env"])] = "gen.env"
            if "envs" in g:
                g["envs"] = ["gen.env"]
        if self.chance(0.3):
            self.files[dir_("data.txt")] = self.pick(["text\n", "", "no end", "a\r\nb\r\n", "\ttab\n", "é\n", b"\x00\x01\xff\xfe" * 30, b"\xff", "#!/bin/sh\n  x\n", "long " * 40, "\ufeffbom\n", "trailing \nx\n", "{\"a\": 1}\n"])
            g["files"] = [self.pick(["data.txt", "key=data.txt", "./data.txt"])]
        if secret and self.chance(0.4):
            g["type"] = self.pick(["Opaque", "kubernetes.io/tls", "kubernetes.io/dockerconfigjson", ""])
        if self.chance(0.25):
            g["options"] = self.pick([{"disableNameSuffixHash": True}, {"labels": {"g": "1"}, "annotations": {"x": self.text()}}, {"immutable": True}, {}, {"disableNameSuffixHash": False}])
        if self.chance(0.15):
            g["namespace"] = self.pick(["one", "two", "default"])
        return g

    def configuration(self):
        return self.pick([
            {"nameReference": [{"kind": "ConfigMap", "version": "v1", "fieldSpecs": [{"path": "spec/ref/name", "kind": "Thing"}]}]},
            {"nameReference": [{"kind": "Secret", "fieldSpecs": [{"path": "spec/a", "kind": "Thing"}, {"path": "spec/list/name", "kind": "Thing"}]}]},
            {"commonLabels": [{"path": "spec/extraLabels", "kind": "Thing", "create": True}]},
            {"labels": [{"path": "spec/lab", "create": True, "kind": "Thing"}]},
            {"commonAnnotations": [{"path": "spec/anno", "create": True, "kind": "Thing"}]},
            {"images": [{"path": "spec/a", "kind": "Thing"}, {"path": "spec/list/v", "kind": "Thing"}]},
            {"varReference": [{"path": "spec/a", "kind": "Thing"}, {"path": "data", "kind": "ConfigMap"}]},
            {"namespace": [{"path": "spec/namespace", "create": True, "kind": "Thing"}]},
            {"namePrefix": [{"path": "spec/ref/name", "kind": "Thing"}]},
            {"nameSuffix": [{"path": "spec/ref/name", "kind": "Thing"}]},
            {"replicas": [{"path": "spec/n", "kind": "Thing", "create": self.chance(0.5)}]},
            {"templateLabels": [{"path": "spec/tl", "create": True, "kind": "Thing"}]},
        ])

    def plugin(self, known):
        name = {"name": "p"}
        any_ = [{"path": "metadata/labels", "create": True}]
        return self.pick([
            {"apiVersion": "builtin", "kind": "LabelTransformer", "metadata": name, "labels": {"plug": "x"}, "fieldSpecs": any_},
            {"apiVersion": "builtin", "kind": "AnnotationsTransformer", "metadata": name, "annotations": {"plug": self.text()}, "fieldSpecs": [{"path": "metadata/annotations", "create": True}]},
            {"apiVersion": "builtin", "kind": "PrefixTransformer", "metadata": name, "prefix": "pl-", "fieldSpecs": [{"path": "metadata/name"}]},
            {"apiVersion": "builtin", "kind": "SuffixTransformer", "metadata": name, "suffix": "-pl", "fieldSpecs": [{"path": "metadata/name", "kind": "Deployment"}]},
            {"apiVersion": "builtin", "kind": "PrefixSuffixTransformer", "metadata": name, "prefix": "a-", "suffix": "-b", "fieldSpecs": [{"path": "metadata/name", "kind": "Service"}]},
            {"apiVersion": "builtin", "kind": "NamespaceTransformer", "metadata": {"name": "p", "namespace": "plug"}, "unsetOnly": self.chance(0.5), "setRoleBindingSubjects": self.pick(["none", "allServiceAccounts", "defaultOnly"]), "fieldSpecs": [{"path": "metadata/name", "kind": "Namespace", "create": True}]},
            {"apiVersion": "builtin", "kind": "ImageTagTransformer", "metadata": name, "imageTag": {"name": "nginx", "newTag": "plug"}, "fieldSpecs": [{"path": "spec/template/spec/containers[]/image"}]},
            {"apiVersion": "builtin", "kind": "ReplicaCountTransformer", "metadata": name, "replica": {"name": self.pick(known)[2], "count": 4}, "fieldSpecs": [{"path": "spec/replicas", "create": True, "kind": "Deployment"}]},
            {"apiVersion": "builtin", "kind": "PatchTransformer", "metadata": name, "patch": json.dumps(plain(self.operations())), "target": self.target(known)},
            {"apiVersion": "builtin", "kind": "PatchJson6902Transformer", "metadata": name, "target": {"kind": self.pick(known)[0], "name": self.pick(known)[2]}, "jsonOp": json.dumps([{"op": "add", "path": "/pj", "value": 1}])},
            {"apiVersion": "builtin", "kind": "ReplacementTransformer", "metadata": name, "replacements": [self.replacement(known)]},
            {"apiVersion": "builtin", "kind": "ValueAddTransformer", "metadata": name, "value": "va", "targets": [{"fieldPath": "metadata/labels/va"}]},
        ])

    def replacement(self, known):
        kd, a, n, ns = self.pick(known)
        t = {x: y for x, y in self.target(known).items() if x in ("kind", "name", "namespace")}
        source = {"kind": kd, "name": n, "fieldPath": self.pick(["metadata.name", "kind", "metadata.labels.app", "metadata.annotations.note", "apiVersion", "metadata.name", "spec.replicas", "spec.template.spec.containers.0.image", "spec.template.spec.containers.[name=main].image", "data.k", "spec.nested", "spec.ports.0.port"] if self.chance(0.15) else ["metadata.name", "kind", "apiVersion"])}
        if ns and self.chance(0.5):
            source["namespace"] = ns
        options = self.pick([{"create": True}, {"create": True}, {"create": True}, {} if self.chance(0.3) else {"create": True}, {"create": True, "delimiter": "-", "index": self.pick([0, 1, -1, 5])}])
        if self.chance(0.2):
            source["options"] = {"delimiter": self.pick(["-", "/", "."]), "index": 0}
        usual = {"Deployment": ["spec.template.spec.containers.*.image", "metadata.labels.repl"], "ConfigMap": ["data.k", "data.new"], "Thing": ["spec.nested.k", "spec.list.[name=x].v", "spec.list.*.v", "spec.a"], "Service": ["spec.ports.0.port", "spec.selector.app"]}
        paths = self.some(usual.get(t.get("kind"), ["metadata.annotations.note", "metadata.labels.[a.b/c]", "metadata.annotations.x\\.y"]), 1, 2) if self.chance(0.8) else self.some(["metadata.labels.repl", "metadata.annotations.note", "spec.template.spec.containers.*.image", "spec.template.spec.containers.[name=main].image", "spec.template.spec.containers.[name=new].image", "spec.template.spec.containers.0.env.[name=A].value", "spec.nested.k", "data.k", "metadata.annotations.[a.b/c]", "metadata.annotations.x\\.y", "spec.list.[name=x].v", "spec.list.*.v", "spec.template.spec.volumes.0.name", "spec.rules.*.host", "spec.ports.0.port", "data.json.name", "data.yaml.a.b", "data.json.list.1.a"], 1, 2)
        entry = {"source": source, "targets": [{"select": t, "fieldPaths": paths, "options": options}]}
        if self.chance(0.2):
            entry["targets"][0]["reject"] = [{x: y for x, y in self.target(known).items() if x in ("kind", "name", "namespace", "labelSelector")}]
        if self.chance(0.05):
            del entry["source"]
            entry["sourceValue"] = self.text()
        return entry

    def layer(self, path, depth, component=False):
        k = {}
        known = []
        self.gen_names = getattr(self, "gen_names", [])
        if component:
            k["apiVersion"] = "kustomize.config.k8s.io/v1alpha1"
            k["kind"] = "Component"
        elif self.chance(0.5):
            k["apiVersion"] = "kustomize.config.k8s.io/v1beta1"
            k["kind"] = "Kustomization"
        if self.chance(0.05):
            k["metadata"] = {"name": "x", "annotations": {"a": "b"}}
        resources = []
        if depth > 0 and not component:
            for i in range(self.r.randint(1, 2)):
                child = f"{path}/b{i}" if path else f"b{i}"
                found = self.layer(child, depth - 1)
                if [x for x in found if x in known]:
                    for f in [f for f in self.files if f.startswith(child + "/")]:
                        del self.files[f]
                    continue
                known += found
                resources.append(self.pick([f"b{i}", f"./b{i}", f"b{i}/", f"x/../b{i}" if self.chance(0.1) else f"b{i}"]))
        if depth == 0 or self.chance(0.4):
            made = []
            for _ in range(self.r.randint(1, 4) if not component else self.r.randint(0, 1)):
                o = self.resource()
                key = (o["kind"], o["apiVersion"], o["metadata"]["name"], o["metadata"].get("namespace", ""))
                same = lambda x: (x[0], x[1], x[2], x[3] if x[3] != "default" else "") == (key[0], key[1], key[2], key[3] if key[3] != "default" else "")
                if not any(same(x) for x in known) and not any(same(m[0]) for m in made):
                    made.append((key, o))
            if made and self.chance(0.3):
                for i, (key, o) in enumerate(made):
                    self.file(f"{path}/r{i}.yaml".lstrip("/"), [o])
                    resources.append(f"r{i}.yaml")
                known += [key for key, _ in made]
            elif made:
                self.file(f"{path}/r.yaml".lstrip("/"), [o for _, o in made])
                resources.append("r.yaml")
                known += [key for key, _ in made]
        if resources:
            k[self.pick(["resources"] * 9 + ["bases"])] = resources
        if self.chance(0.3):
            k["namePrefix"] = self.pick(["p-", "q-", "1", "x.", "P_"])
        if self.chance(0.25):
            k["nameSuffix"] = self.pick(["-s", "-t", "-1", "0"])
        if self.chance(0.3):
            k["namespace"] = self.pick(["one", "two", "three", "default"])
        if self.chance(0.2):
            k["commonLabels"] = {"common": self.pick(["a", "5", "true"])}
        if self.chance(0.25):
            k["labels"] = [{"pairs": self.pick([{"lab": "x"}, {"lab": "y z", "app": "re"}, {"q": "5"}]), **({"includeSelectors": True} if self.chance(0.3) else {}), **({"includeTemplates": True} if self.chance(0.4) else {}), **({"fields": [{"path": "spec/lf", "create": self.chance(0.7), "kind": "Thing"}]} if self.chance(0.2) else {})} for _ in range(self.r.randint(1, 2))]
        if self.chance(0.25):
            k["commonAnnotations"] = {"anno": self.text(), "n": "1"}
        if self.chance(0.35):
            k["images"] = [self.pick([{"name": "nginx", "newTag": "9"}, {"name": "nginx", "newTag": "1.20"}, {"name": "repo/app", "newName": "other"}, {"name": "busybox", "digest": "sha256:fff"}, {"name": "nginx", "tagSuffix": "-z"}, {"name": "n.*", "newName": "re"}, {"name": "localhost:5000/app", "newName": "reg:1/x", "newTag": "t"}, {"name": "registry.example.com:443/a/b", "newTag": "n", "digest": "sha256:d"}, {"name": "ghcr.io/o/r", "newName": "mirror.local:5000/o/r"}, {"name": "nginx", "newName": "nginx@sha256:x"}]) for _ in range(self.r.randint(1, 3))]
        for field in ("configMapGenerator", "secretGenerator"):
            if self.chance(0.25):
                made = []
                for _ in range(self.r.randint(1, 2)):
                    g = self.generator(field.startswith("s"), path)
                    key = ("Secret" if field.startswith("s") else "ConfigMap", "v1", g["name"], g.get("namespace", ""))
                    if any(x[:3] == key[:3] for x in known):
                        if self.chance(0.9):
                            g["behavior"] = self.pick(["merge", "merge", "replace"])
                        g.pop("namespace", None)
                        old = [x for x in known if x[:3] == key[:3]][0][3]
                        if old:
                            g["namespace"] = old
                    else:
                        if self.chance(0.2):
                            g["behavior"] = "create"
                        known.append(key)
                    made.append(g)
                k[field] = made
        if self.chance(0.15):
            k["generatorOptions"] = self.pick([{"disableNameSuffixHash": True}, {"labels": {"go": "1"}}, {"annotations": {"go": "x"}, "immutable": True}])
        if known and self.chance(0.45):
            for _ in range(self.r.randint(1, 2)):
                self.one_patch(k, known, path, depth)
        if known and self.chance(0.1):
            text = self.patch_text(self.merge_patch(known))
            k["patchesStrategicMerge"] = [self.stored(path, "sm", text) if self.chance(0.7) else text]
        if known and self.chance(0.1):
            kd, a, n, ns = self.pick(known)
            group, _, version = a.rpartition("/")
            entry = {"target": {"version": version, "kind": kd, "name": n, **({"group": group} if group else {}), **({"namespace": ns} if ns else {})}}
            text = self.patch_text(self.operations())
            if self.chance(0.5):
                entry["path"] = self.stored(path, "ops", text)
            else:
                entry["patch"] = text
            k["patchesJson6902"] = [entry]
        if known and self.chance(0.15):
            entries = [self.replacement(known) for _ in range(self.r.randint(1, 2))]
            if self.chance(0.3):
                k["replacements"] = [{"path": self.stored(path, "repl", Yaml(self.r, self.wild, self.flows).document(entries if self.chance(0.5) else entries[0]))}]
            else:
                k["replacements"] = entries
        if known and self.chance(0.1):
            ws = [x for x in known if x[0] in ("Deployment", "StatefulSet", "ReplicaSet")]
            if ws:
                k["replicas"] = [{"name": self.pick(ws)[2], "count": self.pick([9, 0])}]
        if known and self.chance(0.12):
            kd, a, n, ns = self.pick(known)
            name = f"VAR{len(self.vars)}"
            self.vars.append(name)
            k["vars"] = [{"name": name, "objref": {"kind": kd, "name": n, "apiVersion": a, **({"namespace": ns} if ns and self.chance(0.5) else {})}, **({"fieldref": {"fieldpath": self.pick(["metadata.name", "kind", "metadata.name", "metadata.namespace" if ns else "kind"])}} if self.chance(0.6) else {})}]
            target = f"{path}/uses{len(self.files)}.yaml".lstrip("/")
            user = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"user{len(self.vars)}", "annotations": {"v": f"$({name})"}}, "spec": {"containers": [{"name": "c", "image": "nginx", "command": [f"$({name})", f"a-$({name})-$$(X)-$(NONE)"], "env": [{"name": "E", "value": f"$({name})$({name})"}]}]}}
            self.files[target] = Yaml(self.r, self.wild, self.flows).document(user)
            k.setdefault("resources", []).append(target.rsplit("/", 1)[-1])
            known.append(("Pod", "v1", f"user{len(self.vars)}", ""))
        if self.chance(0.12):
            k["configurations"] = [self.stored(path, "config", Yaml(self.r, False, self.flows).document(self.configuration()))]
        if self.chance(0.06):
            k["crds"] = [self.stored(path, "crd", json.dumps({"example.com/v1.Thing": {"Schema": {"properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}, "spec": {"properties": {"a": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "ConfigMap"}, "ref": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "Secret"}, "labs": {"x-kubernetes-label-selector": ""}}}}}}}, indent=1))]
        if self.chance(0.04):
            k["openapi"] = {"path": self.stored(path, "schema", json.dumps({"definitions": {"v1.Thing": {"properties": {"spec": {"properties": {"list": {"type": "array", "items": {"type": "object"}, "x-kubernetes-patch-merge-key": "name", "x-kubernetes-patch-strategy": "merge"}}}}, "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Thing", "version": "v1"}]}}}))}
        for field in ("transformers", "validators"):
            if known and self.chance(0.1 if field == "transformers" else 0.02):
                p = self.plugin(known)
                text = Yaml(self.r, self.wild, self.flows).document(p)
                if self.chance(0.3):
                    k[field] = [text]
                else:
                    k[field] = [self.stored(path, "plugin", text)]
        if self.chance(0.05):
            key = ("ConfigMap", "v1", "plug-gen", "")
            if key not in known:
                g = {"apiVersion": "builtin", "kind": "ConfigMapGenerator", "metadata": {"name": "plug-gen"}, "name": "plug-gen", "literals": ["a=b"]}
                k["generators"] = [self.stored(path, "generator", Yaml(self.r, self.wild, self.flows).document(g))]
                known.append(key)
        if not component and self.chance(0.2):
            self.layer(f"{path}/comp".lstrip("/"), 0, True)
            k["components"] = ["comp"]
        if self.chance(0.1):
            k["buildMetadata"] = self.pick([["originAnnotations"], ["transformerAnnotations"], ["originAnnotations", "transformerAnnotations"], ["managedByLabel"]])
        if self.chance(0.15):
            k["sortOptions"] = self.pick([{"order": "fifo"}, {"order": "legacy"}, {"order": "legacy", "legacySortOptions": {"orderFirst": ["Service", "Namespace"], "orderLast": ["Deployment"]}}])
        if self.chance(self.refusals):
            k.update(self.pick([{"unknown": 1}, {"namePrefix": 5}, {"resources": ["missing.yaml"]}, {"resources": "text"}, {"images": {"name": "x"}}, {"patches": [{"target": {"kind": "X"}}]}, {"namespace": None}, {"commonLabels": {"a": 1}}, {"components": ["nowhere"]}, {"kind": "Other"}]))
        self.files[f"{path}/{self.pick(['kustomization.yaml'] * 8 + ['kustomization.yml', 'Kustomization'])}".lstrip("/")] = Yaml(self.r, self.wild, self.flows).document(k)
        return known


def quoted(value, r):
    """In double quotes, characters above U+FFFF as they are (YAML has no pairs of escapes)."""
    if r.random() < 0.01:
        return json.dumps(value)
    ascii_ = "".join(c if c > "\uffff" else json.dumps(c)[1:-1] for c in value)
    return '"' + ascii_ + '"'


def has_map(value):
    return isinstance(value, dict) or isinstance(value, list) and any(has_map(v) for v in value)


def plain(tree):
    """The tree with raw scalars as texts."""
    if isinstance(tree, dict):
        return {str(k): plain(v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [plain(v) for v in tree]
    return str(tree) if isinstance(tree, Raw) else tree


CLUSTER = {"Namespace", "ClusterRole", "ClusterRoleBinding", "PersistentVolume", "StorageClass", "PriorityClass", "APIService", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "CustomResourceDefinition", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"}
APIS = {
    "Deployment": "apps/v1", "StatefulSet": "apps/v1", "ReplicaSet": "apps/v1", "DaemonSet": "apps/v1", "Job": "batch/v1", "CronJob": "batch/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1", "ClusterRoleBinding": "rbac.authorization.k8s.io/v1", "Role": "rbac.authorization.k8s.io/v1", "ClusterRole": "rbac.authorization.k8s.io/v1",
    "Ingress": "networking.k8s.io/v1", "NetworkPolicy": "networking.k8s.io/v1", "PodDisruptionBudget": "policy/v1", "StorageClass": "storage.k8s.io/v1", "PriorityClass": "scheduling.k8s.io/v1",
    "APIService": "apiregistration.k8s.io/v1", "ValidatingWebhookConfiguration": "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
    "CustomResourceDefinition": "apiextensions.k8s.io/v1", "Thing": "example.com/v1", "ValidatingAdmissionPolicy": "admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding": "admissionregistration.k8s.io/v1", "Gateway": "gateway.networking.k8s.io/v1",
}
KINDS = ["Deployment"] * 4 + ["Service"] * 2 + ["ConfigMap"] * 3 + ["Secret"] * 2 + ["Thing"] * 3 + [
    "StatefulSet", "ReplicaSet", "DaemonSet", "Pod", "ReplicationController", "Job", "CronJob", "ServiceAccount", "ServiceAccount", "RoleBinding", "ClusterRoleBinding", "Role", "ClusterRole", "Ingress",
    "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "PriorityClass", "APIService",
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "CustomResourceDefinition", "Kept", "Namespace", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "Gateway",
]


def files(seed):
    """The files of the tree of a seed: path to content."""
    maker = Maker(seed)
    maker.layer("", maker.r.randint(0, 2))
    return maker.files
