"""What the Python sessions share: the server's address, names of their own, and counted checks. Standard library only."""
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
import warnings


class Session:
    def __init__(self):
        warnings.simplefilter("ignore")  # the clients are old, and say so at every turn
        self.url, self.token = os.environ["SLIPWAY_URL"], os.environ["SLIPWAY_TOKEN"]
        self.password, self.mark = os.environ["SLIPWAY_PASSWORD"], os.environ["SLIPWAY_MARK"]
        self.failed = 0

    def name(self, word):
        """A name that no other session uses."""
        return f"{word}-{self.mark}"

    @contextlib.contextmanager
    def check(self, what):
        try:
            yield
        except Exception:  # a session goes on, and tells every failure
            self.failed += 1
            trace = traceback.format_exc(limit=-4).strip().replace("\n", "\n       ")
            print(f"FAILED {what}\n       {trace}", flush=True)
        else:
            print(f"ok     {what}", flush=True)

    def refused(self, kind, call, status):
        """Expects the client's own exception with the HTTP status in response_code."""
        try:
            result = call()
        except kind as problem:
            code = getattr(problem, "response_code", status)
            assert code == status, f"{code}, not {status}: {problem}"
            return problem
        raise AssertionError(f"not refused: {result!r}")

    def eventually(self, probe, limit=20):
        end = time.monotonic() + limit
        while True:
            found = probe()
            if found or time.monotonic() > end:
                return found
            time.sleep(0.05)

    def oauth_token(self):
        """An access token of the resource owner's password."""
        body = json.dumps({"grant_type": "password", "username": "root", "password": self.password}).encode()
        request = urllib.request.Request(f"{self.url}/oauth/token", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["access_token"]

    def public_key(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "key")
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "robot@example.com", "-f", file], check=True)
            with open(file + ".pub", encoding="ascii") as line:
                return line.read().strip()

    def end(self):
        print("end", flush=True)
        sys.exit(1 if self.failed else 0)
