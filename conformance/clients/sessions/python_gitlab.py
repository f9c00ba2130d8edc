"""What python-gitlab can do with accounts, groups, projects and repositories over v3; runs with 0.21.2 and 1.0.2.

Usage: python_gitlab.py VERSION; the server is named by the environment (see ../run).
"""
import base64
import io
import os
import sys
import tarfile

import gitlab

from session import Session

VERSION = sys.argv[1]
s = Session()
url, check, refused = s.url, s.check, s.refused
other = VERSION.startswith("1.")


def connect(token, **options):
    return gitlab.Gitlab(url, token, api_version="3", **options)


def named(things, name, key="name"):
    found = [t for t in things if getattr(t, key) == name]
    assert len(found) == 1, f"{name} is {len(found)} times in {[getattr(t, key) for t in things]}"
    return found[0]


assert gitlab.__version__ == VERSION, gitlab.__version__
gl = connect(s.token)

with check("signs in with a token"):
    gl.auth()
    assert gl.user.username == "root" and gl.user.is_admin is True, gl.user.__dict__
    assert gl.user.private_token == s.token
with check("signs in with name and password"):
    by_password = gitlab.Gitlab(url, email="root", password=s.password, api_version="3")
    by_password.auth()
    assert by_password.user.private_token == s.token and by_password.private_token == s.token
with check("a wrong password is an authentication error"):
    wrong = gitlab.Gitlab(url, email="root", password="not the password", api_version="3")
    refused(gitlab.GitlabAuthenticationError, wrong.auth, 401)
with check("a wrong token is an authentication error"):
    refused(gitlab.GitlabAuthenticationError, connect("wrong-token-wrong-to").auth, 401)
with check("asks for the version"):
    version, revision = gl.version()
    assert version and revision

# Users
name = s.name("ada")
with check("creates a user"):
    ada = gl.users.create({"email": f"{name}@example.com", "username": name, "name": "Ada Stone",
                           "password": "correct horse", "confirm": False, "bio": "Builds engines",
                           "projects_limit": 7, "can_create_group": True})
    assert ada.id and ada.username == name and ada.state == "active" and ada.bio == "Builds engines"
    assert ada.email == f"{name}@example.com" and ada.projects_limit == 7 and ada.is_admin is False
with check("a taken e-mail address is a conflict"):
    refused(gitlab.GitlabCreateError, lambda: gl.users.create(
        {"email": f"{name}@example.com", "username": name + "x", "name": "A", "password": "correct horse"}), 409)
with check("gets a user"):
    got = gl.users.get(ada.id)
    assert got.username == name and got.email == f"{name}@example.com"
    assert got.created_at.endswith("Z") and got.identities == []
with check("an unknown user is not found"):
    refused(gitlab.GitlabGetError, lambda: gl.users.get(999999), 404)
with check("lists, searches and finds users by name"):
    assert name in [u.username for u in gl.users.list(all=True, per_page=2)]
    assert len(gl.users.list(per_page=1, page=1)) == 1
    assert [u.id for u in gl.users.search(name)] == [ada.id]
    found = gl.users.get_by_username(name)
    assert found.id == ada.id
with check("changes a user"):
    ada.bio, ada.projects_limit = "Runs engines", 9
    ada.save()
    assert gl.users.get(ada.id).bio == "Runs engines" and gl.users.get(ada.id).projects_limit == 9
with check("blocks and unblocks a user"):
    ada.block()
    assert gl.users.get(ada.id).state == "blocked"
    ada.unblock()
    assert gl.users.get(ada.id).state == "active"
with check("keeps keys of a user"):
    key = ada.keys.create({"title": "laptop", "key": s.public_key()})
    assert key.title == "laptop" and key.key.startswith("ssh-")
    assert [k.id for k in ada.keys.list()] == [key.id]
    assert ada.keys.get(key.id).title == "laptop"
    key.delete()
    assert ada.keys.list() == []
with check("a bad key is refused with the field's messages"):
    problem = refused(gitlab.GitlabCreateError, lambda: ada.keys.create({"title": "bad", "key": "ssh-rsa nonsense"}), 400)
    assert "fingerprint" in str(problem), problem
with check("keeps e-mail addresses of a user"):
    email = ada.emails.create({"email": f"second-{name}@example.com"})
    assert [e.email for e in ada.emails.list()] == [f"second-{name}@example.com"]
    email.delete()
    assert ada.emails.list() == []
with check("creates a project for a user"):
    theirs = ada.projects.create({"name": "gift", "description": "For Ada"})
    assert theirs.name == "gift" and theirs.owner.username == name
    assert gl.projects.get(f"{name}/gift").description == "For Ada"
with check("keeps own keys and addresses"):
    key = gl.user.keys.create({"title": "desk", "key": s.public_key()})
    assert gl.user.keys.get(key.id).title == "desk" and "desk" in [k.title for k in gl.user.keys.list()]
    key.delete()
    email = gl.user.emails.create({"email": s.name("root") + "@example.com"})
    assert gl.user.emails.get(email.id).email == email.email
    assert email.id in [e.id for e in gl.user.emails.list()]
    email.delete()
    assert email.id not in [e.id for e in gl.user.emails.list()]

# Ada's own view
hers = gitlab.Gitlab(url, email=f"{name}@example.com", password="correct horse", api_version="3")
with check("a new user signs in and sees less"):
    hers.auth()
    assert hers.user.username == name and hers.user.is_admin is False
    refused(gitlab.GitlabCreateError, lambda: hers.users.create(
        {"email": "x@example.com", "username": "x", "name": "X", "password": "correct horse"}), 403)
    assert not hasattr(hers.users.get(gl.user.id), "email")
with check("acts for another user"):
    assert gl.users.list(sudo=name)
    made = gl.projects.create({"name": "by-sudo"}, sudo=name)
    assert made.path_with_namespace == f"{name}/by-sudo"
    refused(gitlab.GitlabListError, lambda: hers.users.list(sudo="root"), 403)

# Groups
path = s.name("group")
with check("creates a group"):
    group = gl.groups.create({"name": "The " + path, "path": path, "description": "First", "visibility_level": 10})
    assert group.path == path and group.description == "First" and group.visibility_level == 10
with check("gets, lists and searches groups"):
    assert gl.groups.get(group.id).path == path and gl.groups.get(path).id == group.id
    assert path in [g.path for g in gl.groups.list(all=True)]
    assert [g.id for g in gl.groups.search(path)] == [group.id]
with check("changes a group"):
    group.description = "Second"
    group.save()
    assert gl.groups.get(group.id).description == "Second"
with check("a taken path is refused"):
    refused(gitlab.GitlabCreateError, lambda: gl.groups.create({"name": "again", "path": path}), 400)
with check("keeps members of a group"):
    member = group.members.create({"user_id": ada.id, "access_level": gitlab.DEVELOPER_ACCESS})
    assert member.access_level == 30 and member.username == name
    assert {m.username for m in group.members.list()} == {"root", name}
    assert group.members.get(ada.id).access_level == 30
    member.access_level = gitlab.MASTER_ACCESS
    member.save()
    assert group.members.get(ada.id).access_level == 40
with check("a member twice is a conflict"):
    refused(gitlab.GitlabCreateError, lambda: group.members.create(
        {"user_id": ada.id, "access_level": 30}), 409)
with check("removes a member of a group"):
    group.members.get(ada.id).delete()
    assert [m.username for m in group.members.list()] == ["root"]
with check("lists namespaces"):
    assert named(gl.namespaces.list(all=True), path, "path").kind == "group"
    assert [n.path for n in gl.namespaces.list(search=path)] == [path]

# Projects
with check("creates a project"):
    project = gl.projects.create({"name": "Tools Box", "path": "tools", "namespace_id": group.id,
                                  "description": "Sharp", "issues_enabled": True, "wiki_enabled": False,
                                  "visibility_level": 10})
    assert project.path_with_namespace == f"{path}/tools" and project.name == "Tools Box"
    assert project.visibility_level == 10 and project.wiki_enabled is False and project.default_branch is None
    assert project.namespace.path == path and "owner" not in project.__dict__
    assert project.http_url_to_repo.endswith(f"/{path}/tools.git")
with check("a taken project path is refused with messages"):
    problem = refused(gitlab.GitlabCreateError, lambda: gl.projects.create(
        {"name": "Tools Box", "path": "tools", "namespace_id": group.id}), 400)
    assert "has already been taken" in str(problem)
with check("gets a project by number and by path"):
    assert gl.projects.get(project.id).path == "tools"
    by_path = gl.projects.get(f"{path}/tools")
    assert by_path.id == project.id and by_path.permissions["group_access"]["access_level"] == 50
with check("lists projects: mine, owned, all, by search"):
    assert project.id in [p.id for p in gl.projects.list(all=True)]
    assert project.id in [p.id for p in gl.projects.owned(all=True)]
    assert project.id in [p.id for p in gl.projects.all(all=True)]
    assert project.id in [p.id for p in gl.projects.list(search="tools", all=True)]
    assert project.id in [p.id for p in gl.projects.search("Tools", all=True)]
    assert [p.id for p in group.projects.list()] == [project.id]
with check("walks pages by Link"):
    for number in range(5):
        gl.projects.create({"name": f"page-{number}", "namespace_id": group.id})
    walked = [p.name for p in group.projects.list(all=True, per_page=2)]
    assert len(walked) == 6 and len(set(walked)) == 6, walked
    assert [p.name for p in group.projects.list(order_by="name", sort="asc", search="page-", per_page=2, page=2)] \
        == ["page-2", "page-3"]
with check("changes a project"):
    project.description, project.snippets_enabled = "Sharper", True
    project.save()
    again = gl.projects.get(project.id)
    assert again.description == "Sharper" and again.snippets_enabled is True
with check("stars and unstars a project"):
    assert project.star().star_count == 1 and project.id in [p.id for p in gl.projects.starred()]
    assert project.unstar().star_count == 0 and project.id not in [p.id for p in gl.projects.starred()]
with check("archives and unarchives a project"):
    project.archive_()
    assert gl.projects.get(project.id).archived is True
    project.unarchive_()
    assert gl.projects.get(project.id).archived is False
with check("shares a project with a group"):
    friends = gl.groups.create({"name": path + "-friends", "path": path + "-friends"})
    project.share(friends.id, gitlab.DEVELOPER_ACCESS)
    friends.delete()
with check("keeps members of a project"):
    member = project.members.create({"user_id": ada.id, "access_level": gitlab.REPORTER_ACCESS})
    assert member.access_level == 20
    assert project.members.get(ada.id).access_level == 20
    member.access_level = gitlab.DEVELOPER_ACCESS
    member.save()
    assert named(project.members.list(), name, "username").access_level == 30
    assert [m.username for m in project.members.list(query=name)] == [name]
with check("keeps hooks of a project"):
    hook = project.hooks.create({"url": "http://hooks.example.com/x", "push_events": True, "tag_push_events": True,
                                 "issues_events": False})
    assert hook.push_events is True and hook.tag_push_events is True and hook.issues_events is False
    assert project.hooks.get(hook.id).url == "http://hooks.example.com/x"
    hook.url = "http://hooks.example.com/y"
    hook.save()
    assert [h.url for h in project.hooks.list()] == ["http://hooks.example.com/y"]
    hook.delete()
    assert project.hooks.list() == []
with check("a hook with a bad address is refused"):
    refused(gitlab.GitlabCreateError, lambda: project.hooks.create({"url": "not an address"}), 422)
with check("keeps deploy keys"):
    key = project.keys.create({"title": "robot", "key": s.public_key()})
    assert project.keys.get(key.id).title == "robot" and [k.id for k in project.keys.list()] == [key.id]
    assert key.id in [k.id for k in gl.keys.list()]
    if other:
        assert key.id in [k.id for k in gl.deploykeys.list()]
    key.delete()
    assert project.keys.list() == []
with check("keeps labels"):
    label = project.labels.create({"name": "bug", "color": "#ff0000", "description": "Broken"})
    assert label.name == "bug" and label.color == "#ff0000" and label.description == "Broken"
    refused(gitlab.GitlabCreateError, lambda: project.labels.create({"name": "bug", "color": "#ff0000"}), 409)
    assert project.labels.get("bug").color == "#ff0000"
    label.new_name, label.color = "defect", "#00ff00"
    label.save()
    assert [l.name for l in project.labels.list()] == ["defect"]
    label = project.labels.get("defect")
    label.subscribe()
    assert label.subscribed is True
    label.unsubscribe()
    assert label.subscribed is False
    label.delete()
    assert project.labels.list() == []

# The repository
with check("an empty repository lists nothing"):
    assert project.branches.list() == [] and project.tags.list() == [] and project.commits.list() == []
with check("creates files"):
    file = project.files.create({"file_path": "README.md", "branch_name": "master", "content": "Hello\n",
                                 "commit_message": "Begin"})
    assert file.file_path == "README.md" and file.branch_name == "master"
    picture = bytes(range(256))
    project.files.create({"file_path": "img/all bytes.bin".replace(" ", "-"), "branch_name": "master",
                          "content": base64.b64encode(picture).decode(), "encoding": "base64",
                          "commit_message": "Add every byte"})
    assert gl.projects.get(project.id).default_branch == "master"
with check("gets files"):
    file = project.files.get(file_path="README.md", ref="master")
    assert file.decode() == b"Hello\n" and file.size == 6 and file.encoding == "base64"
    assert project.files.get(file_path="img/all-bytes.bin", ref="master").decode() == picture
    refused(gitlab.GitlabGetError, lambda: project.files.get(file_path="absent", ref="master"), 404)
with check("changes and deletes files"):
    file.content, file.commit_message, file.branch_name = "Hello again\n", "Greet twice", "master"
    file.encoding = "text"
    file.save()
    assert project.files.get(file_path="README.md", ref="master").decode() == b"Hello again\n"
    project.files.create({"file_path": "old.txt", "branch_name": "master", "content": "x", "commit_message": "Add old"})
    old = project.files.get(file_path="old.txt", ref="master")
    old.delete(branch_name="master", commit_message="Drop old", file_path="old.txt")
    refused(gitlab.GitlabGetError, lambda: project.files.get(file_path="old.txt", ref="master"), 404)
with check("a file that exists is refused"):
    refused(gitlab.GitlabCreateError, lambda: project.files.create(
        {"file_path": "README.md", "branch_name": "master", "content": "x", "commit_message": "again"}), 400)
with check("lists commits from page 0"):
    commits = project.commits.list()
    assert [c.title for c in commits] == ["Drop old", "Add old", "Greet twice", "Add every byte", "Begin"]
    assert [c.title for c in project.commits.list(page=1, per_page=2)] == ["Greet twice", "Add every byte"]
    assert commits[0].short_id == commits[0].id[:8] and commits[0].author_name
    assert project.commits.list(ref_name="absent") == []
with check("gets a commit and its difference"):
    commit = project.commits.get("master")
    assert commit.id == commits[0].id and commit.parent_ids == [commits[1].id] and commit.status is None
    difference = project.commits.get(commits[2].id).diff()
    assert difference[0]["new_path"] == "README.md" and "+Hello again" in difference[0]["diff"]
    assert difference[0]["diff"].startswith("--- a/README.md")
with check("reads a file of a commit"):
    assert commit.blob("README.md") == b"Hello again\n"
    assert project.repository_blob(commit.id, "README.md") == b"Hello again\n"
with check("comments on a commit"):
    comment = commit.comments.create({"note": "Well done"})
    assert comment.note == "Well done" and comment.author["username"] == "root"
    line = project.commits.get(commits[2].id).comments.create(
        {"note": "This line", "path": "README.md", "line": 1, "line_type": "new"})
    assert line.path == "README.md" and line.line == 1 and line.line_type == "new"
    assert [c.note for c in commit.comments.list()] == ["Well done"]
with check("reports the status of a commit"):
    status = commit.statuses.create({"state": "pending", "name": "build", "target_url": "http://ci.example.com/1"})
    assert status.status == "pending" and status.name == "build" and status.ref == "master"
    commit.statuses.create({"state": "success", "name": "build", "description": "All green"})
    listed = commit.statuses.list()
    assert [(x.name, x.status, x.description) for x in listed] == [("build", "success", "All green")]
    assert project.commits.get(commit.id).status == "success"
with check("keeps branches"):
    branch = project.branches.create({"branch_name": "feature/one", "ref": "master"})
    assert branch.name == "feature/one" and branch.protected is False and branch.commit["id"] == commit.id
    assert [b.name for b in project.branches.list()] == ["feature/one", "master"]
    assert project.branches.get("feature/one").commit["id"] == commit.id
    assert project.branches.get("master").protected is True
    branch.protect()
    assert project.branches.get("feature/one").protected is True
    branch.unprotect()
    assert project.branches.get("feature/one").protected is False
    refused(gitlab.GitlabCreateError, lambda: project.branches.create(
        {"branch_name": "feature/one", "ref": "master"}), 400)
    branch.delete()
    assert [b.name for b in project.branches.list()] == ["master"]
    refused(gitlab.GitlabGetError, lambda: project.branches.get("feature/one"), 404)
with check("keeps tags and releases"):
    tag = project.tags.create({"tag_name": "v1.0", "ref": "master", "message": "First"})
    assert tag.name == "v1.0" and tag.message == "First" and tag.release is None
    tag.set_release_description("The first one")
    assert tag.release.description == "The first one"
    tag = project.tags.get("v1.0")
    assert tag.release.description == "The first one"
    tag.set_release_description("The very first one")
    assert project.tags.get("v1.0").release.description == "The very first one"
    project.tags.create({"tag_name": "v1.1", "ref": "v1.0"})
    assert [t.name for t in project.tags.list()] == ["v1.1", "v1.0"]
    project.tags.delete("v1.1")
    tag.delete()
    assert project.tags.list() == []
with check("shows the tree"):
    assert [(t["name"], t["type"], t["mode"]) for t in project.repository_tree()] == \
        [("img", "tree", "040000"), ("README.md", "blob", "100644")]
    inside = project.repository_tree(path="img", ref_name="master")
    assert [t["name"] for t in inside] == ["all-bytes.bin"]
    assert project.repository_raw_blob(inside[0]["id"]) == picture
with check("compares"):
    compared = project.repository_compare(commits[4].id, "master")
    assert [c["title"] for c in compared["commits"]] == ["Add every byte", "Greet twice", "Add old", "Drop old"]
    assert {d["new_path"] for d in compared["diffs"]} == {"README.md", "img/all-bytes.bin"}
    assert compared["compare_same_ref"] is False and compared["commit"]["id"] == commit.id
with check("names contributors"):
    people = project.repository_contributors()
    assert len(people) == 1 and people[0]["commits"] == 5
with check("packs an archive"):
    with tarfile.open(fileobj=io.BytesIO(project.repository_archive())) as archive:
        inside = archive.getnames()
    assert any(n.endswith("/README.md") for n in inside), inside
    assert all(n.startswith(f"tools-master-{commit.id}") for n in inside if n != "pax_global_header"), inside
    pieces = []
    project.repository_archive(sha=commits[4].id, streamed=True, action=pieces.append)
    with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as archive:
        assert not any("img" in n for n in archive.getnames())
with check("lists events"):
    events = project.events.list(all=True)
    assert events[-1].action_name == "created" and events[0].author_username == "root"
    pushed = [e for e in events if e.action_name.startswith("pushed")]
    assert pushed and pushed[-1].data["ref"] == "refs/heads/master", pushed
if other:
    with check("uploads a file"):
        uploaded = project.upload("note.txt", filedata=b"note")
        assert uploaded["alt"] == "note.txt" and uploaded["url"].startswith("/uploads/")
        assert uploaded["markdown"] == f"[note.txt]({uploaded['url']})"

# Forks
with check("forks a project"):
    forked = project.forks.create({}, sudo=name)
    assert forked.path_with_namespace == f"{name}/tools" and forked.forked_from_project["id"] == project.id
    assert gl.projects.get(project.id).forks_count == 1
    assert s.eventually(lambda: gl.projects.get(forked.id).branches.list())[0].name == "master"
with check("makes and drops a fork's relation"):
    fork = gl.projects.get(forked.id)
    fork.delete_fork_relation()
    assert "forked_from_project" not in gl.projects.get(forked.id).__dict__
    fork.create_fork_relation(project.id)
    assert gl.projects.get(forked.id).forked_from_project["id"] == project.id

# The installation
with check("keeps system hooks"):
    hook = gl.hooks.create({"url": "http://hooks.example.com/system"})
    assert "http://hooks.example.com/system" in [h.url for h in gl.hooks.list()]
    hook.delete()
    assert hook.id not in [h.id for h in gl.hooks.list()]
with check("reads and changes settings"):
    settings = gl.settings.get()
    limit = settings.default_projects_limit
    settings.default_projects_limit = limit + 1
    settings.save()
    assert gl.settings.get().default_projects_limit == limit + 1
    settings.default_projects_limit = limit
    settings.save()
with check("offers licences"):
    assert {"mit", "apache-2.0", "gpl-3.0"} <= {l.key for l in gl.licenses.list()}
    mit = gl.licenses.get("mit", project="Tools", fullname="Ada Stone")
    assert "Ada Stone" in mit.content and mit.key == "mit"
with check("offers ignore files and CI files"):
    assert "Java" in [g.name for g in gl.gitignores.list()] and "*.class" in gl.gitignores.get("Java").content
    first = gl.gitlabciymls.list()[0].name
    assert gl.gitlabciymls.get(first).content
with check("measures queues"):
    assert "queues" in gl.sidekiq.queue_metrics() and "processes" in gl.sidekiq.process_metrics()
    assert "jobs" in gl.sidekiq.job_stats()
    assert {"queues", "processes", "jobs"} <= set(gl.sidekiq.compound_metrics())

# Moving and removing
with check("transfers a project"):
    moving = gl.projects.create({"name": s.name("moving")})
    group.transfer_project(moving.id)
    assert gl.projects.get(moving.id).namespace.path == path
with check("deletes a project"):
    moving.delete()
    refused(gitlab.GitlabGetError, lambda: gl.projects.get(moving.id), 404)
with check("removes a member of a project"):
    project.members.get(ada.id).delete()
    refused(gitlab.GitlabGetError, lambda: project.members.get(ada.id), 404)
with check("a stranger may not"):
    private = gl.projects.create({"name": "private", "namespace_id": group.id, "visibility_level": 0})
    refused(gitlab.GitlabGetError, lambda: hers.projects.get(private.id), 404)
    refused(gitlab.GitlabDeleteError, lambda: hers.projects.delete(project.id), 403)
with check("deletes a group with its projects"):
    group.delete()
    refused(gitlab.GitlabGetError, lambda: gl.groups.get(group.id), 404)
with check("deletes a user"):
    ada.delete()
    refused(gitlab.GitlabGetError, lambda: gl.users.get(ada.id), 404)

s.end()
