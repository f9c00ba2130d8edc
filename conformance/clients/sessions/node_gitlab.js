// What node-gitlab can do with accounts, groups, projects and repositories: the token is a parameter of every call.
'use strict';
const s = require('./session.js');
const {check, assert} = s;

s.run(async () => {
  const client = require('node-gitlab');
  const gl = client.createPromise({api: `${s.url}/api/v3`, privateToken: s.token});
  const plain = client.create({api: `${s.url}/api/v3`, privateToken: s.token});
  /** A method that has no promise in this client. */
  const ask = (owner, method, params) => new Promise((resolve, reject) =>
    plain[owner][method](params, (problem, result) => problem ? reject(problem) : resolve(result)));
  const refused = async (promise, status) => {
    const problem = await promise.then(() => assert.fail('not refused'), thrown => thrown);
    assert.equal(problem.statusCode, status, problem.message);
    return problem;
  };
  const name = s.named('ada'), path = s.named('group');
  let ada, group, project, id;

  await check('a wrong token is refused', async () => {
    const wrong = client.createPromise({api: `${s.url}/api/v3`, privateToken: 'wrong-token-wrong-to'});
    const problem = await refused(wrong.projects.list({}), 401);
    assert.equal(problem.message, '401 Unauthorized');
  });
  await check('keeps users', async () => {
    ada = await gl.users.create({name: 'Ada Stone', username: name, email: `${name}@example.com`,
      password: 'correct horse', confirm: false});
    assert.equal(ada.username, name);
    assert.equal((await gl.users.get({user_id: ada.id})).email, `${name}@example.com`);
    assert.deepEqual((await gl.users.list({search: name})).map(u => u.id), [ada.id]);
    assert.equal((await gl.users.update({user_id: ada.id, bio: 'Engines'})).bio, 'Engines');
    await refused(gl.users.create({name: 'A', username: name, email: `x${name}@example.com`,
      password: 'correct horse'}), 409);
  });
  await check('keeps groups and their members', async () => {
    group = await gl.groups.create({name: path, path});
    assert.equal((await gl.groups.get({id: group.id})).path, path);
    assert.ok((await gl.groups.list({per_page: 100})).some(g => g.path === path));
    assert.equal((await gl.groups.update({id: group.id, description: 'Second'})).description, 'Second');
    assert.equal((await gl.groupMembers.create({id: group.id, user_id: ada.id, access_level: 30})).access_level, 30);
    assert.equal((await gl.groupMembers.list({id: group.id})).length, 2);
    assert.equal((await gl.groupMembers.update({id: group.id, user_id: ada.id, access_level: 40})).access_level, 40);
    await gl.groupMembers.remove({id: group.id, user_id: ada.id});
    assert.equal((await gl.groupMembers.list({id: group.id})).length, 1);
  });
  await check('keeps projects', async () => {
    project = await gl.projects.create({name: 'Tools', namespace_id: group.id, public: true, wiki_enabled: false});
    id = project.id;
    assert.equal(project.visibility_level, 20);
    assert.equal(project.wiki_enabled, false);
    assert.equal((await gl.projects.get({id})).path_with_namespace, `${path}/tools`);
    assert.equal((await gl.projects.get({id: encodeURIComponent(`${path}/tools`)})).id, id);
    assert.ok((await gl.projects.list({per_page: 100})).some(p => p.id === id));
    assert.ok((await gl.projects.search({query: 'Tools', per_page: 100})).some(p => p.id === id));
    assert.equal((await gl.projects.update({id, description: 'Sharp'})).description, 'Sharp');
    await refused(gl.projects.create({name: 'Tools', namespace_id: group.id}), 400);
    await refused(gl.projects.get({id: 999999}), 404);
  });
  await check('keeps members of a project', async () => {
    for (const members of ['members', 'projectMembers']) {
      const door = members === 'members' ? {
        create: p => ask('members', 'create', p), list: p => ask('members', 'list', p),
        get: p => ask('members', 'get', p), update: p => ask('members', 'update', p),
        remove: p => ask('members', 'remove', p)} : gl.projectMembers;
      assert.equal((await door.create({id, user_id: ada.id, access_level: 20})).access_level, 20);
      assert.equal((await door.get({id, user_id: ada.id})).username, name);
      assert.equal((await door.update({id, user_id: ada.id, access_level: 30})).access_level, 30);
      assert.deepEqual((await door.list({id})).map(m => m.id), [ada.id]);
      await door.remove({id, user_id: ada.id});
      assert.deepEqual(await door.list({id}), []);
    }
  });
  await check('keeps hooks', async () => {
    const hook = await gl.hooks.create({id, url: 'http://hooks.example.com/x', tag_push_events: true});
    assert.equal(hook.tag_push_events, true);
    assert.equal((await gl.hooks.get({id, hook_id: hook.id})).url, 'http://hooks.example.com/x');
    assert.equal((await gl.hooks.update({id, hook_id: hook.id, url: 'http://hooks.example.com/y'})).url,
      'http://hooks.example.com/y');
    assert.equal((await gl.hooks.list({id})).length, 1);
    await gl.hooks.remove({id, hook_id: hook.id});
    assert.deepEqual(await gl.hooks.list({id}), []);
    await refused(gl.hooks.create({id, url: 'nonsense'}), 422);
  });
  await check('keeps system hooks', async () => {
    const hook = await gl.globalHooks.create({url: 'http://hooks.example.com/system'});
    assert.ok((await gl.globalHooks.list({})).some(h => h.id === hook.id));
    await gl.globalHooks.remove({hook_id: hook.id});
    assert.ok(!(await gl.globalHooks.list({})).some(h => h.id === hook.id));
  });
  await check('keeps deploy keys', async () => {
    const key = await gl.deployKeys.create({id, title: 'robot', key: s.publicKey()});
    assert.equal((await gl.deployKeys.get({id, key_id: key.id})).title, 'robot');
    assert.deepEqual((await gl.deployKeys.list({id})).map(k => k.id), [key.id]);
    await gl.deployKeys.remove({id, key_id: key.id});
    assert.deepEqual(await gl.deployKeys.list({id}), []);
  });
  await check('keeps labels', async () => {
    assert.equal((await ask('projects', 'createLabel', {id, name: 'bug', color: '#ff0000'})).name, 'bug');
    assert.equal((await ask('projects', 'updateLabel', {id, name: 'bug', new_name: 'defect'})).name, 'defect');
    assert.deepEqual((await ask('projects', 'getLabels', {id})).map(l => l.name), ['defect']);
    await ask('projects', 'deleteLabel', {id, name: 'defect'});
    assert.deepEqual(await ask('projects', 'getLabels', {id}), []);
  });
  await check('keeps files', async () => {
    const files = gl.repositoryFiles;
    assert.deepEqual(await files.create({id, file_path: 'README.md', branch_name: 'master', content: 'Hello\n',
      commit_message: 'Begin'}), {file_path: 'README.md', branch_name: 'master'});
    await files.create({id, file_path: 'lib/x.txt', branch_name: 'master', content: 'eA==', encoding: 'base64',
      commit_message: 'Add x'});
    await files.update({id, file_path: 'README.md', branch_name: 'master', content: 'Hello again\n',
      commit_message: 'Greet twice'});
    const file = await files.get({id, file_path: 'README.md', ref: 'master'});
    assert.equal(Buffer.from(file.content, 'base64').toString(), 'Hello again\n');
    await files.create({id, file_path: 'old.txt', branch_name: 'master', content: 'x', commit_message: 'Add old'});
    await files.remove({id, file_path: 'old.txt', branch_name: 'master', commit_message: 'Drop old'});
    await refused(files.get({id, file_path: 'old.txt', ref: 'master'}), 404);
  });
  await check('keeps branches', async () => {
    const branches = gl.repositoryBranches;
    assert.equal((await branches.create({id, branch_name: 'feature', ref: 'master'})).name, 'feature');
    assert.deepEqual((await branches.list({id})).map(b => b.name), ['feature', 'master']);
    assert.deepEqual((await gl.repository.getBranches({id})).map(b => b.name), ['feature', 'master']);
    assert.equal((await branches.get({id, branch: 'feature'})).name, 'feature');
    assert.equal((await gl.repository.getBranch({id, branch: 'master'})).protected, true);
    assert.equal((await gl.repository.protectBranch({id, branch: 'feature'})).protected, true);
    assert.equal((await gl.repository.unprotectBranch({id, branch: 'feature'})).protected, false);
    await branches.remove({id, branch: 'feature'});
    await refused(branches.get({id, branch: 'feature'}), 404);
  });
  await check('reads commits, tags, trees, blobs and archives', async () => {
    const commits = await gl.repository.getCommits({id});
    assert.deepEqual(commits.map(c => c.title), ['Drop old', 'Add old', 'Greet twice', 'Add x', 'Begin']);
    assert.equal((await gl.repository.getCommits({id, page: 1, per_page: 2}))[0].title, 'Greet twice');
    assert.equal((await ask('repository', 'createTag', {id, tag_name: 'v1', ref: 'master', message: 'One'})).message,
      'One');
    assert.deepEqual((await gl.repository.getTags({id})).map(t => t.name), ['v1']);
    const tree = await gl.repository.getTree({id, path: 'lib'});
    assert.deepEqual(tree.map(t => t.name), ['x.txt']);
    const blob = await gl.repository.getBlob({id, sha: 'master', filepath: 'README.md'});
    assert.equal(blob.toString(), 'Hello again\n');
    assert.equal((await ask('repository', 'getRawBlob', {id, sha: tree[0].id})).toString(), 'x');
    const archive = await gl.repository.archive({id, sha: 'v1'});
    assert.deepEqual([archive[0], archive[1]], [0x1f, 0x8b]);
    const compared = await gl.repository.compare({id, from: commits[4].id, to: 'master'});
    assert.equal(compared.commits.length, 4);
  });
  await check('lists events', async () => {
    const events = await gl.projects.listEvents({id, per_page: 100});
    assert.equal(events[events.length - 1].action_name, 'created');
    assert.ok(events.some(e => e.action_name === 'pushed new'));
  });
  await check('forks a project and moves it into a group', async () => {
    const fork = await gl.projects.fork({id});
    assert.equal(fork.forked_from_project.id, id);
    assert.equal(fork.namespace.path, 'root');
    await gl.projects.update({id: fork.id, name: 'Forked', path: 'forked'});
    await gl.groups.transferProject({id: group.id, project_id: fork.id});
    assert.equal((await gl.projects.get({id: fork.id})).namespace.path, path);
  });
  await check('removes projects, groups and users', async () => {
    assert.equal(await gl.projects.remove({id}), true);
    await refused(gl.projects.get({id}), 404);
    await gl.groups.remove({id: group.id});
    await refused(gl.groups.get({id: group.id}), 404);
    await gl.users.remove({user_id: ada.id});
    await refused(gl.users.get({user_id: ada.id}), 404);
  });
});
