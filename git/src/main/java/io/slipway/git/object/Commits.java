package io.slipway.git.object;

import io.slipway.git.jgit.Durability;
import io.slipway.git.jgit.Store;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.AndRevFilter;
import org.eclipse.jgit.revwalk.filter.CommitTimeRevFilter;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Commits and tags: read, walked and written. Moves no ref. Thread-safe. */
public final class Commits {

    private final Store store;

    /** Of one open repository; made by {@code GitRepository}. */
    public Commits(Store store) {
        this.store = store;
    }

    /** The commit of an id; empty when there is none, or it is something else. */
    public Optional<Commit> find(CommitId id) {
        try (var walk = new RevWalk(store.jgit())) {
            return Optional.of(read(walk.parseCommit(jgit(id))));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read commit " + id, e);
        }
    }

    /** Whether there is any object of that id. */
    public boolean has(ObjectHash id) {
        return store.has(ObjectId.fromString(id.hex()));
    }

    /** The commit that an object is or, if it is a tag, leads to; empty when it is neither. */
    public Optional<CommitId> peel(ObjectHash object) {
        try (var walk = new RevWalk(store.jgit())) {
            var peeled = walk.peel(walk.parseAny(ObjectId.fromString(object.hex())));
            return peeled instanceof RevCommit ? Optional.of(id(peeled)) : Optional.empty();
        } catch (MissingObjectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + object, e);
        }
    }

    /** The message of a tag object; empty when the object is no tag. */
    public Optional<String> tagMessage(ObjectHash tag) {
        try (var walk = new RevWalk(store.jgit())) {
            var object = walk.parseAny(ObjectId.fromString(tag.hex()));
            return object instanceof RevTag t ? Optional.of(t.getFullMessage()) : Optional.empty();
        } catch (MissingObjectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + tag, e);
        }
    }

    /**
     * The commits whose ids begin with these digits; more than one when the digits are ambiguous.
     *
     * @param digits between 4 and 40 hexadecimal ones
     */
    public List<CommitId> abbreviated(String digits) {
        try (var reader = store.jgit().newObjectReader();
                var walk = new RevWalk(reader)) {
            var found = new ArrayList<CommitId>();
            for (var id : reader.resolve(AbbreviatedObjectId.fromString(digits))) {
                var peeled = walk.peel(walk.parseAny(id));
                if (peeled instanceof RevCommit && !found.contains(id(peeled))) {
                    found.add(id(peeled));
                }
            }
            return List.copyOf(found);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for " + digits, e);
        }
    }

    /**
     * Commits of a history, newest first by commit date, children before their parents.
     *
     * @throws NoSuchObject when a commit of the query is not there
     */
    public List<Commit> log(LogQuery query) {
        try (var walk = new RevWalk(store.jgit())) {
            walk.sort(RevSort.COMMIT_TIME_DESC);
            walk.setRevFilter(filter(query));
            if (query.path().isPresent() && !query.path().get().isRoot()) {
                walk.setTreeFilter(
                        AndTreeFilter.create(
                                PathFilter.create(query.path().get().value()),
                                TreeFilter.ANY_DIFF));
            }
            walk.markStart(parse(walk, query.from()));
            for (var hidden : query.except()) {
                walk.markUninteresting(parse(walk, hidden));
            }
            var commits = new ArrayList<Commit>();
            int skipped = 0;
            while (commits.size() < query.limit()) {
                var next = walk.next();
                if (next == null) {
                    break;
                }
                if (skipped < query.skip()) {
                    skipped++;
                } else {
                    walk.parseBody(next);
                    commits.add(read(next));
                }
            }
            return List.copyOf(commits);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot walk the history of " + query.from(), e);
        }
    }

    private static RevFilter filter(LogQuery query) {
        var filters = new ArrayList<RevFilter>();
        if (!query.merges()) {
            filters.add(RevFilter.NO_MERGES);
        }
        query.since().ifPresent(t -> filters.add(CommitTimeRevFilter.after(t.minusMillis(1))));
        query.until().ifPresent(t -> filters.add(CommitTimeRevFilter.before(t.plusMillis(1))));
        return switch (filters.size()) {
            case 0 -> RevFilter.ALL;
            case 1 -> filters.getFirst();
            default -> AndRevFilter.create(filters);
        };
    }

    /**
     * How many commits one history has that another has not, counted up to a limit.
     *
     * @throws NoSuchObject when one of the commits is not there
     */
    public int count(CommitId from, List<CommitId> except, int limit) {
        try (var walk = new RevWalk(store.jgit())) {
            walk.setRetainBody(false);
            walk.markStart(parse(walk, from));
            for (var hidden : except) {
                walk.markUninteresting(parse(walk, hidden));
            }
            int count = 0;
            while (count < limit && walk.next() != null) {
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot walk the history of " + from, e);
        }
    }

    /**
     * Who wrote the newest commits of a history, merges left out, by their e-mail address; whoever
     * wrote most comes first.
     *
     * @param limit how many commits are looked at
     * @throws NoSuchObject when the commit is not there
     */
    public List<Contributor> contributors(CommitId from, int limit) {
        var byEmail = new LinkedHashMap<String, Contributor>();
        for (var commit : log(LogQuery.newest(from, limit).withoutMerges())) {
            var author = commit.author();
            byEmail.merge(
                    author.email(),
                    new Contributor(author.name(), author.email(), 1),
                    (known, _) ->
                            new Contributor(known.name(), known.email(), known.commits() + 1));
        }
        return byEmail.values().stream()
                .sorted(Comparator.comparingInt(Contributor::commits).reversed())
                .toList();
    }

    /**
     * The first file that a new commit changes out of those that are asked about. Of a merge, only
     * what differs from all of its parents counts.
     *
     * @param tip where the new commits end
     * @param known commits whose histories are not new
     * @param files paths of files, or of folders for all that is in them; when empty, nothing is
     *     found
     * @return the path of a changed file
     * @throws NoSuchObject when one of the commits is not there
     */
    public Optional<TreePath> firstChanged(
            CommitId tip, Collection<CommitId> known, Collection<TreePath> files) {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        var wanted =
                PathFilterGroup.createFromStrings(files.stream().map(TreePath::value).toList());
        try (var walk = new RevWalk(store.jgit());
                var trees = new TreeWalk(walk.getObjectReader())) {
            walk.setRetainBody(false);
            trees.setRecursive(true);
            trees.setFilter(AndTreeFilter.create(wanted, TreeFilter.ANY_DIFF));
            walk.markStart(parse(walk, tip));
            for (var commit : known) {
                walk.markUninteresting(parse(walk, commit));
            }
            for (var commit = walk.next(); commit != null; commit = walk.next()) {
                trees.reset();
                for (var parent : commit.getParents()) {
                    walk.parseHeaders(parent);
                    trees.addTree(parent.getTree());
                }
                if (commit.getParentCount() == 0) {
                    trees.addTree(new EmptyTreeIterator());
                }
                trees.addTree(commit.getTree());
                while (trees.next()) {
                    if (differsFromAll(trees)) {
                        return Optional.of(new TreePath(trees.getPathString()));
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for changes up to " + tip, e);
        }
    }

    private static boolean differsFromAll(TreeWalk trees) {
        int own = trees.getTreeCount() - 1;
        for (int parent = 0; parent < own; parent++) {
            if (trees.idEqual(parent, own) && trees.getRawMode(parent) == trees.getRawMode(own)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The best common ancestor of two commits; empty when their histories share nothing.
     *
     * @throws NoSuchObject when one of the commits is not there
     */
    public Optional<CommitId> mergeBase(CommitId one, CommitId other) {
        try (var walk = new RevWalk(store.jgit())) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(parse(walk, one));
            walk.markStart(parse(walk, other));
            return Optional.ofNullable(walk.next()).map(Commits::id);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compare " + one + " with " + other, e);
        }
    }

    /**
     * Whether a commit is the other one or part of its history: whether going from the one to the
     * other is a fast-forward.
     *
     * @throws NoSuchObject when one of the commits is not there
     */
    public boolean isAncestor(CommitId ancestor, CommitId descendant) {
        try (var walk = new RevWalk(store.jgit())) {
            return walk.isMergedInto(parse(walk, ancestor), parse(walk, descendant));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compare " + ancestor + " with " + descendant, e);
        }
    }

    /**
     * Writes a commit and its files. No ref names it yet; move one with {@code Refs.move}.
     *
     * @throws NoSuchObject when a parent is not there
     * @throws TreeException when a change does not fit: a directory in the way, nothing to delete
     */
    public CommitId write(NewCommit commit) {
        try (var inserter = store.jgit().newObjectInserter();
                var reader = store.jgit().newObjectReader();
                var walk = new RevWalk(reader)) {
            var parents = new ArrayList<ObjectId>();
            Optional<ObjectId> base = Optional.empty();
            for (var parent : commit.parents()) {
                var parsed = parse(walk, parent);
                if (parents.isEmpty()) {
                    base = Optional.of(parsed.getTree().copy());
                }
                parents.add(parsed.copy());
            }
            var builder = new CommitBuilder();
            builder.setTreeId(new TreeEditor(reader, inserter).apply(base, commit.changes()));
            builder.setParentIds(parents);
            builder.setAuthor(ident(commit.author()));
            builder.setCommitter(ident(commit.committer()));
            builder.setMessage(commit.message());
            var id = inserter.insert(builder);
            inserter.flush();
            syncObjectFolders();
            return id(id);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the commit", e);
        }
    }

    /**
     * Writes a tag object. No ref names it yet; move one with {@code Refs.move}.
     *
     * @throws NoSuchObject when the target is not there
     */
    public ObjectHash write(NewTag tag) {
        try (var inserter = store.jgit().newObjectInserter();
                var walk = new RevWalk(store.jgit())) {
            var builder = new TagBuilder();
            builder.setTag(tag.name());
            builder.setObjectId(parse(walk, tag.target()), Constants.OBJ_COMMIT);
            builder.setTagger(ident(tag.tagger()));
            builder.setMessage(withLineBreak(tag.message()));
            var id = inserter.insert(builder);
            inserter.flush();
            syncObjectFolders();
            return new ObjectHash(id.name());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the tag", e);
        }
    }

    /** Loose objects are new names in up to 256 folders; which of them are new is not told. */
    private void syncObjectFolders() throws IOException {
        var recent = System.currentTimeMillis() - 60_000;
        var folders = store.objects().toFile().listFiles();
        if (folders != null) {
            for (var folder : folders) {
                if (folder.isDirectory() && folder.lastModified() > recent) {
                    Durability.syncFolder(folder.toPath());
                }
            }
        }
        Durability.syncFolder(store.objects());
    }

    private static RevCommit parse(RevWalk walk, CommitId id) throws IOException {
        try {
            return walk.parseCommit(jgit(id));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw new NoSuchObject(id.hash(), "commit");
        }
    }

    private static Commit read(RevCommit commit) {
        return new Commit(
                id(commit),
                new ObjectHash(commit.getTree().name()),
                Arrays.stream(commit.getParents()).map(Commits::id).toList(),
                person(commit.getAuthorIdent()),
                person(commit.getCommitterIdent()),
                commit.getFullMessage());
    }

    private static Person person(PersonIdent ident) {
        return new Person(
                ident.getName(),
                ident.getEmailAddress(),
                OffsetDateTime.ofInstant(ident.getWhenAsInstant(), ident.getZoneOffset()));
    }

    private static PersonIdent ident(Person person) {
        return new PersonIdent(
                plain(person.name()),
                plain(person.email()),
                person.when().toInstant(),
                person.when().getOffset());
    }

    /** Names must not be able to end their line or their brackets in the commit's header. */
    private static String plain(String text) {
        return text.replaceAll("[\\x00-\\x1f<>]", "").strip();
    }

    private static String withLineBreak(String message) {
        return message.endsWith("\n") ? message : message + "\n";
    }

    private static ObjectId jgit(CommitId id) {
        return ObjectId.fromString(id.hex());
    }

    private static CommitId id(AnyObjectId id) {
        return CommitId.of(id.name());
    }
}
