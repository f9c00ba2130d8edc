package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.gitlab.call.Endpoint;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.group.NewGroup;
import io.slipway.forge.identity.TwoFactors;
import io.slipway.forge.project.Project;
import io.slipway.testkit.Golden;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every call of the table, asked by everybody: nobody, a user without a role, each role, and an
 * administrator, in a private, an internal and a public project or group. What they get stands in
 * {@code docs/roles.md}, which {@code ./dev golden roles} writes. A call without a question fails.
 */
@Timeout(900)
class RolesTest {
    /**
     * What is asked: the line of the table with a note if there are several questions about it, the
     * path, and the form. Words in braces are made as they are needed. Lines that take nothing but
     * a project need no question here.
     */
    private static final String QUESTIONS =
            """
            POST /session | /session | login=root&password=correct horse battery
            POST /users | /users | name=N&username=u{n}&email=u{n}@forge.test&password=long enough
            GET /users/:id | /users/{user}
            PUT /users/:id | /users/{user} | bio=b
            DELETE /users/:id | /users/{user}
            PUT /users/:id/block | /users/{user}/block
            PUT /users/:id/unblock | /users/{user}/unblock
            PUT /users/:id/disable_two_factor | /users/{careful}/disable_two_factor
            GET /user/keys/:key_id | /user/keys/{ownkey}
            POST /user/keys | /user/keys | title=t&key={line}
            DELETE /user/keys/:key_id | /user/keys/{ownkey}
            GET /users/:id/keys | /users/{user}/keys
            POST /users/:id/keys | /users/{user}/keys | title=t&key={line}
            DELETE /users/:id/keys/:key_id | /users/{root}/keys/{rootkey}
            GET /keys/:key_id | /keys/{rootkey}
            GET /user/emails/:email_id | /user/emails/{ownemail}
            POST /user/emails | /user/emails | email=e{n}@forge.test
            DELETE /user/emails/:email_id | /user/emails/{ownemail}
            GET /users/:id/emails | /users/{user}/emails
            POST /users/:id/emails | /users/{user}/emails | email=e{n}@forge.test
            DELETE /users/:id/emails/:email_id | /users/{root}/emails/{rootemail}
            POST /groups | /groups | name=g{n}&path=g{n}
            GET /groups/:id | /groups/{group}
            PUT /groups/:id | /groups/{group} | description=d
            DELETE /groups/:id | /groups/{spare}
            GET /groups/:id/projects | /groups/{group}/projects
            POST /groups/:id/projects/:project_id | /groups/{group}/projects/{elsewhere}
            GET /groups/:id/members | /groups/{group}/members
            POST /groups/:id/members | /groups/{group}/members | user_id={user}&access_level=10
            PUT /groups/:id/members/:user_id | /groups/{group}/members/{inside} | access_level=20
            DELETE /groups/:id/members/:user_id | /groups/{group}/members/{inside}
            DELETE /groups/:id/members/:user_id # oneself | /groups/{spare}/members/{self}
            GET /projects/search/:query | /projects/search/web
            POST /projects | /projects | name=p{n}
            POST /projects # into the group | /projects | name=p{n}&namespace_id={groupid}
            POST /projects/user/:user_id | /projects/user/{user} | name=p{n}
            POST /projects/fork/:id | /projects/fork/{project}
            POST /projects/:id/fork/:forked_from_id | /projects/{copy}/fork/{project}
            DELETE /projects/:id/fork | /projects/{fork}/fork
            PUT /projects/:id | /projects/{project} | description=d
            PUT /projects/:id # its name | /projects/{copy} | name=r{n}
            PUT /projects/:id # the name that it has | /projects/{project} | name={name}
            PUT /projects/:id # who may see it | /projects/{movable} | visibility_level={level}
            DELETE /projects/:id | /projects/{copy}
            POST /projects/:id/archive | /projects/{copy}/archive
            POST /projects/:id/unarchive | /projects/{copy}/unarchive
            DELETE /projects/:id/unarchive | /projects/{copy}/unarchive
            POST /projects/:id/star | /projects/{copy}/star
            DELETE /projects/:id/star | /projects/{starred}/star
            POST /projects/:id/members | /projects/{project}/members | user_id={user}&access_level=10
            GET /projects/:id/members/:user_id | /projects/{project}/members/{member}
            PUT /projects/:id/members/:user_id | /projects/{project}/members/{member} | access_level=20
            DELETE /projects/:id/members/:user_id | /projects/{project}/members/{member}
            DELETE /projects/:id/members/:user_id # oneself, a direct member | /projects/{joined}/members/{self}
            POST /projects/:id/share | /projects/{copy}/share | group_id={other}&group_access=20
            DELETE /projects/:id/share/:group_id | /projects/{shared}/share/{other}
            POST /projects/:id/keys | /projects/{project}/keys | title=t&key={line}
            GET /projects/:id/keys/:key_id | /projects/{project}/keys/{deploykey}
            DELETE /projects/:id/keys/:key_id | /projects/{project}/keys/{deploykey}
            POST /projects/:id/deploy_keys | /projects/{project}/deploy_keys | title=t&key={line}
            GET /projects/:id/deploy_keys/:key_id | /projects/{project}/deploy_keys/{deploykey}
            DELETE /projects/:id/deploy_keys/:key_id | /projects/{project}/deploy_keys/{deploykey}
            POST /projects/:id/hooks | /projects/{project}/hooks | url=http://127.0.0.1:9/
            GET /projects/:id/hooks/:hook_id | /projects/{project}/hooks/{hook}
            PUT /projects/:id/hooks/:hook_id | /projects/{project}/hooks/{hook} | push_events=false
            DELETE /projects/:id/hooks/:hook_id | /projects/{project}/hooks/{hook}
            GET /projects/:id/hooks/:hook_id/deliveries | /projects/{project}/hooks/{hook}/deliveries
            POST /projects/:id/labels | /projects/{project}/labels | name=l{n}&color=#123456
            PUT /projects/:id/labels | /projects/{project}/labels | name={label}&color=#123456
            DELETE /projects/:id/labels | /projects/{project}/labels | name={label}
            POST /projects/:id/labels/:label_id/subscription | /projects/{project}/labels/{label}/subscription
            DELETE /projects/:id/labels/:label_id/subscription | /projects/{project}/labels/{followed}/subscription
            POST /projects/:id/uploads | /projects/{project}/uploads | FILE file
            PUT /user/avatar | /user/avatar | FILE avatar
            GET /projects/:id/repository/blobs/:sha | /projects/{project}/repository/blobs/master?filepath=a.txt
            GET /projects/:id/repository/commits/:sha/blob | /projects/{project}/repository/commits/master/blob?filepath=a.txt
            GET /projects/:id/repository/raw_blobs/:sha | /projects/{project}/repository/raw_blobs/{blob}
            GET /projects/:id/repository/compare | /projects/{project}/repository/compare?from=work&to=master
            GET /projects/:id/repository/commits/:sha | /projects/{project}/repository/commits/master
            GET /projects/:id/repository/commits/:sha/diff | /projects/{project}/repository/commits/master/diff
            POST /projects/:id/repository/branches | /projects/{project}/repository/branches | branch_name=b{n}&ref=master
            GET /projects/:id/repository/branches/*branch | /projects/{project}/repository/branches/master
            DELETE /projects/:id/repository/branches/*branch | /projects/{project}/repository/branches/{branch}
            DELETE /projects/:id/repository/branches/*branch # a protected one | /projects/{project}/repository/branches/{guarded}
            PUT /projects/:id/repository/branches/*branch/protect | /projects/{project}/repository/branches/{branch}/protect
            PUT /projects/:id/repository/branches/*branch/unprotect | /projects/{project}/repository/branches/{branch}/unprotect
            POST /projects/:id/repository/tags | /projects/{project}/repository/tags | tag_name=t{n}&ref=master
            GET /projects/:id/repository/tags/*tag_name | /projects/{project}/repository/tags/{tag}
            DELETE /projects/:id/repository/tags/*tag_name | /projects/{project}/repository/tags/{tag}
            POST /projects/:id/repository/tags/*tag_name/release | /projects/{project}/repository/tags/{tag}/release | description=d
            PUT /projects/:id/repository/tags/*tag_name/release | /projects/{project}/repository/tags/{released}/release | description=d
            GET /projects/:id/repository/files | /projects/{project}/repository/files?file_path=a.txt&ref=master
            POST /projects/:id/repository/files | /projects/{project}/repository/files | file_path=f{n}&branch_name=work&content=c&commit_message=m
            POST /projects/:id/repository/files # on a protected branch | /projects/{project}/repository/files | file_path=f{n}&branch_name=master&content=c&commit_message=m
            PUT /projects/:id/repository/files | /projects/{project}/repository/files | file_path=a.txt&branch_name=work&content=c{n}&commit_message=m
            DELETE /projects/:id/repository/files | /projects/{project}/repository/files | file_path={file}&branch_name=work&commit_message=m
            GET /projects/:id/repository/commits/:sha/comments | /projects/{project}/repository/commits/master/comments
            POST /projects/:id/repository/commits/:sha/comments | /projects/{project}/repository/commits/master/comments | note=n
            GET /projects/:id/repository/commits/:sha/statuses | /projects/{project}/repository/commits/{sha}/statuses
            POST /projects/:id/statuses/:sha | /projects/{project}/statuses/{sha} | state=success
            GET /licenses/:key | /licenses/mit
            GET /gitignores/:name | /gitignores/Java
            GET /gitlab_ci_ymls/:name | /gitlab_ci_ymls/{ci}
            GET /templates/licenses/:key | /templates/licenses/mit
            GET /templates/gitignores/:name | /templates/gitignores/Java
            GET /templates/gitlab_ci_ymls/:name | /templates/gitlab_ci_ymls/{ci}
            PUT /application/settings | /application/settings | sign_in_text=t
            POST /hooks | /hooks | url=http://127.0.0.1:9/
            GET /hooks/:hook_id | /hooks/{systemhook}
            DELETE /hooks/:hook_id | /hooks/{systemhook}
            GET /hooks/:hook_id/deliveries | /hooks/{systemhook}/deliveries
            POST /internal/allowed | /internal/allowed | secret_token=shell secret&action=git-upload-pack&project=x/y&user_id=1
            POST /internal/allowed # without it | /internal/allowed
            GET /internal/discover | /internal/discover?secret_token=shell secret&user_id=1
            GET /internal/discover # without it | /internal/discover
            GET /internal/check | /internal/check?secret_token=shell secret
            GET /internal/check # without it | /internal/check
            GET /internal/broadcast_message | /internal/broadcast_message?secret_token=shell secret
            GET /internal/broadcast_message # without it | /internal/broadcast_message
            """;

    /** Words that are something else for each who asks. */
    private static final Set<String> OWN =
            Set.of("self", "starred", "joined", "followed", "ownkey", "ownemail");

    private static final Pattern WORD = Pattern.compile("\\{([a-z]+)\\}");

    private final World world = new World();
    private final Map<Visibility, Place> places = new LinkedHashMap<>();
    private int counter = 1000;

    private record Place(Visibility visibility, String group, Project project) {}

    private record Question(String note, String path, String form) {
        /** Whether the group or project that it is asked about may matter. */
        boolean dependsOnPlace() {
            return path.startsWith("/projects/{")
                    || path.startsWith("/projects/fork/")
                    || path.startsWith("/groups/{")
                    || form.contains("{groupid}");
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everybodyGetsWhatTheirRoleAllows() {
        for (var visibility : Visibility.values()) {
            places.put(visibility, place(visibility));
        }
        var questions = questions();
        var rows = new LinkedHashMap<String, Set<String>>();
        var asked = new TreeSet<String>();
        for (var line : world.lines()) {
            var name = line.method() + " " + line.template();
            asked.add(name);
            for (var question : questions.getOrDefault(name, List.of(plain(line)))) {
                assertThat(question.path()).as(name + " has no question").doesNotContain(":", "*");
                rows.computeIfAbsent(line.section(), _ -> new LinkedHashSet<>())
                        .addAll(rows(line, question));
            }
        }
        assertThat(asked).containsAll(questions.keySet());
        var page = new StringBuilder(HEAD);
        rows.forEach((section, those) -> {
            page.append("\n## ").append(section).append("\n\n").append(COLUMNS);
            those.forEach(page::append);
        });
        Golden.assertMatches(Path.of("../docs/roles.md"), page.toString());
    }

    /** One row for all visibilities that answer alike. */
    private List<String> rows(Endpoint line, Question question) {
        var alike = new LinkedHashMap<List<String>, List<String>>();
        for (var place : places.values()) {
            if (question.dependsOnPlace() || place.visibility() == Visibility.PRIVATE) {
                var answers = answers(line.method(), question, place);
                alike.computeIfAbsent(answers, _ -> new ArrayList<>())
                        .add(place.visibility().text());
            }
        }
        var rows = new ArrayList<String>();
        alike.forEach((answers, visibilities) -> {
            if (question.note().isEmpty()) {
                // An administrator may do everything: a refusal means that the question is wrong.
                assertThat(answers.getLast())
                        .as(line.method() + " " + question.path())
                        .startsWith("2");
            }
            rows.add(
                    "| %s | %s | %s |"
                                    .formatted(
                                            called(line, question),
                                            alike.size() == 1
                                                    ? ""
                                                    : String.join(", ", visibilities),
                                            String.join(
                                                    " | ",
                                                    answers.stream().map(RolesTest::cell).toList()))
                            + "\n");
        });
        return rows;
    }

    /** What was made for one question serves the next as well until somebody has used it up. */
    private List<String> answers(String method, Question question, Place place) {
        var answers = new ArrayList<String>();
        var made = new HashMap<String, String>();
        for (var who : Roles.WHO) {
            made.keySet().removeAll(OWN);
            var answer = ask(method, question, place, who, made);
            answers.add(answer);
            if (answer.startsWith("2") && !method.equals("GET")) {
                made.clear();
            }
        }
        return answers;
    }

    /** The formats of an archive are one row as long as they are alike. */
    private static String called(Endpoint line, Question question) {
        var template =
                line.template()
                        .replaceAll("[:*]([a-z_]+)", "{$1}")
                        .replaceFirst(
                                "repository/archive(\\..*)?$", "repository/archive[.{format}]");
        return "`"
                + line.method()
                + " "
                + template
                + "`"
                + (question.note().isEmpty() ? "" : ": " + question.note());
    }

    private static String cell(String status) {
        return status.startsWith("2") ? "**" + status + "**" : status;
    }

    private static final String HEAD =
            """
            # Who may call what

            Every call of API v3, asked by everybody: the status that each of them gets. A test asks a running server, writes this page, and fails
            when an answer changes or a call is missing here. A role comes from the project, from its group, or from a group that the project is shared with;
            the highest counts.

            **How to read it**

            | word | means |
            | --- | --- |
            | nobody | without a token |
            | stranger | signed in, without a role in the group or project |
            | guest … owner | with that role in the group, hence in its projects |
            | admin | an administrator of the server: an owner everywhere |
            | where | private, internal or public: the project, or the group in calls about groups; empty if it makes no difference |
            | **200**, **201** | done |
            | 400, 405 | the call is for this role, what it asks for is not: a project in a group of others, a protected branch, a tag that exists |
            | 401 | only for those who are signed in; so are almost all calls, those about public projects too |
            | 403 | seen, but not allowed |
            | 404 | for this caller it does not exist |

            Lists (`/projects`, `/groups`, `/namespaces`) and `/user/…` answer everybody who is signed in, each with what is theirs to see. Git over HTTP and
            SSH goes by the same roles, and serves public projects to nobody too. [Compatibility](compatibility.md) tells where a role may do less or more
            than in the original.
            """;

    private static final String COLUMNS =
            """
            | call | where | nobody | stranger | guest | reporter | developer | master | owner | admin |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private static Map<String, List<Question>> questions() {
        var questions = new HashMap<String, List<Question>>();
        QUESTIONS
                .lines()
                .forEach(line -> {
                    var parts = line.split(" \\| ");
                    var name = parts[0].split(" # ");
                    questions
                            .computeIfAbsent(name[0], _ -> new ArrayList<>())
                            .add(
                                    new Question(
                                            name.length > 1 ? name[1] : "",
                                            parts[1],
                                            parts.length > 2 ? parts[2] : ""));
                });
        return questions;
    }

    private static Question plain(Endpoint line) {
        return new Question(
                "", line.template().replace("/projects/:id", "/projects/{project}"), "");
    }

    private Place place(Visibility visibility) {
        var group = group("team-" + visibility.text(), visibility);
        var project = world.forge.project(group + "/web-" + visibility.text(), visibility);
        var base = "/projects/" + project.id().value() + "/repository";
        // The first branch is protected, the second is not.
        post(
                "root",
                base + "/files",
                "branch_name=master&file_path=a.txt&content=1&commit_message=First");
        post("root", base + "/branches", "ref=master&branch_name=work");
        return new Place(visibility, group, project);
    }

    private String group(String path, Visibility visibility) {
        world.forge
                .forge()
                .groups()
                .create(world.forge.root(), new NewGroup(path, path, "", visibility));
        Roles.in(world, path);
        return path;
    }

    private String ask(
            String method, Question question, Place place, String who, Map<String, String> made) {
        var path = filled(question.path(), place, who, made).replace(" ", "%20");
        if (question.form().startsWith("FILE ")) {
            return upload(method, path, question.form().substring(5), who);
        }
        var form = new ArrayList<String>();
        for (var pair : question.form().split("&")) {
            if (!pair.isEmpty()) {
                var parts = pair.split("=", 2);
                form.add(
                        parts[0]
                                + "="
                                + URLEncoder.encode(
                                        filled(parts[1], place, who, made),
                                        StandardCharsets.UTF_8));
            }
        }
        return Integer.toString(world.as(who, method, path, String.join("&", form)).status());
    }

    private String upload(String method, String path, String field, String who) {
        var body =
                "--b\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a.gif\"\r\n\r\nGIF89a\r\n--b--\r\n"
                        .formatted(field);
        if (who.isEmpty()) {
            return Integer.toString(
                    world.send(
                                    method,
                                    path,
                                    body,
                                    "Content-Type",
                                    "multipart/form-data; boundary=b")
                            .status());
        }
        return Integer.toString(
                world.multipart(who, method, path, "b", body.getBytes(StandardCharsets.UTF_8))
                        .status());
    }

    private String filled(String text, Place place, String who, Map<String, String> made) {
        return WORD.matcher(text)
                .replaceAll(word ->
                        Matcher.quoteReplacement(
                                made.computeIfAbsent(
                                        word.group(1),
                                        one ->
                                                make(
                                                        one,
                                                        place,
                                                        who.isEmpty() ? "stranger" : who))));
    }

    private String make(String word, Place place, String who) {
        var n = Integer.toString(++counter);
        var base = "/projects/" + place.project().id().value();
        return switch (word) {
            case "n" -> n;
            case "project" -> Long.toString(place.project().id().value());
            case "name" -> place.project().name();
            case "group" -> place.group();
            case "root" -> Long.toString(world.id("root"));
            case "line" -> Keys.ed25519(counter);
            case "user" -> Long.toString(world.id("fresh" + n));
            case "member" -> {
                var user = Long.toString(world.id("fresh" + n));
                post("root", base + "/members", "access_level=30&user_id=" + user);
                yield user;
            }
            case "inside" -> {
                var user = Long.toString(world.id("fresh" + n));
                post(
                        "root",
                        "/groups/" + place.group() + "/members",
                        "access_level=30&user_id=" + user);
                yield user;
            }
            case "copy", "shared", "starred", "joined", "fork" -> {
                var copy =
                        Long.toString(
                                world.forge
                                        .project(place.group() + "/c" + n, place.visibility())
                                        .id()
                                        .value());
                if (word.equals("shared")) {
                    post(
                            "root",
                            "/projects/" + copy + "/share",
                            "group_access=20&group_id=" + other());
                } else if (word.equals("starred")) {
                    world.as(who, "POST", "/projects/" + copy + "/star", "");
                } else if (word.equals("joined")) {
                    post(
                            "root",
                            "/projects/" + copy + "/members",
                            "access_level=10&user_id=" + world.id(who));
                } else if (word.equals("fork")) {
                    post("root", "/projects/" + copy + "/fork/" + place.project().id().value(), "");
                }
                yield copy;
            }
            case "other" -> Long.toString(other());
            case "elsewhere" -> Long.toString(world.forge.project("elsewhere/e" + n).id().value());
            case "spare" -> group("spare" + n, place.visibility());
            case "groupid" -> Long.toString(world.forge.group(place.group()).id().value());
            case "self" -> Long.toString(world.id(who));
            case "level" -> place.visibility() == Visibility.PRIVATE ? "20" : "0";
            // In a private group every project stays private.
            case "movable" ->
                    Long.toString(
                            world.forge
                                    .project("team-public/m" + n, place.visibility())
                                    .id()
                                    .value());
            case "careful" -> careful("fresh" + n);
            case "ownkey" -> id(post(who, "/user/keys", "title=t&key=" + key()));
            case "rootkey" -> id(post("root", "/user/keys", "title=t&key=" + key()));
            case "ownemail" -> id(post(who, "/user/emails", "email=o" + n + "%40forge.test"));
            case "rootemail" -> id(post("root", "/user/emails", "email=o" + n + "%40forge.test"));
            case "deploykey" -> id(post("root", base + "/keys", "title=t&key=" + key()));
            case "hook" -> id(post("root", base + "/hooks", "url=http://127.0.0.1:9/"));
            case "systemhook" -> id(post("root", "/hooks", "url=http://127.0.0.1:9/"));
            case "label", "followed" -> {
                post("root", base + "/labels", "color=%23123456&name=l" + n);
                if (word.equals("followed")) {
                    world.as(who, "POST", base + "/labels/l" + n + "/subscription", "");
                }
                yield "l" + n;
            }
            case "branch", "guarded" -> {
                post("root", base + "/repository/branches", "ref=master&branch_name=b" + n);
                if (word.equals("guarded")) {
                    world.as("root", "PUT", base + "/repository/branches/b" + n + "/protect", "");
                }
                yield "b" + n;
            }
            case "tag", "released" -> {
                post(
                        "root",
                        base + "/repository/tags",
                        "ref=master&tag_name=v"
                                + n
                                + (word.equals("tag") ? "" : "&release_description=d"));
                yield "v" + n;
            }
            case "file" -> {
                post(
                        "root",
                        base + "/repository/files",
                        "branch_name=work&content=c&commit_message=m&file_path=x" + n);
                yield "x" + n;
            }
            case "blob" ->
                    world.get("root", base + "/repository/tree").json().get(0).get("id").asText();
            case "sha" ->
                    world.get("root", base + "/repository/commits")
                            .json()
                            .get(0)
                            .get("id")
                            .asText();
            case "ci" -> world.get("root", "/gitlab_ci_ymls").json().get(0).get("name").asText();
            default -> throw new IllegalArgumentException(word);
        };
    }

    /** Somebody with two factors. */
    private String careful(String name) {
        var caller = world.caller(name);
        var factors = world.forge.forge().twoFactors();
        if (factors.own(caller) instanceof TwoFactors.Status.Off off) {
            factors.confirm(caller, Authenticator.code(off.secret().reveal(), 0));
        }
        return Long.toString(world.id(name));
    }

    private long other() {
        return world.forge.group("other").id().value();
    }

    private String key() {
        return Keys.ed25519(++counter).replace("+", "%2B").replace(" ", "+");
    }

    private static String id(World.Answer answer) {
        return answer.json().get("id").asText();
    }

    private World.Answer post(String who, String path, String form) {
        var answer = world.as(who, "POST", path, form);
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(201);
        return answer;
    }
}
