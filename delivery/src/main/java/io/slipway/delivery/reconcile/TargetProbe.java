package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.ApplicationSpec;
import io.slipway.delivery.application.SourceProbe;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.appproject.AppProject;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.Resolution;
import io.slipway.git.repository.GitRepository;
import io.slipway.render.RenderRequest;
import io.slipway.render.Renderer;
import io.slipway.render.source.BuildVariables;
import io.slipway.render.source.RenderException;
import io.slipway.render.source.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Renders sources to see whether they can be. Kinds of source that are not rendered yet pass. */
public final class TargetProbe implements SourceProbe {

    private final HostedRepositories repositories;
    private final Renderer renderer;

    public TargetProbe(HostedRepositories repositories, Renderer renderer) {
        this.repositories = repositories;
        this.renderer = renderer;
    }

    @Override
    public List<String> problems(String name, AppProject project, ApplicationSpec spec) {
        var problems = new ArrayList<String>();
        for (var source : spec.effectiveSources()) {
            repositories
                    .find(source.repoURL())
                    .flatMap(r -> problem(r, name, project, spec, source))
                    .ifPresent(problems::add);
        }
        return List.copyOf(problems);
    }

    private Optional<String> problem(
            GitRepository repository,
            String name,
            AppProject project,
            ApplicationSpec spec,
            ApplicationSource source) {
        var commit = commit(repository, source.revisionOrHead());
        if (commit.isEmpty()) {
            return Optional.of(
                    "cannot be read: unable to resolve '"
                            + source.revisionOrHead()
                            + "' to a commit SHA");
        }
        if (source.isOnlyReference()) {
            return Optional.empty();
        }
        try {
            renderer.render(
                    new RenderRequest(
                            repository.id().toString(),
                            repository.treeAt(commit.get()),
                            new SourceTree(ApplicationFormat.writePart(source)),
                            name,
                            BuildVariables.of(
                                    name,
                                    spec.destination().namespace(),
                                    project.path(),
                                    commit.get().hex(),
                                    source.repoURL(),
                                    source.path(),
                                    source.targetRevision()),
                            false));
            return Optional.empty();
        } catch (RenderException e) {
            return e.isUnsupported()
                    ? Optional.empty()
                    : Optional.of("cannot be rendered: " + e.getMessage());
        }
    }

    @Override
    public Optional<String> resolve(
            StoredApplication application,
            ApplicationSource source,
            int position,
            String revision) {
        var wanted = revision.isEmpty() ? source.revisionOrHead() : revision;
        if (ObjectHash.isHash(wanted)) {
            return Optional.of(wanted);
        }
        var repository = repositories.find(source.repoURL());
        return repository.isEmpty()
                ? Optional.of(wanted) // not hosted here: its operation says so
                : repository.flatMap(r -> commit(r, wanted)).map(CommitId::hex);
    }

    private static Optional<CommitId> commit(GitRepository repository, String revision) {
        return repository.refs().resolve(revision) instanceof Resolution.Found found
                ? Optional.of(found.commit())
                : Optional.empty();
    }
}
