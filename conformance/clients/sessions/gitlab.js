// What the package gitlab (node-gitlab of 2017) can do: callbacks, a JSON body on every GET, pages of 100.
'use strict';
const s = require('./session.js');
const {check, assert} = s;

/** Calls with a callback behind the arguments; the client hands over the answer, or a message when it was refused. */
const ask = (owner, method, ...args) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`${method} did not answer`)), 20000).unref();
  owner[method](...args, resolve);
});

s.run(async () => {
  const gl = require('gitlab')({url: s.url, token: s.token});
  const {users, groups, projects} = gl;
  const repository = projects.repository;
  const name = s.named('ada'), path = s.named('group');
  let ada, group, project;

  await check('signs in with a token', async () => {
    assert.equal((await ask(users, 'current')).username, 'root');
  });
  await check('signs in with name and password', async () => {
    assert.equal((await ask(users, 'session', 'root', s.password)).private_token, s.token);
  });
  await check('signs in with an OAuth token', async () => {
    const oauth = require('gitlab')({url: s.url, oauth_token: await s.oauthToken()});
    assert.equal((await ask(oauth.users, 'current')).username, 'root');
  });

  await check('creates, shows, lists and searches users', async () => {
    ada = await ask(users, 'create', {name: 'Ada Stone', username: name, email: `${name}@example.com`,
      password: 'correct horse', confirm: false});
    assert.equal(ada.username, name);
    assert.equal((await ask(users, 'show', ada.id)).email, `${name}@example.com`);
    assert.ok((await ask(users, 'all')).some(u => u.username === name));
    assert.deepEqual((await ask(users, 'search', name)).map(u => u.id), [ada.id]);
  });
  await check('keeps keys of a user', async () => {
    const key = await ask(users.keys, 'addKey', ada.id, 'laptop', s.publicKey());
    assert.equal(key.title, 'laptop');
    assert.deepEqual((await ask(users.keys, 'all', ada.id)).map(k => k.id), [key.id]);
  });

  await check('creates, shows, lists and searches groups', async () => {
    group = await ask(groups, 'create', {name: path, path, description: 'First'});
    assert.equal(group.path, path);
    assert.equal((await ask(groups, 'show', group.id)).description, 'First');
    assert.ok((await ask(groups, 'all')).some(g => g.path === path));
    assert.deepEqual((await ask(groups, 'search', path)).map(g => g.id), [group.id]);
  });
  await check('keeps members of a group', async () => {
    const levels = groups.access_levels;
    assert.equal((await ask(groups, 'addMember', group.id, ada.id, levels.DEVELOPER)).access_level, 30);
    assert.equal((await ask(groups, 'editMember', group.id, ada.id, levels.MASTER)).access_level, 40);
    assert.deepEqual((await ask(groups, 'listMembers', group.id)).map(m => m.username).sort(), [name, 'root'].sort());
    await ask(groups, 'removeMember', group.id, ada.id);
    assert.equal((await ask(groups, 'listMembers', group.id)).length, 1);
  });

  await check('creates projects, also for a user', async () => {
    project = await ask(projects, 'create', {name: 'Tools', namespace_id: group.id, description: 'Sharp',
      issues_enabled: false});
    assert.equal(project.path_with_namespace, `${path}/tools`);
    assert.equal(project.issues_enabled, false);
    const gift = await ask(projects, 'create_for_user', {user_id: ada.id, name: 'gift'});
    assert.equal(gift.owner.username, name);
  });
  await check('shows projects by number and path', async () => {
    assert.equal((await ask(projects, 'show', project.id)).name, 'Tools');
    assert.equal((await ask(projects, 'show', `${path}/tools`)).id, project.id);
  });
  await check('lists and searches projects', async () => {
    for (const method of ['all', 'allAdmin']) {
      assert.ok((await ask(projects, method)).some(p => p.id === project.id), method);
    }
    assert.ok((await ask(projects, 'search', 'Tools')).some(p => p.id === project.id));
    assert.deepEqual((await ask(groups, 'listProjects', group.id)).map(p => p.id), [project.id]);
  });
  await check('walks pages of a hundred', async () => {
    for (let number = 0; number < 3; number++) {
      await ask(projects, 'create', {name: `page-${number}`, namespace_id: group.id});
    }
    const mine = await ask(projects, 'all', {per_page: 2});
    assert.equal(new Set(mine.map(p => p.id)).size, mine.length);
    assert.equal(mine.filter(p => p.namespace.path === path).length, 4);
  });
  await check('edits a project', async () => {
    assert.equal((await ask(projects, 'edit', project.id, {description: 'Sharper'})).description, 'Sharper');
  });
  await check('keeps members of a project', async () => {
    const members = projects.members;
    assert.equal((await ask(members, 'add', project.id, ada.id, 20)).access_level, 20);
    assert.equal((await ask(members, 'update', project.id, ada.id, 30)).access_level, 30);
    assert.equal((await ask(members, 'show', project.id, ada.id)).username, name);
    assert.deepEqual((await ask(members, 'list', project.id)).map(m => m.id), [ada.id]);
    await ask(members, 'remove', project.id, ada.id);
    assert.deepEqual(await ask(members, 'list', project.id), []);
    await ask(projects, 'addMember', {id: project.id, user_id: ada.id, access_level: 10});
    assert.equal((await ask(projects, 'editMember', {id: project.id, user_id: ada.id, access_level: 40}))
      .access_level, 40);
    assert.deepEqual((await ask(projects, 'listMembers', {id: project.id})).map(m => m.id), [ada.id]);
  });
  await check('shares a project with a group', async () => {
    const friends = await ask(groups, 'create', {name: `${path}-friends`, path: `${path}-friends`});
    const link = await ask(projects, 'share', {projectId: project.id, group_id: friends.id, group_access: 30});
    assert.equal(link.group_access, 30);
    await ask(groups, 'deleteGroup', friends.id);
  });
  await check('keeps hooks', async () => {
    const hooks = projects.hooks;
    const hook = await ask(hooks, 'add', project.id, {url: 'http://hooks.example.com/x', tag_push_events: true});
    assert.equal(hook.tag_push_events, true);
    assert.equal((await ask(hooks, 'show', project.id, hook.id)).url, 'http://hooks.example.com/x');
    // Its update() names a variable that it does not have, and always throws.
    assert.throws(() => hooks.update(project.id, hook.id, 'http://hooks.example.com/y'), ReferenceError);
    assert.equal((await ask(hooks, 'list', project.id)).length, 1);
    await ask(hooks, 'remove', project.id, hook.id);
    assert.deepEqual(await ask(hooks, 'list', project.id), []);
  });
  await check('keeps deploy keys', async () => {
    const keys = projects.deploy_keys;
    const key = await ask(keys, 'addKey', project.id, {title: 'robot', key: s.publicKey()});
    assert.equal((await ask(keys, 'getKey', project.id, key.id)).title, 'robot');
    assert.deepEqual((await ask(keys, 'listKeys', project.id)).map(k => k.id), [key.id]);
  });
  await check('keeps labels', async () => {
    assert.equal((await ask(gl.labels, 'create', project.id, {name: 'bug', color: '#ff0000'})).color, '#ff0000');
    assert.deepEqual((await ask(projects.labels, 'all', project.id)).map(l => l.name), ['bug']);
  });

  const id = () => project.id;
  await check('creates, shows and updates files', async () => {
    const made = await ask(repository, 'createFile', {projectId: id(), file_path: 'README.md', branch_name: 'master',
      content: 'Hello\n', commit_message: 'Begin'});
    assert.deepEqual(made, {file_path: 'README.md', branch_name: 'master'});
    await ask(repository, 'createFile', {projectId: id(), file_path: 'lib/x.txt', branch_name: 'master',
      content: 'eA==', encoding: 'base64', commit_message: 'Add x'});
    await ask(repository, 'updateFile', {projectId: id(), file_path: 'README.md', branch_name: 'master',
      content: 'Hello again\n', commit_message: 'Greet twice'});
    const file = await ask(repository, 'showFile', {projectId: id(), file_path: 'README.md', ref: 'master'});
    assert.equal(Buffer.from(file.content, 'base64').toString(), 'Hello again\n');
    assert.equal(file.size, 12);
  });
  await check('lists and shows commits', async () => {
    const commits = await ask(repository, 'listCommits', id());
    assert.deepEqual(commits.map(c => c.title), ['Greet twice', 'Add x', 'Begin']);
    assert.deepEqual((await ask(projects, 'listCommits', {id: id()})).length, 3);
    assert.deepEqual((await ask(repository, 'showCommit', id(), commits[0].id)).parent_ids, [commits[1].id]);
    assert.match((await ask(repository, 'diffCommit', id(), commits[0].id))[0].diff, /\+Hello again/);
    const compared = await ask(repository, 'compare', {projectId: id(), from: commits[2].id, to: 'master'});
    assert.deepEqual(compared.commits.map(c => c.title), ['Add x', 'Greet twice']);
    assert.equal(compared.diffs.length, 2);
  });
  await check('keeps branches', async () => {
    const made = await ask(repository, 'createBranch', {projectId: id(), branch_name: 'feature/one', ref: 'master'});
    assert.equal(made.name, 'feature/one');
    assert.deepEqual((await ask(repository, 'listBranches', id())).map(b => b.name), ['feature/one', 'master']);
    assert.equal((await ask(repository, 'showBranch', id(), 'feature/one')).name, 'feature/one');
    assert.equal((await ask(repository, 'protectBranch', id(), 'feature/one', {})).protected, true);
    assert.equal((await ask(repository, 'unprotectBranch', id(), 'feature/one')).protected, false);
    await ask(repository, 'deleteBranch', id(), 'feature/one');
    assert.equal((await ask(repository, 'listBranches', id())).length, 1);
  });
  await check('keeps tags', async () => {
    assert.equal((await ask(repository, 'addTag', {id: id(), tag_name: 'v1', ref: 'master', message: 'One'})).message,
      'One');
    assert.equal((await ask(repository, 'showTag', id(), 'v1')).name, 'v1');
    assert.deepEqual((await ask(repository, 'listTags', id())).map(t => t.name), ['v1']);
    assert.deepEqual((await ask(projects, 'listTags', {id: id()})).map(t => t.name), ['v1']);
    await ask(repository, 'deleteTag', id(), 'v1');
    assert.deepEqual(await ask(repository, 'listTags', id()), []);
  });
  await check('shows the tree', async () => {
    const tree = await ask(repository, 'listTree', id(), {});
    assert.deepEqual(tree.map(t => t.name), ['lib', 'README.md']);
    assert.deepEqual((await ask(repository, 'listTree', id(), {path: 'lib'})).map(t => t.name), ['x.txt']);
  });

  await check('forks a project', async () => {
    const theirs = await ask(projects, 'fork', {id: id()});
    assert.equal(theirs.forked_from_project.id, id());
    assert.equal(theirs.path_with_namespace, 'root/tools');
    await ask(projects, 'remove', theirs.id);
  });
  await check('moves a project into a group', async () => {
    const moving = await ask(projects, 'create', {name: s.named('moving')});
    await ask(groups, 'addProject', group.id, moving.id);
    assert.equal((await ask(projects, 'show', moving.id)).namespace.path, path);
  });
  await check('removes projects and groups', async () => {
    assert.equal(await ask(projects, 'remove', id()), true);
    assert.ok(!(await ask(projects, 'all')).some(p => p.id === id()));
    await ask(groups, 'deleteGroup', group.id);
    assert.deepEqual(await ask(groups, 'search', path), []);
  });
});
