package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.FollowedSource;
import io.slipway.delivery.application.SpecRules;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.track.ReadIndex;
import io.slipway.git.object.Commit;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.NoSuchObject;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.Resolution;
import io.slipway.git.repository.GitRepository;
import io.slipway.manifests.ResourceObject;
import io.slipway.render.RenderRequest;
import io.slipway.render.RenderResult;
import io.slipway.render.Renderer;
import io.slipway.render.source.BuildVariables;
import io.slipway.render.source.RenderException;
import io.slipway.render.source.SourceTree;
import io.slipway.render.source.SourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the target objects of applications from their sources. Safe for several threads. */
public final class Targets {

    private final ApplicationRecords records;
    private final HostedRepositories repositories;
    private final Renderer renderer;
    private final ReadIndex reads;
    private final RenderCounts counts;

    public Targets(
            ApplicationRecords records,
            HostedRepositories repositories,
            Renderer renderer,
            ReadIndex reads,
            RenderCounts counts) {
        this.records = records;
        this.repositories = repositories;
        this.renderer = renderer;
        this.reads = reads;
        this.counts = counts;
    }

    /** What the tracked revisions want now; remembers what was read, for the next push. */
    public Target tracked(StoredApplication stored, boolean hard) {
        var sources = stored.application().spec().effectiveSources();
        var target = make(stored, sources, List.of(), hard, true);
        if (target.failure().isPresent()) {
            reads.forget(stored.id());
        }
        return target;
    }

    /**
     * What fixed revisions of some sources want.
     *
     * @param revisions one for each source; an empty one, or one that is missing, is resolved now
     */
    public Target at(
            StoredApplication stored, List<ApplicationSource> sources, List<String> revisions) {
        return make(stored, sources, revisions, false, false);
    }

    private Target make(
            StoredApplication stored,
            List<ApplicationSource> sources,
            List<String> pinned,
            boolean hard,
            boolean follow) {
        var followed = records.sources(stored.id());
        var revisions = new ArrayList<String>();
        var types = new ArrayList<SourceType>();
        var objects = new ArrayList<ResourceObject>();
        for (int i = 0; i < sources.size(); i++) {
            var source = SpecRules.normalised(sources.get(i));
            try {
                var repository = repository(source, followed, i);
                var commit = commit(repository, source, i < pinned.size() ? pinned.get(i) : "");
                revisions.add(commit.hex());
                if (source.isOnlyReference()) {
                    types.add(SourceType.NONE);
                    continue;
                }
                var result = render(stored, source, repository, commit, hard);
                if (!result.cached()) {
                    counts.rendered(stored.application().project(), stored.application().name());
                }
                types.add(result.type());
                objects.addAll(result.objects());
                if (follow) {
                    reads.rendered(stored.id(), i, repository.id().value(), result.readSet());
                }
            } catch (RenderException e) {
                var which =
                        sources.size() > 1
                                ? "source " + (i + 1) + " of " + sources.size() + ": "
                                : "";
                return Target.failed(revisions, which + e.getMessage());
            }
        }
        return Target.of(objects, revisions, types);
    }

    /** A commit of the first source's repository; empty when it is not there. */
    public Optional<Commit> commit(StoredApplication stored, String revision) {
        var source = stored.application().spec().effectiveSources().getFirst();
        try {
            var repository = repository(source, records.sources(stored.id()), 0);
            return repository.commit(commit(repository, source, revision));
        } catch (RenderException e) {
            return Optional.empty();
        }
    }

    /** The commit that a revision of a source means. */
    Optional<String> resolve(StoredApplication stored, int position, String revision) {
        var source = stored.application().spec().effectiveSources().get(position);
        try {
            var repository = repository(source, records.sources(stored.id()), position);
            return Optional.of(commit(repository, source, revision).hex());
        } catch (RenderException e) {
            return Optional.empty();
        }
    }

    /** The commit that the tracked revision of a source means now; empty when it means none. */
    Optional<String> newest(StoredApplication stored, ApplicationSource source, int position) {
        try {
            var repository = repository(source, records.sources(stored.id()), position);
            return Optional.of(commit(repository, source, "").hex());
        } catch (RenderException e) {
            return Optional.empty();
        }
    }

    private RenderResult render(
            StoredApplication stored,
            ApplicationSource source,
            GitRepository repository,
            CommitId commit,
            boolean hard) {
        var application = stored.application();
        try {
            return renderer.render(
                    new RenderRequest(
                            repository.id().toString(),
                            repository.treeAt(commit),
                            new SourceTree(ApplicationFormat.writePart(source)),
                            application.name(),
                            BuildVariables.of(
                                    application.name(),
                                    application.spec().destination().namespace(),
                                    application.project(),
                                    commit.hex(),
                                    source.repoURL(),
                                    source.path(),
                                    source.targetRevision()),
                            hard));
        } catch (NoSuchObject e) {
            throw new RenderException("commit " + commit.hex() + " is not in the repository", e);
        }
    }

    private GitRepository repository(
            ApplicationSource source, List<FollowedSource> followed, int position) {
        var known =
                followed.stream()
                        .filter(f -> f.position() == position && f.url().equals(source.repoURL()))
                        .flatMap(f -> f.repositoryId().stream())
                        .flatMap(id -> repositories.find(id).stream())
                        .findFirst();
        return known.or(() -> repositories.find(source.repoURL()))
                .orElseThrow(() ->
                        RenderException.unsupported(
                                "repositories that are not hosted here ("
                                        + withoutCredentials(source.repoURL())
                                        + ")"));
    }

    private static String withoutCredentials(String url) {
        return url.replaceFirst("://[^/@]*@", "://");
    }

    private static CommitId commit(
            GitRepository repository, ApplicationSource source, String pinned) {
        if (ObjectHash.isHash(pinned)) {
            return CommitId.of(pinned);
        }
        var wanted = pinned.isEmpty() ? source.revisionOrHead() : pinned;
        return switch (repository.refs().resolve(wanted)) {
            case Resolution.Found(var commit, var _, var _) -> commit;
            case Resolution.NotFound(var reason) ->
                    throw new RenderException(
                            "unable to resolve '" + wanted + "' to a commit SHA: " + reason);
        };
    }
}
