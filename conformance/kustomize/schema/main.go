// Command schema prints the facts of kustomize's built-in OpenAPI that a build depends on: which
// lists are merged by which keys, and how to reach them from the kinds. No prose of it is printed.
package main

import (
	"fmt"
	"sort"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/openapi/kubernetesapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"k8s.io/kube-openapi/pkg/validation/spec"
)

type edge struct{ kind, target, strategy, keys string }

func main() {
	_ = kubernetesapi.DefaultOpenAPI
	openapi.SchemaForResourceType(yaml.TypeMeta{APIVersion: "v1", Kind: "Pod"})
	defs := openapi.Schema().Definitions
	edges := map[string]map[string]edge{}
	for name, d := range defs {
		edges[name] = map[string]edge{}
		for f, p := range d.Properties {
			if e, ok := edgeOf(p); ok {
				edges[name][f] = e
			}
		}
	}
	useful := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for name, fs := range edges {
			if useful[name] {
				continue
			}
			for _, e := range fs {
				if e.strategy != "" || useful[e.target] {
					useful[name] = true
					changed = true
					break
				}
			}
		}
	}
	var lines []string
	reached := map[string]bool{}
	var walk func(string)
	walk = func(n string) {
		if reached[n] || !useful[n] {
			return
		}
		reached[n] = true
		for f, e := range edges[n] {
			if e.strategy == "" && !useful[e.target] {
				continue
			}
			t := e.target
			if !useful[t] {
				t = ""
			}
			lines = append(lines, strings.TrimRight(strings.Join([]string{"field", short(n), f, e.kind, dash(short(t)), e.strategy, e.keys}, " "), " "))
			walk(e.target)
		}
	}
	for name, d := range defs {
		gvks, ok := d.Extensions["x-kubernetes-group-version-kind"].([]interface{})
		if !ok || !useful[name] {
			continue
		}
		for _, g := range gvks {
			m := g.(map[string]interface{})
			api := fmt.Sprint(m["version"])
			if m["group"] != "" && m["group"] != nil {
				api = fmt.Sprint(m["group"]) + "/" + api
			}
			lines = append(lines, strings.Join([]string{"kind", api, fmt.Sprint(m["kind"]), short(name)}, " "))
		}
		walk(name)
	}
	sort.Strings(lines)
	for _, l := range lines {
		fmt.Println(l)
	}
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func short(n string) string {
	n = strings.TrimPrefix(n, "io.k8s.")
	n = strings.TrimPrefix(n, "api.")
	n = strings.TrimPrefix(n, "apimachinery.pkg.apis.")
	return n
}

func edgeOf(p spec.Schema) (edge, bool) {
	e := edge{kind: "map"}
	e.strategy, _ = p.Extensions.GetString("x-kubernetes-patch-strategy")
	var keys []string
	if l, ok := p.Extensions["x-kubernetes-list-map-keys"].([]interface{}); ok {
		for _, k := range l {
			keys = append(keys, fmt.Sprint(k))
		}
	} else if k, ok := p.Extensions.GetString("x-kubernetes-patch-merge-key"); ok {
		keys = append(keys, k)
	}
	e.keys = strings.Join(keys, ",")
	switch {
	case p.Ref.String() != "":
		e.target = strings.TrimPrefix(p.Ref.String(), "#/definitions/")
	case p.Items != nil && p.Items.Schema != nil:
		e.kind = "list"
		e.target = strings.TrimPrefix(p.Items.Schema.Ref.String(), "#/definitions/")
	case p.AdditionalProperties != nil && p.AdditionalProperties.Schema != nil:
		e.kind = "values"
		e.target = strings.TrimPrefix(p.AdditionalProperties.Schema.Ref.String(), "#/definitions/")
	default:
		if e.strategy == "" {
			return e, false
		}
	}
	return e, true
}
