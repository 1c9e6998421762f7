import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../../src/core/config.js';
import type { ProjectFile, TrustStore } from '../../../src/core/ports/trust.js';
import { projectCommand } from '../../../src/session/creation/project-command.js';
import { createFileTrustStore } from '../../../src/session/trust-store.js';
import { caught } from '../../support/caught.js';

let directory: string;
let path: string;
let logged: string[];
let store: TrustStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  path = join(directory, 'state', 'trust.json');
  logged = [];
  store = open();
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function open(): TrustStore {
  let seconds = 0;
  const log = { log: (_level: string, event: string) => void logged.push(event) };
  return createFileTrustStore(path, { log, now: () => new Date(1000 * seconds++) });
}

function file(change: Partial<ProjectFile> = {}): ProjectFile {
  return { path: '/repo/.qtui/config.toml', root: '/repo', hash: 'aa', ...change };
}

describe('what is trusted', () => {
  test('is nothing at first, and asking writes nothing', async () => {
    expect(await store.isTrusted(file())).toBe(false);
    expect(await store.list()).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
  });

  test('is one content of one repository, in each of its worktrees', async () => {
    await store.trust(file());
    expect(await open().isTrusted(file())).toBe(true);
    expect(await store.isTrusted(file({ path: '/elsewhere/.qtui/config.toml' }))).toBe(true);
    expect(await store.isTrusted(file({ hash: 'bb' }))).toBe(false);
    expect(await store.isTrusted(file({ root: '/other' }))).toBe(false);
  });

  test('is for the owner alone', async () => {
    await store.trust(file());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'state'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(directory, 'state'))).toEqual(['trust.json']);
  });

  test('survives others who trust at the same moment, and is listed once', async () => {
    const hashes = ['a', 'b', 'c', 'd', 'e', 'a'];
    await Promise.all(hashes.map((hash) => open().trust(file({ hash }))));
    const listed = await store.list();
    expect(listed.map(({ hash }) => hash).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(listed[0]).toEqual({ ...file(), hash: listed[0]?.hash, since: expect.any(String) });
  });

  test('ends for all contents of a repository, and for no other one', async () => {
    await store.trust(file());
    await store.trust(file({ hash: 'bb' }));
    await store.trust(file({ root: '/other' }));
    expect(await store.revoke('/repo')).toBe(2);
    expect(await store.revoke('/repo')).toBe(0);
    expect((await store.list()).map(({ root }) => root)).toEqual(['/other']);
  });
});

describe('a record that cannot be understood', () => {
  const damaged = ['', '{"version": 1, "trus', '[]', '{"version": 1, "trusted": [{"hash": 7}]}'];

  test.each(damaged)('is reported, and trusts nothing: %j', async (text) => {
    await mkdir(join(directory, 'state'));
    await writeFile(path, text);
    for (const ask of [() => store.isTrusted(file()), () => store.list()]) {
      expect((await caught(ask())).code).toBe('trust-unreadable');
    }
    expect((await caught(store.revoke('/repo'))).code).toBe('trust-unreadable');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('is put aside by the next trust', async () => {
    await mkdir(join(directory, 'state'));
    await writeFile(path, 'rubbish');
    await store.trust(file());
    expect(await store.isTrusted(file())).toBe(true);
    expect(await readFile(`${path}.unreadable`, 'utf8')).toBe('rubbish');
    expect(logged).toEqual(['trust-put-aside']);
  });

  test('of a newer qtui stays as it is', async () => {
    await mkdir(join(directory, 'state'));
    await writeFile(path, '{"version": 2, "allowed": {}}');
    const error = await caught(store.trust(file()));
    expect(error).toMatchObject({ code: 'trust-unreadable', hint: 'Update qtui.' });
    expect(await readFile(path, 'utf8')).toBe('{"version": 2, "allowed": {}}');
  });

  test('that cannot be replaced leaves the former one', async () => {
    await store.trust(file());
    await rm(path);
    await mkdir(path);
    await chmod(path, 0o700);
    await expect(store.trust(file({ hash: 'bb' }))).rejects.toThrow(/trusted/);
    expect(await readdir(join(directory, 'state'))).toEqual(['trust.json']);
  });
});

describe('the command that runs', () => {
  function config(
    own: readonly string[],
    project?: { setup?: readonly string[] },
  ): Pick<Config, 'worktrees' | 'merge' | 'project'> {
    return {
      worktrees: {
        path: '',
        fetch: true,
        copy: [],
        link: [],
        sparse: [],
        submodules: false,
        setup: own,
      },
      merge: {
        strategy: 'merge',
        check: ['make', 'check'],
        checkMinutes: 30,
        trailers: [],
        suggestMessage: false,
        syntax: {},
        speculate: true,
        speculateCheck: false,
      },
      ...(project && { project: { file: file(), commands: project } }),
    };
  }

  test('is the person’s own where the repository names none', async () => {
    expect(await projectCommand({ trust: store }, config(['make']), 'setup')).toEqual({
      command: ['make'],
    });
    expect(await projectCommand({ trust: store }, config(['make'], {}), 'setup')).toEqual({
      command: ['make'],
    });
    expect(await projectCommand({ trust: store }, config([]), 'check')).toEqual({
      command: ['make', 'check'],
    });
    expect(await projectCommand({ trust: store }, config([]), 'setup')).toEqual({});
  });

  test('is none where the repository says so', async () => {
    expect(
      await projectCommand({ trust: store }, config(['make'], { setup: [] }), 'setup'),
    ).toEqual({});
  });

  test('is not the repository’s until its file is trusted', async () => {
    const named = config(['make'], { setup: ['npm', 'ci'] });
    expect(await projectCommand({ trust: store }, named, 'setup')).toEqual({
      untrusted: { command: ['npm', 'ci'], file: file() },
      warning: {
        code: 'untrusted-command',
        message: expect.stringContaining('/repo/.qtui/config.toml would set the worktree up'),
        hint: expect.stringContaining('qtui trust'),
      },
    });
    await store.trust(file());
    expect(await projectCommand({ trust: store }, named, 'setup')).toEqual({
      command: ['npm', 'ci'],
    });
  });

  test('is none where it cannot be told what is trusted', async () => {
    await store.trust(file());
    await writeFile(path, 'rubbish');
    const named = config([], { setup: ['npm', 'ci'] });
    const { command, warning } = await projectCommand({ trust: store }, named, 'setup');
    expect(command).toBeUndefined();
    expect(warning?.code).toBe('trust-unreadable');
  });
});
