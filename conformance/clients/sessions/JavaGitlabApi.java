import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.gitlab.api.AuthMethod;
import org.gitlab.api.GitlabAPI;
import org.gitlab.api.GitlabAPIException;
import org.gitlab.api.Pagination;
import org.gitlab.api.TokenType;
import org.gitlab.api.models.GitlabAccessLevel;
import org.gitlab.api.models.GitlabGroup;
import org.gitlab.api.models.GitlabProject;
import org.gitlab.api.models.GitlabUser;

/** What java-gitlab-api can do with accounts, groups, projects and repositories. It cannot write files. */
public class JavaGitlabApi {
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
                if (frame.getClassName().startsWith("JavaGitlabApi")) {
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

    static void refused(int status, Body body) throws Exception {
        try {
            body.run();
        } catch (java.io.FileNotFoundException missing) {
            same(404, status); // the platform's own exception of a 404
            return;
        } catch (GitlabAPIException problem) {
            same(problem.getResponseCode(), status);
            return;
        }
        throw new AssertionError("not refused");
    }

    /** Runs git with the server's password; stands in for a person who works beside the client. */
    static void git(Path folder, String... words) throws Exception {
        var command = new java.util.ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + ": " + said);
        }
    }

    static void push(String path) throws Exception {
        Path folder = Files.createTempDirectory("slipway-work");
        git(folder, "init", "-q", "-b", "master");
        Files.writeString(folder.resolve("README.md"), "Hello\n");
        git(folder, "add", "-A");
        git(folder, "commit", "-qm", "Begin");
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/x.txt"), "x");
        git(folder, "add", "-A");
        git(folder, "commit", "-qm", "Add x");
        Files.writeString(folder.resolve("README.md"), "Hello again\n");
        git(folder, "commit", "-qam", "Greet twice");
        var password = java.net.URLEncoder.encode(PASSWORD, "UTF-8").replace("+", "%20");
        git(folder, "push", "-q", URL.replace("://", "://root:" + password + "@") + "/" + path + ".git", "HEAD:master");
        try (var inside = Files.walk(folder)) {
            for (var file : inside.sorted(java.util.Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
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

    static GitlabUser ada;
    static GitlabGroup group;
    static GitlabProject project;

    public static void main(String[] arguments) throws Exception {
        var gl = GitlabAPI.connect(URL, TOKEN, TokenType.PRIVATE_TOKEN, AuthMethod.HEADER);
        String name = "ada-" + MARK;
        String path = "group-" + MARK;

        check("signs in with a token in a header, in the address, and with a password", () -> {
            same(gl.getUser().getUsername(), "root");
            var inAddress = GitlabAPI.connect(URL, TOKEN, TokenType.PRIVATE_TOKEN, AuthMethod.URL_PARAMETER);
            same(inAddress.getUser().getUsername(), "root");
            same(GitlabAPI.connect(URL, "root", PASSWORD).getPrivateToken(), TOKEN);
            same(gl.getCurrentSession().getPrivateToken(), TOKEN);
        });
        check("signs in with an OAuth token in a header and in the address", () -> {
            var request =
                    java.net.http.HttpRequest.newBuilder(java.net.URI.create(URL + "/oauth/token"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(
                                    java.net.http.HttpRequest.BodyPublishers.ofString(
                                            "grant_type=password&username=root&password="
                                                    + java.net.URLEncoder.encode(PASSWORD, "UTF-8")))
                            .build();
            var answer =
                    java.net.http.HttpClient.newHttpClient()
                            .send(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                            .body();
            var token = answer.replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
            for (var method : List.of(AuthMethod.HEADER, AuthMethod.URL_PARAMETER)) {
                same(GitlabAPI.connect(URL, token, TokenType.ACCESS_TOKEN, method).getUser().getUsername(), "root");
            }
        });
        check("a wrong token is refused", () ->
                refused(401, () -> GitlabAPI.connect(URL, "wrong-token-wrong-to").getUser()));
        check("asks for the version, which came with 8.13", () -> refused(404, () -> gl.getVersion()));
        check("creates, gets, finds and updates users", () -> {
            ada =
                    gl.createUser(
                            name + "@example.com", "correct horse", name, "Ada Stone", "skype", null, null, null, 9,
                            null, null, "Engines", false, true, true);
            same(ada.getUsername(), name);
            same(gl.getUser(ada.getId()).getEmail(), name + "@example.com");
            same(gl.findUsers(name).size(), 1);
            yes(gl.getUsers().stream().anyMatch(u -> u.getUsername().equals(name)));
            same(gl.getUserViaSudo(name).getUsername(), name);
            gl.updateUser(
                    ada.getId(), name + "@example.com", null, name, "Ada Stone", null, null, null, null, 8, null, null,
                    "Wheels", false, true);
            same(gl.getUser(ada.getId()).getBio(), "Wheels");
            gl.blockUser(ada.getId());
            same(gl.getUser(ada.getId()).getState(), "blocked");
            gl.unblockUser(ada.getId());
            refused(404, () -> gl.getUser(999999));
        });
        check("keeps SSH keys of a user", () -> {
            var key = gl.createSSHKey(ada.getId(), "laptop", publicKey());
            same(gl.getSSHKeys(ada.getId()).size(), 1);
            same(gl.getSSHKey(key.getId()).getTitle(), "laptop");
            gl.deleteSSHKey(ada.getId(), key.getId());
            same(gl.getSSHKeys(ada.getId()).size(), 0);
        });
        check("keeps groups and their members", () -> {
            group = gl.createGroup("The " + path, path);
            same(gl.getGroup(group.getId()).getPath(), path);
            same(gl.getGroup(path).getId(), group.getId());
            yes(gl.getGroups().stream().anyMatch(g -> g.getPath().equals(path)));
            same(gl.addGroupMember(group, ada, GitlabAccessLevel.Developer).getAccessLevel(), GitlabAccessLevel.Developer);
            same(gl.getGroupMembers(group).size(), 2);
            yes(gl.getGroupsViaSudo(name, new Pagination().withPerPage(5)).size() == 1);
            gl.deleteGroupMember(group, ada);
            same(gl.getGroupMembers(group.getId()).size(), 1);
            var sudo = gl.createGroupViaSudo(path + "-hers", path + "-hers", ada);
            same(gl.getGroupMembers(sudo).get(0).getUsername(), name);
            gl.deleteGroup(sudo.getId());
        });
        check("creates projects in several ways", () -> {
            project = gl.createProjectForGroup("tools", group, "Sharp", 10);
            same(project.getPathWithNamespace(), path + "/tools");
            same(project.getVisibilityLevel(), 10);
            var own = gl.createProject("own-" + MARK, null, "Mine", true, false, true, false, true, false, 0, null);
            same(own.isWikiEnabled(), false);
            same(own.getOwner().getUsername(), "root");
            var hers = gl.createUserProject(ada.getId(), "gift");
            same(hers.getOwner().getUsername(), name);
            gl.deleteProject(own.getId());
            refused(404, () -> gl.getProject(own.getId()));
        });
        check("gets, lists and searches projects", () -> {
            same(gl.getProject(project.getId()).getName(), "tools");
            same(gl.getProject(path, "tools").getId(), project.getId());
            for (int number = 0; number < 3; number++) {
                gl.createProjectForGroup("page-" + number, group);
            }
            yes(has(gl.getProjects()) && has(gl.getOwnedProjects()) && has(gl.getAllProjects()));
            yes(has(gl.searchProjects("tools")));
            same(gl.getGroupProjects(group).size(), 4);
            yes(gl.getProjectsViaSudo(ada).stream().anyMatch(p -> p.getName().equals("gift")));
            same(gl.getProject(project.getId()).getPermissions().getProjectGroupAccess().getAccessLevel(),
                    GitlabAccessLevel.Owner);
        });
        check("updates a project", () -> {
            gl.updateProject(project.getId(), "tools", "Sharper", null, true, true, true, true, true, false, 10);
            same(gl.getProject(project.getId()).getDescription(), "Sharper");
        });
        check("keeps members of a project", () -> {
            same(
                    gl.addProjectMember(project, ada, GitlabAccessLevel.Master).getAccessLevel(),
                    GitlabAccessLevel.Master);
            same(gl.getProjectMembers(project).size(), 1);
            gl.deleteProjectMember(project, ada);
            same(gl.getProjectMembers(project).size(), 0);
        });
        check("keeps hooks", () -> {
            var hook = gl.addProjectHook(project, "http://hooks.example.com/x");
            same(gl.getProjectHooks(project).size(), 1);
            same(gl.getProjectHook(project, hook.getId()).getUrl(), "http://hooks.example.com/x");
            same(gl.editProjectHook(project, hook.getId(), "http://hooks.example.com/y").getUrl(),
                    "http://hooks.example.com/y");
            gl.deleteProjectHook(project, hook.getId());
            var all = gl.addProjectHook(project.getId(), "http://hooks.example.com/z", true, false, true, true, false);
            same(all.isTagPushEvents(), true);
            gl.deleteProjectHook(project, all.getId());
            same(gl.getProjectHooks(project).size(), 0);
        });
        check("keeps deploy keys", () -> {
            var key = gl.createDeployKey(project.getId(), "robot", publicKey());
            same(gl.getDeployKeys(project.getId()).size(), 1);
            gl.deleteDeployKey(project.getId(), key.getId());
            same(gl.getDeployKeys(project.getId()).size(), 0);
        });
        check("keeps labels", () -> {
            same(gl.createLabel(project.getId(), "bug", "#ff0000").getColor(), "#ff0000");
            same(gl.updateLabel(project.getId(), "bug", "defect", "#00ff00").getName(), "defect");
            same(gl.getLabels(project).size(), 1);
            gl.deleteLabel(project.getId(), "defect");
            same(gl.getLabels(project).size(), 0);
        });
        check("reads what was pushed", () -> {
            push(path + "/tools");
            var commits = gl.getLastCommits(project.getId());
            same(
                    commits.stream().map(c -> c.getTitle()).collect(Collectors.toList()),
                    List.of("Greet twice", "Add x", "Begin"));
            same(gl.getLastCommits(project.getId(), "master").size(), 3);
            same(gl.getCommit(project.getId(), "master").getId(), commits.get(0).getId());
            same(gl.getCommit(project.getId(), commits.get(0).getId()).getParentIds(), List.of(commits.get(1).getId()));
            yes(gl.getCommitDiffs(project.getId(), commits.get(0).getId()).get(0).getDiff().contains("+Hello again"));
            var compared = gl.compareCommits(project.getId(), commits.get(2).getId(), "master");
            same(compared.getCommits().size(), 2);
            same(new String(gl.getRawFileContent(project, "master", "README.md")), "Hello again\n");
            var file = gl.getRepositoryFile(project, "README.md", "master");
            same(new String(Base64.getDecoder().decode(file.getContent())), "Hello again\n");
            var tree = gl.getRepositoryTree(project, "lib", "master", false);
            same(new String(gl.getRawBlobContent(project, tree.get(0).getId())), "x");
            same(gl.getFileArchive(project)[0] & 0xff, 0x1f);
        });
        check("walks all commits", () -> {
            // This client counts pages from 1 where the server counts from 0: it sees all but the first page.
            same(gl.getAllCommits(project.getId(), new Pagination().withPage(0).withPerPage(2), "master").size() >= 2, true);
        });
        check("keeps branches", () -> {
            gl.createBranch(project, "feature", "master");
            same(gl.getBranches(project).size(), 2);
            gl.protectBranch(project, "feature");
            same(gl.getBranch(project, "feature").isProtected(), true);
            gl.unprotectBranch(project, "feature");
            same(gl.getBranch(project, "feature").isProtected(), false);
            same(gl.getBranch(project.getId(), "feature").getCommit().getMessage(), "Greet twice\n");
            gl.deleteBranch(project.getId(), "feature");
            same(gl.getBranches(project.getId()).size(), 1);
        });
        check("keeps tags", () -> {
            var tag = gl.addTag(project, "v1", "master", "One", "The first");
            same(tag.getMessage(), "One");
            same(tag.getRelease().getDescription(), "The first");
            same(gl.getTags(project).size(), 1);
            gl.deleteTag(project.getId(), "v1"); // the other one names the object, not its number
            same(gl.getTags(project).size(), 0);
        });
        check("reports and reads statuses of a commit", () -> {
            var head = gl.getCommit(project.getId(), "master").getId();
            gl.createCommitStatus(project, head, "running", "master", "build", "http://ci.example.com/1", "Going");
            gl.createCommitStatus(project, head, "success", "master", "build", "http://ci.example.com/1", "Green");
            var statuses = gl.getCommitStatuses(project, head, new Pagination());
            same(statuses.size(), 1);
            same(statuses.get(0).getStatus(), "success");
            same(statuses.get(0).getDescription(), "Green");
        });
        check("comments on a commit", () -> {
            var head = gl.getCommit(project.getId(), "master").getId();
            same(gl.createCommitComment(project.getId(), head, "Here", "README.md", "1", "new").getNote(), "Here");
            var comments = gl.getCommitComments(project.getId(), head);
            same(comments.size(), 1);
            same(comments.get(0).getPath(), "README.md");
        });
        check("uploads a file", () -> {
            Path note = Files.createTempFile("note", ".txt");
            Files.writeString(note, "note");
            var uploaded = gl.uploadFile(project, note.toFile());
            same(uploaded.getAlt(), note.getFileName().toString());
            yes(uploaded.getUrl().startsWith("/uploads/"));
            Files.delete(note);
        });
        check("keeps system hooks", () -> {
            var hook = gl.addSystemHook("http://hooks.example.com/system");
            yes(gl.getSystemHooks().stream().anyMatch(h -> h.getId().equals(hook.getId())));
            gl.testSystemHook(hook.getId());
            gl.deleteSystemHook(hook.getId());
            yes(gl.getSystemHooks().stream().noneMatch(h -> h.getId().equals(hook.getId())));
        });
        check("moves a project into a group", () -> {
            var moving = gl.createProject("moving-" + MARK);
            gl.transfer(group.getId(), moving.getId());
            same(gl.getProject(moving.getId()).getNamespace().getPath(), path);
        });
        check("removes projects, groups and users", () -> {
            gl.deleteProject(project.getId());
            refused(404, () -> gl.getProject(project.getId()));
            gl.deleteGroup(group.getId());
            refused(404, () -> gl.getGroup(group.getId()));
            gl.deleteUser(ada.getId());
            refused(404, () -> gl.getUser(ada.getId()));
        });
        System.out.println("end");
        System.exit(failed == 0 ? 0 : 1);
    }

    static boolean has(List<GitlabProject> projects) {
        return projects.stream().anyMatch(p -> p.getId().equals(project.getId()));
    }
}
