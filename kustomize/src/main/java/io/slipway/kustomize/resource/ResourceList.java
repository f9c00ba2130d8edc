package io.slipway.kustomize.resource;

import io.slipway.kustomize.option.KustomizeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Objects in the order in which they were loaded, ids unique. Mutable; belongs to one build. */
public final class ResourceList {

    private final List<Resource> resources = new ArrayList<>();
    private @Nullable Map<ResourceId, Resource> byId;

    /** The objects; not to be changed. */
    public List<Resource> all() {
        return resources;
    }

    public int size() {
        return resources.size();
    }

    /** Must be called after steps that may have changed ids. */
    public void idsMayHaveChanged() {
        byId = null;
    }

    private Map<ResourceId, Resource> index() {
        if (byId == null) {
            byId = new HashMap<>();
            for (var resource : resources) {
                byId.put(resource.id(), resource);
            }
        }
        return byId;
    }

    /**
     * Adds an object at the end.
     *
     * @throws KustomizeException when one of the same id is there
     */
    public void add(Resource resource) {
        var id = resource.id();
        if (index().putIfAbsent(id, resource) != null) {
            throw new KustomizeException(
                    "may not add resource with an already registered id: " + id,
                    KustomizeException.Place.file(resource.source(), resource.node().line()));
        }
        resources.add(resource);
    }

    /** As {@link #add}, for all. */
    public void addAll(ResourceList other) {
        other.resources.forEach(this::add);
    }

    /** Those with a current or earlier id that matches. */
    public List<Resource> withAnyId(Predicate<ResourceId> matches) {
        var found = new ArrayList<Resource>();
        for (var resource : resources) {
            if (resource.isGone()) {
                continue;
            }
            boolean hit = matches.test(resource.id());
            if (!hit) {
                for (var id : resource.earlierIds()) {
                    if (matches.test(id)) {
                        hit = true;
                        break;
                    }
                }
            }
            if (hit) {
                found.add(resource);
            }
        }
        return found;
    }

    /** Those with this current or earlier id. */
    public List<Resource> withId(ResourceId id) {
        var found = new ArrayList<Resource>();
        for (var resource : resources) {
            if (!resource.isGone() && resource.mayBeCalled(id.name())) {
                if (resource.id().equals(id) || resource.earlierIds().contains(id)) {
                    found.add(resource);
                }
            }
        }
        return found;
    }

    /** Those whose current id is this. */
    public List<Resource> withCurrentId(ResourceId id) {
        return resources.stream().filter(r -> !r.isGone() && r.id().equals(id)).toList();
    }

    /** Those that a selector selects. */
    public List<Resource> selected(Selector selector) {
        var found = new ArrayList<Resource>();
        for (var resource : resources) {
            if (!resource.isGone() && selector.selects(resource)) {
                found.add(resource);
            }
        }
        return found;
    }

    /** Puts another object in the place of one. */
    public void replace(Resource old, Resource with) {
        resources.set(resources.indexOf(old), with);
        byId = null;
    }

    /** Removes objects that a step deleted. */
    public void dropDeleted() {
        resources.removeIf(Resource::isGone);
        byId = null;
    }

    /** Keeps those that match. */
    public void retain(Predicate<Resource> kept) {
        resources.removeIf(kept.negate());
        byId = null;
    }

    /** Orders the objects. */
    public void sort(java.util.Comparator<Resource> order) {
        resources.sort(order);
    }

    /**
     * Checks that no two objects have the same id.
     *
     * @param problem before the id in the message
     */
    public void checkIds(String problem) {
        var seen = new HashMap<ResourceId, Resource>();
        for (var resource : resources) {
            if (!resource.isGone() && seen.putIfAbsent(resource.id(), resource) != null) {
                throw new KustomizeException(
                        problem + resource.id(),
                        KustomizeException.Place.file(resource.source(), resource.node().line()));
            }
        }
        byId = seen;
    }
}
