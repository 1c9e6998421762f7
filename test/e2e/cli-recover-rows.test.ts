import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SessionMetadata } from '../../src/core/session.js';
import { createWorld, type World } from '../support/e2e.js';
import { sessionRow } from '../support/sessions.js';

const PAST = '2020-01-02T03:04:05.000Z';
let world: World;
let rows: string;
beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': 'first\n' } });
  rows = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'sessions');
});
afterEach(() => world.dispose());

/** A whole row of a directory, with a backup of it under another name. */
async function row(id: string, change: object = {}): Promise<string> {
  const { worktreeInfo: _info, repoRoot: _root, ...plain } = sessionRow({ id });
  const whole = { ...plain, name: id, directory: world.root, created: PAST, lastActive: PAST };
  const file = join(rows, id, 'metadata.json');
  await mkdir(join(rows, id), { recursive: true });
  await writeFile(`${file}.bak`, JSON.stringify({ ...whole, name: `${id}-before` }));
  await writeFile(file, JSON.stringify({ ...whole, ...change }));
  return file;
}

/** A row of a worktree that git has locked for it. */
async function worktreeRow(id: string): Promise<SessionMetadata> {
  const path = join(world.root, 'worktrees', id);
  await world.repo.git('worktree', 'add', '-q', '-b', id, path);
  await world.repo.git('worktree', 'lock', '--reason', `qtui:${id}`, path);
  const { worktreeInfo, ...rest } = sessionRow({ id, name: id, directory: path });
  const info = { ...worktreeInfo!, path, branch: id, repoRoot: world.repo.path };
  const whole = { ...rest, repoRoot: world.repo.path, worktreeInfo: info };
  await row(id, { ...whole, created: PAST, lastActive: PAST });
  return { ...whole, created: PAST, lastActive: PAST };
}

const codesOf = (told: readonly { code: string }[]) => told.map(({ code }) => code).sort();
const listed = async (unprivileged = false) => {
  const { sessions, warnings } = await world.json(['sessions', 'list', '--no-merged'], {
    unprivileged,
  });
  const names = sessions.map(({ name }: { name: string }) => name).sort();
  return { names, codes: codesOf(warnings) };
};

test('debug tells all that is known of a session, of one that cannot be read too', async () => {
  const whole = await worktreeRow('whole');
  const { debug } = await world.json(['sessions', 'debug', 'whole']);
  expect(debug).toMatchObject({
    id: 'whole',
    record: { id: 'whole', directory: whole.directory },
    recoveredFrom: null,
    files: [
      { role: 'current', version: 2, problem: null },
      { role: 'backup', version: 2, problem: null },
    ],
    copies: [
      { copy: 'backup', state: 'differs', differs: expect.arrayContaining(['name']) },
      { copy: 'mark', state: 'missing' },
    ],
    index: { state: 'none' },
    lock: null,
    worktree: { path: whole.directory, exists: true, branch: 'whole', locked: 'qtui:whole' },
    branch: { name: 'whole', mergeTarget: 'main' },
    pane: null,
    findings: [{ code: 'mark-missing', hint: expect.stringContaining('recover whole') }],
  });

  await writeFile(join(rows, 'whole', 'metadata.json'), 'garbage');
  await rm(join(rows, 'whole', 'metadata.json.bak'));
  await writeFile(
    join(rows, 'whole.lock'),
    JSON.stringify({
      token: '00000000-0000-4000-8000-000000000000',
      pid: 2 ** 22 + 1,
      host: hostname(),
    }),
  );
  const { debug: broken } = await world.json(['sessions', 'debug', 'who']);
  expect(broken).toMatchObject({
    record: null,
    problem: { code: 'metadata-corrupt' },
    files: [{ role: 'current', size: 7, version: null }],
    lock: { state: 'abandoned', holder: { pid: 2 ** 22 + 1 } },
    worktree: { path: whole.directory, registered: true },
  });
  expect(codesOf(broken.findings)).toEqual(['lock-left', 'row-lost']);
  const { stdout } = await world.run(['sessions', 'debug', 'whole']);
  expect(stdout).toMatch(/metadata\.json +7 .*no readable row/);
  expect(stdout).toMatch(/cannot be read.*\n.*qtui sessions recover whole/);
  const { error } = await world.json(['sessions', 'debug', 'nobody'], { code: 5 });
  expect(error.code).toBe('session-not-found');
});

test('whatever is wrong with records, the list is right and says so, and recover mends it', async () => {
  await writeFile(await row('corrupt'), 'garbage');
  const cut = await row('cut');
  await writeFile(cut, (await readFile(cut, 'utf8')).slice(0, 60));
  await writeFile(await row('empty'), '');
  await writeFile(await row('hopeless'), 'garbage');
  await writeFile(join(rows, 'hopeless', 'metadata.json.bak'), 'garbage');
  await row('newer', { version: 99 });
  await row('strange', { future: { kept: true } });
  await row('early', { lastActive: '2999-01-01T00:00:00.000Z' });
  const marked = await worktreeRow('marked');
  await mkdir(join(marked.directory, '.qtui'));
  await writeFile(join(marked.directory, '.qtui/session.json'), JSON.stringify(marked));
  await rm(join(rows, 'marked'), { recursive: true });
  await rm((await worktreeRow('gone')).directory, { recursive: true });
  await chmod(await row('closed'), 0o000);
  await mkdir(join(rows, 'begun'));
  await symlink('/nowhere', join(rows, 'index.json'));

  const readable = ['early', 'gone', 'marked', 'newer', 'strange'];
  expect(await listed(true)).toEqual({
    names: ['corrupt-before', 'cut-before', 'empty-before', ...readable].sort(),
    codes: [
      ...['metadata-corrupt', 'metadata-newer', 'permission-denied'],
      ...['session-recovered', 'session-recovered', 'session-recovered'],
      ...['session-restored', 'time-to-come'],
    ],
  });
  expect(await readdir(rows)).not.toContain('begun');
  const refused = await world.json(['sessions', 'rename', 'newer', 'x'], { code: 1 });
  expect(refused.error).toMatchObject({ code: 'metadata-newer' });
  expect((await world.run(['sessions', 'show', 'newer'])).stdout).toMatch(
    /record +written by a newer qtui, read-only here/,
  );

  const { recovered, open } = await world.json(['sessions', 'recover'], {
    code: 1,
    unprivileged: true,
  });
  expect(codesOf(recovered)).toEqual([
    ...['row-rewritten', 'row-rewritten', 'row-rewritten', 'row-set-aside', 'time-mended'],
  ]);
  expect(codesOf(open)).toEqual(['metadata-newer', 'permission-denied']);
  expect(await readFile(join(rows, '.unreadable-hopeless', 'metadata.json'), 'utf8')).toBe(
    'garbage',
  );
  expect(await readFile(join(rows, 'corrupt', 'metadata.json.unreadable'), 'utf8')).toBe('garbage');

  await chmod(join(rows, 'closed', 'metadata.json'), 0o600);
  await rm(join(rows, 'newer'), { recursive: true });
  await world.run(['sessions', 'rename', 'strange', 'renamed']);
  const strange = JSON.parse(await readFile(join(rows, 'strange', 'metadata.json'), 'utf8'));
  expect(strange).toMatchObject({ name: 'renamed', future: { kept: true } });
  expect((await listed()).codes).toEqual([]);
  const { stdout } = await world.run(['sessions', 'recover', 'corrupt']);
  expect(stdout).toBe('Its record is whole.\n');
});

test('a command that writes a record anew says that it could not be read', async () => {
  const file = await row('broken', { name: 'broken\x1b[31m' });
  await rename(file, `${file}.bak`);
  await writeFile(file, 'garbage');
  const { code, stdout, stderr } = await world.run(['sessions', 'rename', 'broken', 'mended']);
  expect([code, stdout]).toEqual([0, 'Renamed to "mended".\n']);
  expect(stderr).toContain('The record of session "broken');
  expect(stderr).not.toContain('\x1b');
  expect(stderr).toContain(join(rows, 'broken', 'metadata.json.bak'));
  expect(await listed()).toEqual({ names: ['mended'], codes: [] });
});
