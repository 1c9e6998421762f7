// Makes the code caches of a build: lets node keep what it compiles while the commands that people
// wait for run once, in a home of their own. Without them, and with another node, qtui works all the
// same and takes longer to start.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node-pty';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const MAIN = join(dist, 'main.cjs');
const LIMIT_MS = 30_000;
/** What the screen says of the session's shell once all of it is there. */
const READY = 'idle';
/** The leader, and its command to leave the screen. */
const DETACH = '\x02d';

for (const name of readdirSync(join(dist, 'chunks'))) {
  if (/\.cache(\.\d+)?$/.test(name)) rmSync(join(dist, 'chunks', name));
}
// Also where it fails: with the next build it is tried again, and not at each start before.
writeFileSync(join(dist, '.cached'), `${process.version}-${process.arch}\n`);
const home = mkdtempSync(join(tmpdir(), 'qtui-build-'));
try {
  await record(home);
} catch (error) {
  process.stderr.write(`No code cache: qtui will take longer to start. ${error.message}\n`);
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}

async function record(home) {
  const repository = join(home, 'repository');
  const node = join(home, 'node');
  const recorder = join(root, 'scripts', 'record-code.mjs');
  const quoted = [process.execPath, recorder, node].map(
    (word) => `'${word.replaceAll("'", "'\\''")}'`,
  );
  writeFileSync(node, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`, { mode: 0o700 });
  const env = environmentIn(home);
  const run = (file, ...args) =>
    execFileSync(file, args, { cwd: repository, env, stdio: 'pipe', timeout: LIMIT_MS });
  mkdirSync(repository);
  run('git', 'init', '-q');
  run('git', 'commit', '-q', '--allow-empty', '-m', 'first');
  try {
    run(node, MAIN, 'new', 'first', '--worktree', 'first', '--agent', 'shell', '--detach');
    await openScreen(node, repository, env);
    run(node, MAIN, 'sessions', 'list');
    run(node, MAIN, 'sessions', 'list', '--json');
  } finally {
    run(node, MAIN, 'kill-server', '--yes');
  }
}

/** Nothing of the person's own: no settings, no host, no git configuration. */
function environmentIn(home) {
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_RUNTIME_DIR: runtime,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'qtui',
    GIT_AUTHOR_EMAIL: 'qtui@localhost',
    GIT_COMMITTER_NAME: 'qtui',
    GIT_COMMITTER_EMAIL: 'qtui@localhost',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    PS1: '$ ',
    LC_ALL: 'C.UTF-8',
  };
}

/** Opens the screen, and leaves it when it shows the session. */
function openScreen(node, cwd, env) {
  const screen = spawn(node, [MAIN], { cwd, env, cols: 120, rows: 40 });
  return new Promise((resolve, reject) => {
    let shown = '';
    const limit = setTimeout(() => {
      screen.kill('SIGKILL');
      reject(new Error(`The screen did not open: ${JSON.stringify(shown.slice(-500))}`));
    }, LIMIT_MS);
    screen.onData((data) => {
      const wasReady = shown.includes(READY);
      shown += data;
      if (!wasReady && shown.includes(READY)) screen.write(DETACH);
    });
    screen.onExit(({ exitCode }) => {
      clearTimeout(limit);
      if (exitCode === 0) resolve();
      else reject(new Error(`The screen ended with ${exitCode}: ${shown.slice(-500)}`));
    });
  });
}
