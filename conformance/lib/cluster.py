"""A real cluster for suites: the control plane of conformance/control-plane, spoken to with its kubeconfig."""
import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import sqlite3
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.request

from slipway import ROOT, call

PLURALS = {"Job": "batch/v1/jobs", "ReplicaSet": "apps/v1/replicasets", "Deployment": "apps/v1/deployments",
           "Service": "v1/services", "ConfigMap": "v1/configmaps", "Pod": "v1/pods", "Namespace": "v1/namespaces"}
TOOLS = ROOT / "conformance" / "control-plane"


class Cluster:
    """Started for the suite and ended with it; SLIPWAY_CONTROL_PLANE names the folder of one that runs and stays."""

    def __enter__(self):
        given = os.environ.get("SLIPWAY_CONTROL_PLANE")
        self.own = given is None
        self.folder = pathlib.Path(given or tempfile.mkdtemp(prefix="slipway-cluster-"))
        if self.own:
            subprocess.run([TOOLS / "start", self.folder], check=True, stdout=subprocess.DEVNULL)
        self.kubeconfig = self.folder / "kubeconfig"
        text = self.kubeconfig.read_text()
        self.address = re.search(r"server: (\S+)", text).group(1)
        self.headers = {"Authorization": "Bearer " + re.search(r"token: ([^}\s]+)", text).group(1)}
        authority = re.search(r"certificate-authority-data: (\S+)", text).group(1)
        self.context = ssl.create_default_context(cadata=base64.b64decode(authority).decode())
        return self

    def __exit__(self, *_):
        if self.own:
            subprocess.run([TOOLS / "stop", "--remove", self.folder], check=False)

    def restart_api_server(self):
        """kill -9, and a start on the same port; it answers again some seconds later."""
        subprocess.run([TOOLS / "restart", self.folder, "kube-apiserver", "KILL"], check=True)

    @staticmethod
    def path(kind, namespace="", name=""):
        version, plural = PLURALS[kind].rsplit("/", 1)
        prefix = f"/apis/{version}" if "/" in version else f"/api/{version}"
        return prefix + (f"/namespaces/{namespace}" if namespace else "") + f"/{plural}" + (f"/{name}" if name else "")

    def request(self, method, path, body=None, kind=None):
        headers = dict(self.headers, **({"Content-Type": kind} if kind else {}))
        return call(method, self.address + path, body, headers, context=self.context)

    def get(self, kind, namespace, name):
        """The object, or None."""
        answer = self.request("GET", self.path(kind, namespace, name))
        return None if answer.status == 404 else answer.expect(200).json()

    def list(self, kind, namespace=""):
        return self.request("GET", self.path(kind, namespace)).expect(200).json()["items"]

    def merge(self, kind, namespace, name, patch, sub=""):
        return self.request("PATCH", self.path(kind, namespace, name) + sub, patch,
                            "application/merge-patch+json").expect(200).json()

    def delete(self, kind, namespace, name):
        return self.request("DELETE", self.path(kind, namespace, name)).expect(200, 202)


class Story:
    """What happens to some kinds in a namespace, from their watches. A resourceVersion counts all writes of the
    cluster, so it tells the order across kinds."""

    def __init__(self, cluster, namespace, kinds=("Job", "ReplicaSet", "Service", "Deployment", "ConfigMap")):
        self.cluster, self.namespace, self.kinds = cluster, namespace, kinds
        self.seen, self.lock, self.ended = [], threading.Lock(), False

    def __enter__(self):
        for kind in self.kinds:
            listed = self.cluster.request("GET", self.cluster.path(kind, self.namespace)).expect(200).json()
            threading.Thread(target=self.follow, args=(kind, listed["metadata"]["resourceVersion"]), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.ended = True

    def follow(self, kind, version):
        while not self.ended:  # a watch ends with its server; it goes on where it was
            url = self.cluster.address + self.cluster.path(kind, self.namespace) + "?watch=true&resourceVersion=" + version
            try:
                request = urllib.request.Request(url, headers=self.cluster.headers)
                with urllib.request.urlopen(request, context=self.cluster.context, timeout=300) as stream:
                    for line in stream:
                        event = json.loads(line)
                        if event["type"] not in ("ADDED", "MODIFIED", "DELETED"):
                            return
                        thing = event["object"]
                        version = thing["metadata"]["resourceVersion"]
                        with self.lock:
                            self.seen.append((int(version), event["type"], kind, thing))
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)

    def events(self, kind, name, type_=None, where=lambda thing: True):
        """The resourceVersions at which that happened; name may be the beginning of a generated one."""
        with self.lock:
            return sorted(v for v, t, k, o in self.seen if k == kind and (type_ or t) == t and where(o)
                          and (o["metadata"]["name"] == name or o["metadata"].get("generateName") == name + "-"
                               or name.endswith("-") and o["metadata"]["name"].startswith(name)))

    def made(self, kind, name):
        return self.events(kind, name, "ADDED")

    def done(self, name):
        """When a Job was complete first."""
        return self.events("Job", name, "MODIFIED", lambda job: any(
            c["type"] == "Complete" and c["status"] == "True" for c in job.get("status", {}).get("conditions", [])))[:1]


def grant(server, group, cluster="control-plane"):
    """Lets a group deploy to all of a cluster: the row of the grant is written as the server stores it."""
    body = {"destinations": [{"cluster": cluster, "namespace": "*"}], "clusterKinds": ["*"], "roleBindings": False}
    with contextlib.closing(sqlite3.connect(server.folder / "slipway.db", timeout=30)) as database, database:
        database.execute("insert into grants (namespace_id, body, updated_at) select id, ?, ? from namespaces where path = ?",
                         (json.dumps(body, separators=(",", ":")), int(time.time() * 1_000_000), group))
