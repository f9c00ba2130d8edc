package io.slipway.git.ref;

import io.slipway.git.object.CommitId;
import io.slipway.git.object.Commits;
import io.slipway.git.object.ObjectHash;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what a revision means, in the order of the table of gitops-engine-manifests.md, M2. */
final class RefResolver {

    private static final int SHORTEST_ABBREVIATION = 7;

    private final Refs refs;
    private final Commits commits;

    RefResolver(Refs refs, Commits commits) {
        this.refs = refs;
        this.commits = commits;
    }

    Resolution resolve(String written) {
        var revision = written.strip();
        if (ObjectHash.isHash(revision)) {
            return byId(revision);
        }
        if (revision.isEmpty() || revision.equals("HEAD")) {
            return head();
        }
        if (Version.parse(revision).isEmpty()) {
            var tag = VersionConstraint.parse(revision).flatMap(this::highestTag);
            if (tag.isPresent()) {
                return tag.get();
            }
        }
        return byName(revision)
                .or(() -> byAbbreviation(revision))
                .orElseGet(() ->
                        new Resolution.NotFound(
                                "revision \"%s\" is no branch, tag or commit here"
                                        .formatted(revision)));
    }

    private Resolution byId(String hex) {
        var hash = new ObjectHash(hex);
        return commits.peel(hash)
                .<Resolution>map(c -> new Resolution.Found(c, Optional.empty(), List.of()))
                .orElseGet(() -> new Resolution.NotFound("commit " + hash + " is not here"));
    }

    private Resolution head() {
        var branch = refs.head();
        return found(branch)
                .orElseGet(() ->
                        new Resolution.NotFound(
                                "the default branch %s has no commits yet"
                                        .formatted(branch.shortName())));
    }

    private Optional<Resolution> byName(String name) {
        if (name.startsWith("refs/")) {
            return RefName.isValid(name) ? found(new RefName(name)) : Optional.empty();
        }
        var branch =
                RefName.isValidBranch(name)
                        ? found(RefName.branch(name))
                        : Optional.<Resolution>empty();
        var tag =
                RefName.isValidTag(name) ? found(RefName.tag(name)) : Optional.<Resolution>empty();
        if (branch.isPresent() && tag.isPresent() && branch.get() instanceof Resolution.Found f) {
            return Optional.of(
                    new Resolution.Found(
                            f.commit(),
                            f.ref(),
                            List.of(
                                    "\"%s\" is a branch and a tag; the branch was taken"
                                            .formatted(name))));
        }
        return branch.or(() -> tag);
    }

    private Optional<Resolution> byAbbreviation(String digits) {
        if (digits.length() < SHORTEST_ABBREVIATION
                || digits.length() > 40
                || !ObjectHash.isHex(digits)) {
            return Optional.empty();
        }
        var matches = commits.abbreviated(digits.toLowerCase(java.util.Locale.ROOT));
        return switch (matches.size()) {
            case 0 -> Optional.empty();
            case 1 ->
                    Optional.of(
                            new Resolution.Found(matches.getFirst(), Optional.empty(), List.of()));
            default ->
                    Optional.of(
                            new Resolution.NotFound(
                                    "%s begins the ids of %d commits"
                                            .formatted(digits, matches.size())));
        };
    }

    private Optional<Resolution> highestTag(VersionConstraint constraint) {
        return refs.tags().stream()
                .flatMap(tag ->
                        Version.parse(tag.name().shortName())
                                .filter(constraint::matches)
                                .map(version -> Map.entry(version, tag))
                                .stream())
                .max(Map.Entry.comparingByKey())
                .flatMap(best -> found(best.getValue().name()));
    }

    private Optional<Resolution> found(RefName name) {
        return refs.commitOf(name).map(commit -> found(commit, name));
    }

    private static Resolution found(CommitId commit, RefName name) {
        return new Resolution.Found(commit, Optional.of(name), List.of());
    }
}
