"""What schemathesis is told about this server: names that exist, and bodies that get past the first check.

Half of all requests keep what was generated; the others are led to real things, so that more than 404 is seen.
"""
import os
import random
import zlib

import schemathesis

PROJECT = os.environ["SLIPWAY_PROJECT"]
NAMES = os.environ["SLIPWAY_NAMES"].split(",")
REPO = os.environ["SLIPWAY_REPO"]
COMMIT = os.environ["SLIPWAY_COMMIT"]
POD = os.environ["SLIPWAY_POD"]
KNOWN = {"revision": COMMIT, "group": "-", "version": "v1", "kind": "ConfigMap", "namespace": PROJECT, "object": "settings"}


def draw(value):
    """Half of all values; the same for the same value, since generation must be repeatable."""
    return zlib.crc32(repr(value).encode(errors="replace")) % 2 == 0


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if not isinstance(path_parameters, dict):
        return path_parameters
    led = dict(path_parameters)
    if "project" in led and (draw(led["project"]) or draw(led.get("name"))):
        led["project"] = PROJECT
        if "name" in led and draw(led["name"]):
            # What deletes meets nothing that the others need.
            names = ["spare"] if context.operation.method.upper() == "DELETE" else NAMES
            led["name"] = random.Random(repr(path_parameters["name"])).choice(names)
        for name, value in KNOWN.items():
            if name in led and draw(led[name]):
                led[name] = value
    return led


@schemathesis.hook
def map_query(context, query):
    if not isinstance(query, dict):
        return query
    led = dict(query)
    # Streams have no schema of one document; the suite looks at them itself.
    led.pop("watch", None)
    led.pop("follow", None)
    if context.operation.path.endswith("/logs") and draw(led):
        led.update(pod=POD, namespace=PROJECT)
    if "revision" in led and draw(led["revision"]):
        led["revision"] = "master"
    return led


@schemathesis.hook
def map_body(context, body):
    if not isinstance(body, dict) or not draw(body):
        return body
    led = dict(body)
    if context.operation.path.endswith("/preview"):
        led["revision"] = "master"
    if not context.operation.path.endswith(("/applications", "/{name}")):
        return led
    led.pop("apiVersion", None)
    led.pop("kind", None)
    metadata = dict(led["metadata"]) if isinstance(led.get("metadata"), dict) else {}
    metadata["name"] = "spare" if context.operation.method.upper() == "POST" else ""
    for field in ("generateName", "resourceVersion"):
        metadata.pop(field, None)
    led["metadata"] = metadata
    spec = dict(led["spec"]) if isinstance(led.get("spec"), dict) else {}
    spec["project"] = PROJECT
    spec["destination"] = {"name": "sandbox", "namespace": PROJECT}
    spec.pop("sourceHydrator", None)
    spec.pop("sources", None)
    if isinstance(spec.get("syncPolicy"), dict):
        spec["syncPolicy"] = dict(spec["syncPolicy"], retry={})
        spec["syncPolicy"].pop("automated", None)
    spec["source"] = {"repoURL": REPO, "path": "app", "targetRevision": "master"}
    led["spec"] = spec
    return led
