// What the JavaScript sessions share: the server's address, names of their own, and counted checks.
'use strict';
const assert = require('assert').strict;
const {execFileSync} = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const url = process.env.SLIPWAY_URL, token = process.env.SLIPWAY_TOKEN;
const password = process.env.SLIPWAY_PASSWORD, mark = process.env.SLIPWAY_MARK;
let failed = 0;

async function check(what, body) {
  try {
    await body();
    console.log(`ok     ${what}`);
  } catch (problem) { // a session goes on, and tells every failure
    failed++;
    const told = (problem && problem.stack || String(problem)).split('\n').slice(0, 12).join('\n       ');
    console.log(`FAILED ${what}\n       ${told}`);
  }
}

async function oauthToken() {
  const answer = await fetch(`${url}/oauth/token`, {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({grant_type: 'password', username: 'root', password})});
  return (await answer.json()).access_token;
}

function publicKey() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'slipway-key-'));
  try {
    const file = path.join(folder, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'robot@example.com', '-f', file]);
    return fs.readFileSync(`${file}.pub`, 'ascii').trim();
  } finally {
    fs.rmSync(folder, {recursive: true});
  }
}

function run(session) {
  session().then(() => {
    console.log('end');
    process.exit(failed ? 1 : 0);
  }, problem => {
    console.log(problem);
    process.exit(2);
  });
}

module.exports = {url, token, password, check, assert, oauthToken, publicKey, run, named: word => `${word}-${mark}`};
