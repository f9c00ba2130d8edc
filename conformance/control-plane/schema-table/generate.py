#!/usr/bin/env python3
"""Writes the compact table of Kubernetes' built-in types that `manifests` holds as a resource.

Reads the discovery and OpenAPI v3 files that a real API server serves; Kubernetes' source module has
them as files (`go mod download -json k8s.io/kubernetes@vX` prints its folder).
Takes facts only: names, types, merge keys, scope, verbs; no descriptions.

  generate.py KUBERNETES_MODULE_FOLDER > manifests/src/main/resources/io/slipway/manifests/schema/kubernetes.types

One line a fact, separated by tabs:
  R group version kind plural singular N|C shortNames categories verbs    a resource (N = namespaced)
  S name group version kind verbs                                        a subresource of the resource above
  T name [atomic]                                                        a struct; its fields follow
  F name type [flags…]                                                   ! required, lt=, lk=, ps=, mk=, mt=, d=JSON
Types: s string, i int32, l int64, n number, b boolean, x int-or-string, q quantity, t time, y bytes,
a anything, r anything that is owned as one value, @name a struct, [T] list, {T} map.
Only versions that are generally available are listed, as a server serves them by default.
"""
import glob
import json
import os
import re
import sys

SPECIAL = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "x",
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "q",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "t",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "t",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "a",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "r",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "r",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "r",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "r",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "r",
}
STABLE = re.compile(r"v\d+$")


def reference(schema):
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    parts = schema.get("allOf", [])
    return parts[0]["$ref"].rsplit("/", 1)[1] if len(parts) == 1 else None


def type_of(schema, used):
    name = reference(schema)
    if name:
        if name not in SPECIAL:
            used.append(name)
        return SPECIAL.get(name, "@" + name)
    kind, form = schema.get("type"), schema.get("format")
    if kind == "array":
        return "[" + type_of(schema["items"], used) + "]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return "{" + type_of(values, used) + "}" if values else "a"
    if kind == "string":
        return {"byte": "y", "date-time": "t", "int-or-string": "x"}.get(form, "s")
    if kind == "integer":
        return "l" if form == "int64" else "i"
    return {"number": "n", "boolean": "b"}.get(kind, "a")


def fields(schema, used):
    required = set(schema.get("required", []))
    for name, field in sorted(schema.get("properties", {}).items()):
        flags = ["!"] if name in required else []
        for key, flag in (
            ("x-kubernetes-list-type", "lt"),
            ("x-kubernetes-patch-strategy", "ps"),
            ("x-kubernetes-patch-merge-key", "mk"),
            ("x-kubernetes-map-type", "mt"),
        ):
            if key in field:
                flags.append(flag + "=" + field[key])
        if "x-kubernetes-list-map-keys" in field:
            flags.append("lk=" + ",".join(field["x-kubernetes-list-map-keys"]))
        if "default" in field:
            flags.append("d=" + json.dumps(field["default"], separators=(",", ":")))
        yield "\t".join(["F", name, type_of(field, used)] + flags)


def main(root):
    schemas, kinds = {}, {}
    for path in sorted(glob.glob(os.path.join(root, "api/openapi-spec/v3/*.json"))):
        with open(path) as f:
            document = json.load(f)
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            schemas.setdefault(name, schema)
            for k in schema.get("x-kubernetes-group-version-kind", []):
                if len(schema["x-kubernetes-group-version-kind"]) == 1:
                    kinds[(k["group"], k["version"], k["kind"])] = name
    out, used = [], []
    with open(os.path.join(root, "api/discovery/api__v1.json")) as f:
        core = json.load(f)
    legacy = {"metadata": {"name": ""}, "versions": [{"version": "v1", "resources": []}]}
    by_name = {}
    for r in core["resources"]:
        kind = {"group": r.get("group", ""), "version": r.get("version", "v1"), "kind": r["kind"]}
        if "/" in r["name"]:
            parent, sub = r["name"].split("/", 1)
            by_name[parent]["subresources"].append({"subresource": sub, "responseKind": kind, "verbs": r["verbs"]})
        else:
            by_name[r["name"]] = dict(r, resource=r["name"], singularResource=r["singularName"], responseKind=kind,
                                      scope="Namespaced" if r["namespaced"] else "Cluster", subresources=[])
            legacy["versions"][0]["resources"].append(by_name[r["name"]])
    with open(os.path.join(root, "api/discovery/aggregated_v2.json")) as f:
        groups = [legacy] + [g for g in json.load(f)["items"] if g["metadata"].get("name")]
    for group in groups:
        group_name = group["metadata"]["name"]
        for version in group["versions"]:
            if not STABLE.match(version["version"]):
                continue
            for r in version["resources"]:
                kind = r["responseKind"]
                out.append("\t".join([
                    "R", group_name, version["version"], kind["kind"], r["resource"], r["singularResource"],
                    "N" if r["scope"] == "Namespaced" else "C", ",".join(r.get("shortNames", [])),
                    ",".join(r.get("categories", [])), ",".join(r["verbs"])]))
                key = (group_name, version["version"], kind["kind"])
                if key in kinds:
                    used.append(kinds[key])
                    out[-1] += "\t" + kinds[key]
                for s in r.get("subresources", []):
                    k = s["responseKind"]
                    g = k.get("group") or (group_name if s["subresource"] in ("status", "approval") else "")
                    out.append("\t".join([
                        "S", s["subresource"], g if k["kind"] != r["responseKind"]["kind"] else group_name,
                        k.get("version") or version["version"], k["kind"], ",".join(s["verbs"])]))
    for extra in (("autoscaling", "v1", "Scale"), ("policy", "v1", "Eviction"), ("authentication.k8s.io", "v1", "TokenRequest"),
                  ("", "v1", "Binding")):
        if extra in kinds:
            used.append(kinds[extra])
    done = set()
    types = []
    while used:
        name = used.pop()
        if name in done:
            continue
        done.add(name)
        schema = schemas[name]
        head = ["T", name]
        if schema.get("x-kubernetes-map-type") == "atomic":
            head.append("atomic")
        if "properties" not in schema:
            head.append("open" if schema.get("type") == "object" else "open")
        types.append("\t".join(head) + "\n" + "".join(line + "\n" for line in fields(schema, used)))
    sys.stdout.write("\n".join(out) + "\n" + "".join(sorted(types)))


if __name__ == "__main__":
    main(sys.argv[1])
