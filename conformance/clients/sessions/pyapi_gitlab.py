"""What pyapi-gitlab can do with accounts, groups, projects and repositories: forms, and exact 200s and 201s."""
import os
import tarfile
import tempfile

import gitlab

from session import Session

s = Session()
check = s.check
gl = gitlab.Gitlab(s.url, token=s.token)
name, path = s.name("ada"), s.name("group")


def one(things, **wanted):
    found = [t for t in things if all(t[k] == v for k, v in wanted.items())]
    assert len(found) == 1, f"{wanted} is {len(found)} times in {things}"
    return found[0]


with check("signs in with name and password"):
    other = gitlab.Gitlab(s.url)
    assert other.login(user="root", password=s.password) is True and other.token == s.token
    assert other.currentuser()["username"] == "root"
with check("a wrong password is an error with the server's message"):
    try:
        gitlab.Gitlab(s.url).login("root", "wrong")
        raise AssertionError("signed in")
    except gitlab.exceptions.HttpError as problem:
        assert "401 Unauthorized" in str(problem)
with check("signs in with an OAuth token"):
    assert gitlab.Gitlab(s.url, oauth_token=s.oauth_token()).currentuser()["username"] == "root"

# Users
with check("creates, edits, finds and lists users"):
    ada = gl.createuser("Ada Stone", name, "correct horse", f"{name}@example.com", bio="Engines", confirm="false")
    assert ada["username"] == name and ada["bio"] == "Engines"
    assert gl.getuser(ada["id"])["email"] == f"{name}@example.com"
    assert gl.getuser(999999) is False
    assert one(gl.getusers(search=name), username=name)["id"] == ada["id"]
    assert len(gl.getusers(page=1, per_page=1)) == 1
    assert gl.edituser(ada["id"], bio="Wheels")["bio"] == "Wheels"
    assert gl.edituser(999999, bio="x") is False
with check("signs in with an e-mail address"):
    hers = gitlab.Gitlab(s.url)
    assert hers.login(f"{name}@example.com", "correct horse") is True
    assert hers.currentuser()["id"] == ada["id"] and hers.getprojectsall() is False
with check("acts for another user"):
    gl.setsudo(name)
    assert gl.currentuser()["username"] == name
    gl.setsudo()
    assert gl.currentuser()["username"] == "root"
with check("keeps own keys"):
    key = s.public_key()
    assert gl.addsshkey("desk", key) is True
    assert gl.addsshkey("desk again", key) is False
    mine = one(gl.getsshkeys(), title="desk")
    assert gl.getsshkey(mine["id"])["key"] == mine["key"]
    assert gl.deletesshkey(mine["id"]) is True and gl.getsshkey(mine["id"]) is False
    assert gl.deletesshkey(mine["id"]) is False
    assert gl.addsshkeyuser(ada["id"], "hers", s.public_key()) is True

# Groups
with check("creates and lists groups"):
    group = gl.creategroup("The " + path, path)
    assert group["path"] == path
    assert one(gl.getgroups(), path=path)["id"] == group["id"]
    assert gl.getgroups(group["id"])["path"] == path
with check("keeps members of a group"):
    assert gl.addgroupmember(group["id"], ada["id"], "developer") is True
    assert gl.addgroupmember(group["id"], ada["id"], "developer") is False
    assert one(gl.getgroupmembers(group["id"]), username=name)["access_level"] == 30
    assert gl.editgroupmember(group["id"], ada["id"], "master") is True
    assert one(gl.getgroupmembers(group["id"]), username=name)["access_level"] == 40
    assert gl.deletegroupmember(group["id"], ada["id"]) is True
    assert len(gl.getgroupmembers(group["id"])) == 1

# Projects
with check("creates projects"):
    project = gl.createproject("Tools", namespace_id=group["id"], description="Sharp", public=1)
    assert project["path_with_namespace"] == f"{path}/tools" and project["visibility_level"] == 20
    assert gl.createproject("Tools", namespace_id=group["id"]) is False
    assert gl.createprojectuser(ada["id"], "gift", description="For Ada") is True
    assert gl.createprojectuser(999999, "gift") is False
with check("gets, lists and searches projects"):
    pid = project["id"]
    assert gl.getproject(pid)["path"] == "tools" and gl.getproject(f"{path}/tools")["id"] == pid
    assert gl.getproject("no/such") is False
    for listing in (gl.getprojects, gl.getprojectsall, gl.getprojectsowned):
        assert one(gl.getall(listing), id=pid)
    assert one(gl.searchproject("Tools", per_page=100), id=pid)
with check("edits a project"):
    assert gl.editproject(pid, description="Sharper") is True
    assert gl.getproject(pid)["description"] == "Sharper"
with check("keeps members of a project"):
    assert gl.addprojectmember(pid, ada["id"], "developer") is True
    assert one(gl.getprojectmembers(pid), username=name)["access_level"] == 30
    assert gl.editprojectmember(pid, ada["id"], "reporter") is True
    assert one(gl.getprojectmembers(pid, query=name), username=name)["access_level"] == 20
    assert gl.deleteprojectmember(pid, ada["id"]) is True and gl.getprojectmembers(pid) == []
with check("keeps hooks of a project"):
    hook = gl.addprojecthook(pid, "http://hooks.example.com/x", push=True)
    assert hook["push_events"] is True and hook["issues_events"] is False
    assert gl.addprojecthook(pid, "nonsense") is False
    assert one(gl.getprojecthooks(pid), id=hook["id"])
    assert gl.editprojecthook(pid, hook["id"], "http://hooks.example.com/y", tag_push=True) is True
    changed = gl.getprojecthook(pid, hook["id"])
    assert changed["url"] == "http://hooks.example.com/y" and changed["tag_push_events"] is True
    assert changed["push_events"] is False
    assert gl.deleteprojecthook(pid, hook["id"]) is True and gl.getprojecthooks(pid) == []
with check("keeps deploy keys"):
    key = gl.adddeploykey(pid, "robot", s.public_key())
    assert one(gl.getdeploykeys(pid), title="robot")["id"] == key["id"]
    assert gl.getdeploykey(pid, key["id"])["title"] == "robot"
    assert gl.deletedeploykey(pid, key["id"]) is True and gl.getdeploykeys(pid) == []
with check("keeps labels"):
    assert gl.createlabel(pid, "bug", "#ff0000")["name"] == "bug"
    assert gl.createlabel(pid, "bug", "#ff0000") is False
    assert gl.editlabel(pid, "bug", new_name="defect", color="#00ff00")["color"] == "#00ff00"
    assert [l["name"] for l in gl.getlabels(pid)] == ["defect"]
    assert gl.deletelabel(pid, "defect") is True and gl.getlabels(pid) == []
    assert gl.deletelabel(pid, "defect") is False

# The repository
with check("creates, reads, changes and deletes files"):
    assert gl.createfile(pid, "README.md", "master", "Hello\n", "Begin") is True
    assert gl.createfile(pid, "README.md", "master", "Hello\n", "Begin") is False
    assert gl.updatefile(pid, "README.md", "master", "Hello again\n", "Greet twice") is True
    assert gl.createfile(pid, "lib/a.txt", "master", "a", "Add a") is True
    file = gl.getfile(pid, "README.md", "master")
    assert file["size"] == 12 and file["encoding"] == "base64" and file["ref"] == "master"
    assert gl.getfile(pid, "absent", "master") is False
    assert gl.createfile(pid, "old.txt", "master", "x", "Add old") is True
    assert gl.deletefile(pid, "old.txt", "master", "Drop old") is True
with check("keeps branches"):
    made = gl.createbranch(pid, "feature", "master")
    assert made["name"] == "feature"
    assert gl.createbranch(pid, "feature", "master") is False
    assert [b["name"] for b in gl.getbranches(pid)] == ["feature", "master"]
    assert [b["name"] for b in gl.getrepositories(pid)] == ["feature", "master"]
    assert gl.getbranch(pid, "feature")["commit"]["message"] == "Drop old"
    assert gl.getrepositorybranch(pid, "feature")["name"] == "feature"
    assert gl.getbranch(pid, "absent") is False
    assert gl.protectbranch(pid, "feature") is True and gl.getbranch(pid, "feature")["protected"] is True
    assert gl.unprotectbranch(pid, "feature") is True and gl.getbranch(pid, "feature")["protected"] is False
    assert gl.protectrepositorybranch(pid, "feature")["protected"] is True
    assert gl.unprotectrepositorybranch(pid, "feature")["protected"] is False
    assert gl.deletebranch(pid, "feature") is True and gl.deletebranch(pid, "feature") is False
with check("lists commits"):
    commits = gl.getrepositorycommits(pid, page=0)
    assert [c["title"] for c in commits] == ["Drop old", "Add old", "Add a", "Greet twice", "Begin"]
    assert gl.getrepositorycommits(pid, ref_name="master", page=1, per_page=3)[0]["title"] == "Greet twice"
    commit = gl.getrepositorycommit(pid, commits[3]["id"])
    assert commit["parent_ids"] == [commits[4]["id"]]
    assert "+Hello again" in gl.getrepositorycommitdiff(pid, commit["id"])[0]["diff"]
    assert gl.getrepositorycommit(pid, "0" * 40) is False
with check("keeps tags"):
    assert gl.createrepositorytag(pid, "v1", "master", "One")["message"] == "One"
    assert gl.createrepositorytag(pid, "v1", "master") is False
    assert [t["name"] for t in gl.getrepositorytags(pid)] == ["v1"]
with check("shows the tree and its files"):
    assert [t["name"] for t in gl.getrepositorytree(pid)] == ["lib", "README.md"]
    inside = gl.getrepositorytree(pid, path="lib", ref_name="v1")
    assert gl.getrawblob(pid, inside[0]["id"]) == b"a"
    assert gl.getrawfile(pid, "master", "README.md") == b"Hello again\n"
with check("names contributors and compares"):
    assert gl.getcontributors(pid)[0]["commits"] == 5
    compared = gl.compare_branches_tags_commits(pid, commits[4]["id"], "master")
    assert len(compared["commits"]) == 4 and len(compared["diffs"]) == 2
with check("packs an archive under the server's name"):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        assert gl.getfilearchive(pid) is True
        saved = os.listdir(folder)
        assert saved == [f"tools-master-{commits[0]['id']}.tar.gz"], saved
        with tarfile.open(saved[0]) as archive:
            assert any(n.endswith("/README.md") for n in archive.getnames())
        os.chdir("/")
with check("lists events"):
    actions = [e["action_name"] for e in gl.getprojectevents(pid)]
    assert actions[-1] == "created" and "pushed new" in actions and "pushed to" in actions, actions

# Forks, the installation, removal
with check("makes and drops a fork's relation"):
    copy = gl.createproject(s.name("copy"))
    assert gl.createforkrelation(copy["id"], pid) is True
    assert gl.getproject(copy["id"])["forked_from_project"]["id"] == pid
    assert gl.createforkrelation(copy["id"], pid) is False
    assert gl.removeforkrelation(copy["id"]) is True
with check("keeps system hooks"):
    assert gl.addsystemhook("http://hooks.example.com/system") is True
    hook = one(gl.getsystemhooks(), url="http://hooks.example.com/system")
    assert gl.testsystemhook(hook["id"]) is not False
    assert gl.deletesystemhook(hook["id"]) is True
with check("moves a project into a group"):
    assert gl.moveproject(group["id"], copy["id"]) is not False
    assert gl.getproject(copy["id"])["namespace"]["path"] == path
with check("deletes projects, groups and users"):
    assert gl.deleteproject(pid) is True and gl.getproject(pid) is False
    assert gl.deletegroup(group["id"]) is True and gl.getgroups(group["id"]) is False
    assert gl.deleteuser(ada["id"]) is True and gl.getuser(ada["id"]) is False

s.end()
