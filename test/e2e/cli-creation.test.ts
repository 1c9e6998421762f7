import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { setWritable } from '../support/faults.js';
import { until } from '../support/processes.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({
    files: { 'README.md': 'hello\n', 'docs/page.md': 'page\n', 'web/app/index.js': 'web\n' },
  });
});
afterEach(async () => {
  await world.dispose();
});

const NEW = ['new', '--agent', 'shell', '-d'];

const branches = async () =>
  (await world.repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads')).split('\n');

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

test('of six processes that want one branch exactly one gets it, the others say so', async () => {
  const ends = await Promise.all(
    Array.from({ length: 6 }, () => world.run([...NEW, '--worktree', 'race', '--json'])),
  );
  const answers = ends.map(({ stdout }) => JSON.parse(stdout));
  const won = answers.filter(({ session }) => session !== undefined);
  expect(won).toHaveLength(1);
  for (const { error } of answers.filter((answer) => answer.error)) {
    expect(error).toMatchObject({ code: 'name-taken', untouched: 'Nothing was created.' });
  }
  expect(ends.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1, 1, 1]);
  expect(await branches()).toEqual(['main', 'race']);
  const { sessions } = await world.json(['sessions', 'list']);
  expect(sessions).toHaveLength(1);
  const [path] = won.map(({ session }) => session.path);
  expect(await world.repo.gitIn(path, 'status', '--porcelain')).toBe('');
});

test('a data directory that cannot be written to is named, and nothing is left', async () => {
  const data = join(world.env['XDG_DATA_HOME'] ?? '', 'qtui');
  await mkdir(data, { recursive: true });
  await setWritable(data, false);
  const { error } = await world.json([...NEW, '--worktree', 'x'], { code: 1, unprivileged: true });
  await setWritable(data, true);
  expect(error.code).toBe('permission-denied');
  expect(error.message).toContain(data);
  expect(await branches()).toEqual(['main']);
  expect(await readdir(data)).toEqual([]);
  expect((await world.json(['sessions', 'list'])).sessions).toEqual([]);
});

describe('what a worktree gets', () => {
  test('is limited by --sparse, which is repeatable', async () => {
    const args = [...NEW, '--sparse', 'docs', '--sparse', 'web/app', '--worktree', 'x'];
    const { session } = await world.json(args);
    const files = await world.repo.gitIn(session.path, 'sparse-checkout', 'list');
    expect(files).toBe('docs\nweb/app');
    const { error } = await world.json([...NEW, '--sparse', 'nowhere'], { code: 2 });
    expect(error.message).toContain('"nowhere" is no directory');
  });

  test('tells its program by the environment, in the directory that it was made in', async () => {
    const cwd = join(world.repo.path, 'web', 'app');
    const { session } = await world.json([...NEW, '--worktree', 'x'], { cwd });
    const { session: shown } = await world.json(['sessions', 'show', 'x']);
    expect(shown.directory).toBe(join(session.path, 'web', 'app'));
    expect(shown.ports).toMatchObject({ count: 10 });
    await world.run([
      'send',
      'x',
      'echo "$QTUI_PORT $QTUI_BRANCH $QTUI_TARGET" >out; pwd >>out; echo "$QTUI_ROOT" >>out; mv out told',
    ]);
    const told = join(shown.directory, 'told');
    await until('the program has answered', () => isThere(told));
    expect(await readFile(told, 'utf8')).toBe(
      `${shown.ports.first} x main\n${shown.directory}\n${world.repo.path}\n`,
    );
  });
});
