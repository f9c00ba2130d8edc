import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gitlab4j.api.Constants.LineType;
import org.gitlab4j.api.Constants.TokenType;
import org.gitlab4j.api.GitLabApi;
import org.gitlab4j.api.GitLabApi.ApiVersion;
import org.gitlab4j.api.GitLabApiException;
import org.gitlab4j.api.models.AccessLevel;
import org.gitlab4j.api.models.CompareResults;
import org.gitlab4j.api.models.Project;
import org.gitlab4j.api.models.ProjectHook;
import org.gitlab4j.api.models.RepositoryFile;
import org.gitlab4j.api.models.User;
import org.gitlab4j.api.models.Visibility;

/** What gitlab4j-api can do over v3 with accounts, groups, projects and repositories. */
public class Gitlab4j {
    interface Body {
        void run() throws Exception;
    }

    static int failed;
    static final String URL = System.getenv("SLIPWAY_URL");
    static final String TOKEN = System.getenv("SLIPWAY_TOKEN");
    static final String PASSWORD = System.getenv("SLIPWAY_PASSWORD");
    static final String MARK = System.getenv("SLIPWAY_MARK");

    static void check(String what, Body body) {
        try {
            body.run();
            System.out.println("ok     " + what);
        } catch (Exception | LinkageError | AssertionError problem) {
            failed++;
            System.out.println("FAILED " + what + "\n       " + problem);
            for (var frame : problem.getStackTrace()) {
                if (frame.getClassName().startsWith("Gitlab4j")) {
                    System.out.println("       at " + frame);
                }
            }
        }
    }

    static void same(Object actual, Object wanted) {
        if (!wanted.equals(actual)) {
            throw new AssertionError(actual + ", not " + wanted);
        }
    }

    static void yes(boolean true_) {
        if (!true_) {
            throw new AssertionError("not so");
        }
    }

    static GitLabApiException refused(int status, Body body) throws Exception {
        try {
            body.run();
        } catch (GitLabApiException problem) {
            same(problem.getHttpStatus(), status);
            return problem;
        }
        throw new AssertionError("not refused");
    }

    static String publicKey() throws Exception {
        Path folder = Files.createTempDirectory("slipway-key");
        Path file = folder.resolve("key");
        new ProcessBuilder(
                        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "r@example.com", "-f", "" + file)
                .inheritIO()
                .start()
                .waitFor();
        String line = Files.readString(folder.resolve("key.pub")).trim();
        Files.delete(file);
        Files.delete(folder.resolve("key.pub"));
        Files.delete(folder);
        return line;
    }

    static User ada;
    static Project project;
    static org.gitlab4j.api.models.Group group;

    public static void main(String[] arguments) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        var gl = new GitLabApi(ApiVersion.V3, URL, TOKEN);
        String name = "ada-" + MARK;
        String path = "group-" + MARK;

        check("signs in with a token, a password and OAuth", () -> {
            same(gl.getUserApi().getCurrentUser().getUsername(), "root");
            var login = GitLabApi.login(ApiVersion.V3, URL, "root", PASSWORD);
            same(login.getAuthToken(), TOKEN);
            same(login.getUserApi().getCurrentUser().getUsername(), "root");
            var oauth = GitLabApi.oauth2Login(ApiVersion.V3, URL, "root", PASSWORD, null, null, false);
            same(oauth.getTokenType(), TokenType.ACCESS);
            same(oauth.getUserApi().getCurrentUser().getUsername(), "root");
        });
        check("a wrong token is refused with its message", () -> {
            var wrong = new GitLabApi(ApiVersion.V3, URL, "wrong-token-wrong-to");
            var problem = refused(401, () -> wrong.getUserApi().getCurrentUser());
            same(problem.getMessage(), "401 Unauthorized");
        });
        check("asks for the version, which came with 8.13", () -> refused(404, () -> gl.getVersion()));

        var users = gl.getUserApi();
        check("creates, gets, changes, finds and lists users", () -> {
            var wanted = new User();
            wanted.setEmail(name + "@example.com");
            wanted.setUsername(name);
            wanted.setName("Ada Stone");
            wanted.setBio("Engines");
            ada = users.createUser(wanted, "correct horse", 9);
            same(ada.getUsername(), name);
            same(users.getUser(ada.getId()).getEmail(), name + "@example.com");
            same(users.getUser(ada.getId()).getProjectsLimit(), 9);
            same(users.getUser(name).getId(), ada.getId());
            yes(users.getOptionalUser(999999).isEmpty());
            same(users.findUsers(name).size(), 1);
            yes(users.getUsers(1, 2).size() == 2);
            yes(users.getUsers().stream().anyMatch(u -> u.getUsername().equals(name)));
            yes(users.getActiveUsers().stream().anyMatch(u -> u.getUsername().equals(name)));
            ada.setBio("Wheels");
            same(users.modifyUser(ada, null, 8).getBio(), "Wheels");
            refused(409, () -> users.createUser(wanted, "correct horse", 9));
        });
        check("blocks nobody with the method of v4", () -> {
            // It posts, also over v3, where the method was PUT.
            refused(405, () -> users.blockUser(ada.getId()));
            refused(405, () -> users.unblockUser(ada.getId()));
            same(users.getUser(ada.getId()).getState(), "active");
        });
        check("acts for another user", () -> {
            gl.sudo(name);
            same(users.getCurrentUser().getUsername(), name);
            gl.unsudo();
            same(users.getCurrentUser().getUsername(), "root");
        });
        check("keeps SSH keys", () -> {
            var own = users.addSshKey("desk", publicKey());
            same(users.getSshKey(own.getId()).getTitle(), "desk");
            yes(users.getSshKeys().stream().anyMatch(k -> k.getId().equals(own.getId())));
            users.deleteSshKey(own.getId());
            yes(users.getOptionalSshKey(own.getId()).isEmpty());
            var hers = users.addSshKey(ada.getId(), "laptop", publicKey());
            same(users.getSshKeys(ada.getId()).size(), 1);
            users.deleteSshKey(ada.getId(), hers.getId());
            same(users.getSshKeys(ada.getId()).size(), 0);
        });

        var groups = gl.getGroupApi();
        check("creates, gets, lists and searches groups", () -> {
            group = groups.addGroup("The " + path, path);
            same(groups.getGroup(group.getId()).getPath(), path);
            same(groups.getGroup(path).getId(), group.getId());
            yes(groups.getGroups().stream().anyMatch(g -> g.getPath().equals(path)));
            same(groups.getGroups(path).size(), 1);
            yes(groups.getOptionalGroup(999999).isEmpty());
            group = groups.updateGroup(group.getId(), "The " + path, path, "Second", null, null, null, null);
            same(group.getDescription(), "Second");
        });
        check("keeps members of a group", () -> {
            var member = groups.addMember(group.getId(), ada.getId(), AccessLevel.DEVELOPER);
            same(member.getAccessLevel(), AccessLevel.DEVELOPER);
            same(groups.updateMember(group.getId(), ada.getId(), AccessLevel.MASTER).getAccessLevel(), AccessLevel.MASTER);
            same(groups.getMembers(group.getId()).size(), 2);
            refused(409, () -> groups.addMember(group.getId(), ada.getId(), AccessLevel.GUEST));
            groups.removeMember(group.getId(), ada.getId());
            same(groups.getMembers(group.getId()).size(), 1);
        });
        check("lists namespaces", () -> {
            same(gl.getNamespaceApi().findNamespaces(path).get(0).getKind(), "group");
            yes(gl.getNamespaceApi().getNamespaces().size() >= 2);
        });

        var projects = gl.getProjectApi();
        check("creates projects", () -> {
            project = projects.createProject(group.getId(), "tools");
            same(project.getPathWithNamespace(), path + "/tools");
            var full =
                    projects.createProject(
                            new Project()
                                    .withName("full-" + MARK)
                                    .withDescription("All of it")
                                    .withIssuesEnabled(false)
                                    .withMergeRequestsEnabled(true)
                                    .withWikiEnabled(false)
                                    .withSnippetsEnabled(true)
                                    .withVisibility(Visibility.PUBLIC));
            same(full.getDescription(), "All of it");
            same(full.getIssuesEnabled(), false);
            same(projects.getProject(full.getId()).getPublic(), true);
            projects.deleteProject(full);
            refused(400, () -> projects.createProject(group.getId(), "tools"));
        });
        check("gets and lists projects", () -> {
            same(projects.getProject(project.getId()).getName(), "tools");
            same(projects.getProject(path, "tools").getId(), project.getId());
            yes(projects.getOptionalProject(999999).isEmpty());
            for (int number = 0; number < 3; number++) {
                projects.createProject(group.getId(), "page-" + number);
            }
            var listed = ids(projects.getProjects());
            yes(listed.contains(project.getId()));
            yes(ids(projects.getOwnedProjects()).contains(project.getId()));
            yes(ids(projects.getMemberProjects()).contains(project.getId()));
            yes(ids(projects.getProjects("tools")).contains(project.getId()));
            same(ids(groups.getProjects(group.getId())).size(), 4);
            var walked = new ArrayList<Integer>();
            var pager = projects.getProjects(2);
            yes(pager.getTotalItems() >= 4 && pager.getTotalPages() >= 2 && pager.getItemsPerPage() == 2);
            while (pager.hasNext()) {
                pager.next().forEach(p -> walked.add(p.getId()));
            }
            same(walked.size(), pager.getTotalItems());
            same(new TreeSet<>(walked).size(), walked.size());
        });
        check("changes a project", () -> {
            project.setDescription("Sharp");
            same(projects.updateProject(project).getDescription(), "Sharp");
        });
        check("archives and shares", () -> {
            same(projects.archiveProject(project.getId()).getArchived(), true);
            same(projects.unarchiveProject(project.getId()).getArchived(), false);
            var friends = groups.addGroup(path + "-friends", path + "-friends");
            projects.shareProject(project.getId(), friends.getId(), AccessLevel.DEVELOPER, null);
            projects.unshareProject(project.getId(), friends.getId());
            groups.deleteGroup(friends);
        });
        check("keeps members of a project", () -> {
            same(
                    projects.addMember(project.getId(), ada.getId(), AccessLevel.REPORTER).getAccessLevel(),
                    AccessLevel.REPORTER);
            same(projects.getMember(project.getId(), ada.getId()).getUsername(), name);
            same(
                    projects.updateMember(project.getId(), ada.getId(), AccessLevel.MASTER).getAccessLevel(),
                    AccessLevel.MASTER);
            same(projects.getMembers(project.getId()).size(), 1);
            yes(projects.getProjectUsers(project.getId()).stream().anyMatch(u -> u.getUsername().equals(name)));
            projects.removeMember(project.getId(), ada.getId());
            yes(projects.getOptionalMember(project.getId(), ada.getId()).isEmpty());
        });
        check("keeps hooks", () -> {
            var hook = projects.addHook(project.getId(), "http://hooks.example.com/x", true, false, true);
            same(hook.getPushEvents(), true);
            same(hook.getMergeRequestsEvents(), true);
            hook.setUrl("http://hooks.example.com/y");
            same(projects.modifyHook(hook).getUrl(), "http://hooks.example.com/y");
            same(projects.getHook(project.getId(), hook.getId()).getUrl(), "http://hooks.example.com/y");
            same(projects.getHooks(project.getId()).size(), 1);
            projects.deleteHook(hook);
            yes(projects.getOptionalHook(project.getId(), hook.getId()).isEmpty());
            var events = new ProjectHook();
            events.setTagPushEvents(true);
            var quiet = projects.addHook(project.getId(), "http://hooks.example.com/z", events, false, "secret");
            same(quiet.getTagPushEvents(), true);
            projects.deleteHook(project.getId(), quiet.getId());
        });
        check("keeps deploy keys", () -> {
            var keys = gl.getDeployKeysApi();
            var key = keys.addDeployKey(project.getId(), "robot", publicKey(), false);
            same(keys.getDeployKey(project.getId(), key.getId()).getTitle(), "robot");
            same(keys.getProjectDeployKeys(project.getId()).size(), 1);
            yes(keys.getDeployKeys().stream().anyMatch(k -> k.getId().equals(key.getId())));
            keys.deleteDeployKey(project.getId(), key.getId());
            yes(keys.getOptionalDeployKey(project.getId(), key.getId()).isEmpty());
        });
        check("keeps labels", () -> {
            var labels = gl.getLabelsApi();
            same(labels.createLabel(project.getId(), "bug", "#ff0000", "Broken").getColor(), "#ff0000");
            same(labels.updateLabelName(project.getId(), "bug", "defect", null, null).getName(), "defect");
            same(labels.updateLabelColor(project.getId(), "defect", "#00ff00", null, null).getColor(), "#00ff00");
            same(labels.getLabels(project.getId()).size(), 1);
            labels.deleteLabel(project.getId(), "defect");
            same(labels.getLabels(project.getId()).size(), 0);
        });

        var files = gl.getRepositoryFileApi();
        var repository = gl.getRepositoryApi();
        var commits = gl.getCommitsApi();
        check("creates, reads, changes and deletes files", () -> {
            files.createFile(file("README.md", "Hello\n"), project.getId(), "master", "Begin");
            files.createFile(file("lib/x.txt", "x"), project.getId(), "master", "Add x");
            files.updateFile(file("README.md", "Hello again\n"), project.getId(), "master", "Greet twice");
            var read = files.getFile("README.md", project.getId(), "master");
            same(new String(Base64.getDecoder().decode(read.getContent())), "Hello again\n");
            same(read.getSize(), 12);
            files.createFile(file("old.txt", "x"), project.getId(), "master", "Add old");
            files.deleteFile("old.txt", project.getId(), "master", "Drop old");
            refused(404, () -> files.getFile("old.txt", project.getId(), "master"));
            refused(
                    400,
                    () -> files.createFile(file("README.md", "x"), project.getId(), "master", "again"));
        });
        check("lists, gets and compares commits", () -> {
            var listed = commits.getCommits(project.getId(), 0, 20);
            same(
                    listed.stream().map(c -> c.getTitle()).collect(Collectors.toList()),
                    List.of("Drop old", "Add old", "Greet twice", "Add x", "Begin"));
            var head = commits.getCommit(project.getId(), "master");
            same(head.getId(), listed.get(0).getId());
            same(head.getParentIds(), List.of(listed.get(1).getId()));
            yes(head.getCreatedAt() != null && head.getCommittedDate() != null);
            yes(commits.getOptionalCommit(project.getId(), "0".repeat(40)).isEmpty());
            yes(commits.getDiff(project.getId(), listed.get(2).getId()).get(0).getDiff().contains("+Hello again"));
            CompareResults compared = repository.compare(project.getId(), listed.get(4).getId(), "master");
            same(compared.getCommits().size(), 4);
            same(compared.getDiffs().size(), 2);
            same(compared.getCompareSameRef(), false);
            // Raw files and blobs have the addresses of v4 in this client.
            refused(404, () -> files.getRawFile(project.getId(), "master", "README.md"));
        });
        check("comments on a commit", () -> {
            var greeting = commits.getCommits(project.getId(), 0, 20).get(2).getId();
            same(commits.addComment(project.getId(), greeting, "Well done").getNote(), "Well done");
            var line = commits.addComment(project.getId(), greeting, "Here", "README.md", 1, LineType.NEW);
            same(line.getPath(), "README.md");
            same(line.getLine(), 1);
            same(line.getLineType(), LineType.NEW);
            same(commits.getComments(project.getId(), greeting).size(), 2);
        });
        check("keeps branches", () -> {
            same(repository.createBranch(project.getId(), "feature", "master").getName(), "feature");
            same(
                    repository.getBranches(project.getId()).stream()
                            .map(b -> b.getName())
                            .collect(Collectors.toList()),
                    List.of("feature", "master"));
            same(repository.protectBranch(project.getId(), "feature").getProtected(), true);
            same(repository.unprotectBranch(project.getId(), "feature").getProtected(), false);
            same(repository.getBranch(project.getId(), "feature").getCommit().getMessage(), "Drop old");
            repository.deleteBranch(project.getId(), "feature");
            refused(404, () -> repository.getBranch(project.getId(), "feature"));
        });
        check("keeps tags", () -> {
            var tag = repository.createTag(project.getId(), "v1", "master", "One", "The first");
            same(tag.getMessage(), "One");
            same(tag.getRelease().getDescription(), "The first");
            same(repository.getTags(project.getId()).size(), 1);
            repository.deleteTag(project.getId(), "v1");
            same(repository.getTags(project.getId()).size(), 0);
        });
        check("shows the tree and archives", () -> {
            var tree = repository.getTree(project.getId());
            same(tree.stream().map(t -> t.getName()).collect(Collectors.toList()), List.of("lib", "README.md"));
            var inside = repository.getTree(project.getId(), "lib", "master");
            same(inside.get(0).getMode(), "100644");
            refused(404, () -> repository.getRawBlobContent(project.getId(), inside.get(0).getId()));
            var archive = repository.getRepositoryArchive(project.getId(), "master").readAllBytes();
            same(archive[0] & 0xff, 0x1f);
            Path folder = Files.createTempDirectory("slipway-archive");
            var saved = repository.getRepositoryArchive(project.getId(), "master", folder.toFile());
            yes(saved.getName().startsWith("tools-master-") && saved.getName().endsWith(".tar.gz"));
            Files.delete(saved.toPath());
            Files.delete(folder);
        });
        check("lists events", () -> {
            var events = projects.getProjectEvents(project.getId());
            yes(events.stream().anyMatch(e -> "pushed new".equals("" + e.getActionName())));
        });
        check("keeps system hooks", () -> {
            var hook =
                    gl.getSystemHooksApi()
                            .addSystemHook("http://hooks.example.com/system", "secret", true, false, false);
            yes(
                    gl.getSystemHooksApi().getSystemHooks().stream()
                            .anyMatch(h -> h.getId().equals(hook.getId())));
            gl.getSystemHooksApi().testSystemHook(hook);
            gl.getSystemHooksApi().deleteSystemHook(hook);
        });
        check("forks nothing at the address of v4", () ->
                refused(405, () -> projects.forkProject(project.getId(), path)));
        check("removes projects, groups and users", () -> {
            projects.deleteProject(project.getId());
            yes(projects.getOptionalProject(project.getId()).isEmpty());
            groups.deleteGroup(group.getId());
            yes(groups.getOptionalGroup(group.getId()).isEmpty());
            users.deleteUser(ada.getId());
            yes(users.getOptionalUser(ada.getId()).isEmpty());
        });
        System.out.println("end");
        System.exit(failed == 0 ? 0 : 1);
    }

    static List<Integer> ids(List<Project> projects) {
        return projects.stream().map(Project::getId).collect(Collectors.toList());
    }

    static RepositoryFile file(String path, String content) {
        var file = new RepositoryFile();
        file.setFilePath(path);
        file.setContent(content);
        return file;
    }
}
