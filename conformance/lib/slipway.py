"""What the black-box suites share: a server of their own, calls to its three APIs, git, and counted checks.

Standard library only. A suite makes a Suite, runs its checks, and ends with suite.finish(), which prints
'NAME: N passed, N failed' and leaves the numbers for count-tests.
"""
import base64
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOT_PASSWORD = "correct horse battery"


class Suite:
    """Counts checks; a failed one does not stop the others."""

    def __init__(self, name):
        # SLIPWAY_SUITE tells two runs of one suite apart: the loop on SQLite and on PostgreSQL.
        self.name, self.passed, self.failed = os.environ.get("SLIPWAY_SUITE") or name, 0, []

    @contextlib.contextmanager
    def check(self, what):
        began = time.monotonic()
        try:
            yield
        except Exception as problem:  # a suite reports every failure, whatever it was
            self.failed.append(what)
            print(f"FAILED {what}\n{traceback.format_exc(limit=-4)}", flush=True)
        else:
            self.passed += 1
            print(f"ok     {what} ({time.monotonic() - began:.2f} s)", flush=True)

    def finish(self):
        folder = ROOT / "conformance" / "target"
        folder.mkdir(exist_ok=True)
        (folder / f"{self.name}.count").write_text(f"{self.passed} {len(self.failed)}\n")
        print(f"{self.name}: {self.passed} passed, {len(self.failed)} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def expect(self, *statuses):
        assert self.status in statuses, f"{self.status}, not {statuses}: {self.body[:600]!r}"
        return self


def call(method, url, body=None, headers=None, timeout=60, context=None):
    """One request; every status is an answer, only a broken connection raises."""
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=dict(headers or {}))
    if data is not None and not any(k.lower() == "content-type" for k in request.headers):
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=timeout, context=context) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def until(what, probe, limit=60, pause=0.02):
    """Waits for a true value of probe() and returns it."""
    end, last = time.monotonic() + limit, None
    while time.monotonic() < end:
        last = probe()
        if last:
            return last
        time.sleep(pause)
    raise AssertionError(f"not within {limit} s: {what}; last seen: {last!r}")


class Server:
    """A Slipway of its own, started as a newcomer would, in a folder of its own."""

    def __init__(self, *options, data=None, env=None, port=0, command=None):
        # SLIPWAY_COMMAND names another build to test: a package, or an installed one.
        self.command = command or [os.environ.get("SLIPWAY_COMMAND") or ROOT / "dev"]
        self.folder = pathlib.Path(data or tempfile.mkdtemp(prefix="slipway-"))
        self.own = data is None
        self.options, self.extra, self.port = options, env or {}, port
        self.process = self.url = self.token = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, limit=600):
        env = dict(os.environ, SLIPWAY_ROOT_PASSWORD=ROOT_PASSWORD, **self.extra)
        self.log = open(self.folder.with_suffix(".log"), "ab")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [*self.command, "run", "--port", str(self.port), "--data", str(self.folder), *self.options],
            stdout=subprocess.PIPE, stderr=self.log, env=env, text=True, start_new_session=True)
        self.banner = []
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError(f"the server did not start: {self.tail()}")
            self.banner.append(line.rstrip())
            found = re.search(r"(https?://[^\s]+)", line)
            if found and not self.url:
                self.url = found.group(1).rstrip("/")
            if "ready" in line.lower():
                break
            assert time.monotonic() - began < limit, "the server takes too long to start"
        # A restart keeps the port, so that URLs that clients hold stay good.
        self.port = urllib.parse.urlparse(self.url).port or self.port
        self.token = self.sign_in("root", ROOT_PASSWORD)
        return self

    def tail(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text(errors="replace")[-3000:]

    def stop(self, limit=30):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the server did not stop within {limit} s") from None
        if self.process:
            self.process.stdout.close()
            self.log.close()

    def kill(self):
        """kill -9, in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()

    # v3
    def sign_in(self, login, password):
        answer = call("POST", f"{self.url}/api/v3/session", {"login": login, "password": password})
        return answer.expect(201).json()["private_token"]

    def v3(self, method, path, body=None, token=None, headers=None):
        return call(method, f"{self.url}/api/v3{path}", body,
                    {"PRIVATE-TOKEN": token or self.token, **(headers or {})})

    # Applications
    def gitops(self, method, project, path="", body=None, token=None, headers=None):
        project = urllib.parse.quote(project, safe="")
        return call(method, f"{self.url}/gitops/v1/project/{project}/applications{path}", body,
                    {"Authorization": f"Bearer {token or self.token}", **(headers or {})})

    def group(self, path):
        return self.v3("POST", "/groups", {"name": path, "path": path}).expect(201).json()

    def project(self, name, group):
        namespace = self.v3("GET", f"/groups/{group}").expect(200).json()["id"]
        return self.v3("POST", "/projects", {"name": name, "namespace_id": namespace}).expect(201).json()

    def application(self, project, name, repo, path, namespace, **spec):
        body = {
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": name},
            "spec": {
                "project": project,
                "source": {"repoURL": repo, "path": path, "targetRevision": "master"},
                "destination": {"name": "sandbox", "namespace": namespace},
                "syncPolicy": {"automated": {"prune": True, "selfHeal": True},
                               "syncOptions": ["CreateNamespace=true"]},
                **spec}}
        return self.gitops("POST", project, "", body).expect(201).json()

    def get(self, project, name):
        return self.gitops("GET", project, f"/{name}").expect(200).json()

    def await_synced(self, project, name, revision, healthy=True, limit=60):
        def look():
            application = self.get(project, name)
            status = application.get("status", {})
            sync = status.get("sync", {})
            good = sync.get("status") == "Synced" and sync.get("revision") == revision
            good = good and "operation" not in application
            good = good and (not healthy or status.get("health", {}).get("status") == "Healthy")
            look.last = status
            return status if good else None
        try:
            return until(f"{project}/{name} Synced at {revision[:8]}", look, limit)
        except AssertionError:
            slim = {k: look.last.get(k) for k in ("sync", "health", "conditions", "operationState")}
            raise AssertionError(f"{project}/{name} not Synced at {revision}: {json.dumps(slim)[:3000]}") from None

    def clone_url(self, path, user="root", password=ROOT_PASSWORD):
        parts = urllib.parse.urlparse(self.url)
        user, password = (urllib.parse.quote(t, safe="") for t in (user, password))
        return f"{parts.scheme}://{user}:{password}@{parts.netloc}/{path}.git"

    def kubeconfig(self):
        return self.folder / "sandbox.kubeconfig"

    def cluster(self, method, path, body=None, headers=None):
        """A request to the sandbox's Kubernetes API with the printed kubeconfig's address and token."""
        text = self.kubeconfig().read_text()
        address = re.search(r"server: (\S+)", text).group(1)
        token = re.search(r"token: (\S+)", text).group(1)
        authority = re.search(r"certificate-authority-data: (\S+)", text)
        context = ssl.create_default_context(cadata=base64.b64decode(authority.group(1)).decode()) if authority else None
        return call(method, address + path, body, {"Authorization": f"Bearer {token}", **(headers or {})}, context=context)

    def live(self, api_version, plural, namespace, name):
        prefix = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
        return self.cluster("GET", f"{prefix}/namespaces/{namespace}/{plural}/{name}").expect(200).json()


class Repo:
    """A working copy that pushes to the server."""

    def __init__(self, folder, remote):
        self.folder, self.remote = pathlib.Path(folder), remote
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "master")
        self.git("remote", "add", "origin", remote)

    def git(self, *arguments, check=True):
        env = dict(os.environ, GIT_TERMINAL_PROMPT="0", GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="Ada",
                   GIT_AUTHOR_EMAIL="ada@example.com", GIT_COMMITTER_NAME="Ada", GIT_COMMITTER_EMAIL="ada@example.com")
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=env, text=True, capture_output=True, timeout=300)
        if check and done.returncode:
            raise AssertionError(f"git {' '.join(arguments)}: {done.stderr}")
        return done if not check else done.stdout.strip()

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def push(self, *arguments):
        self.git("push", "-q", *(arguments or ("origin", "HEAD:master")))
        return self.git("rev-parse", "HEAD")
