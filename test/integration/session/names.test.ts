import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Git } from '../../../src/core/ports/git.js';
import { createGit } from '../../../src/git/index.js';
import { nameCandidates, slugFromMessage, slugifyPath } from '../../../src/session/names/naming.js';
import { anyCharacter } from '../../support/any-character.js';
import { caught } from '../../support/caught.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

describe('a branch that is asked for', () => {
  let repo: TempRepo;
  let world: SessionWorld<Git>;

  beforeEach(async () => {
    repo = await createTempRepo();
    const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
    world = createWorld(repo.root, repo.path, git, async () => {});
  });
  afterEach(() => repo.dispose());

  const create = (branch: string) =>
    world.service.create(
      world.request({ worktree: { kind: 'create', branch, isTemporary: false } }),
    );

  test.each([
    ['-x', 'invalid-name'],
    ['--force', 'invalid-name'],
    ['a..b', 'invalid-name'],
    ['../../escape', 'invalid-name'],
    ['@', 'invalid-name'],
    ['HEAD', 'invalid-name'],
    ['refs/heads/x', 'invalid-name'],
    ['line\nbreak', 'invalid-name'],
    ['x'.repeat(300), 'invalid-name'],
    ['ü'.repeat(126), 'invalid-name'],
    ['x.lock', 'invalid-name'],
    ['main', 'protected-branch'],
    ['taken', 'name-taken'],
    ['TAKEN', 'name-taken'],
    ['taken/below', 'name-taken'],
    ['deep', 'name-taken'],
  ])('as %j is refused, and nothing is made', async (branch, code) => {
    await repo.git('branch', 'taken');
    await repo.git('branch', 'deep/er');
    const before = await repo.git('for-each-ref');
    const error = await caught(create(branch));
    expect(error).toMatchObject({ code, untouched: 'Nothing was created.' });
    expect(await repo.git('for-each-ref')).toBe(before);
    expect(await repo.git('worktree', 'list')).not.toContain('\n');
    expect((await world.repository.list()).sessions).toEqual([]);
  });

  test.each([
    '修正/ログイン',
    'ünïcödé',
    'a-b_c.d',
    `${'x'.repeat(200)}/${'y'.repeat(200)}`,
    `${'修'.repeat(80)}/${'正'.repeat(80)}`,
  ])('as %s gets a worktree of its own', async (branch) => {
    const { session } = await create(branch);
    const { path } = session.worktreeInfo!;
    expect(await repo.gitIn(path, 'symbolic-ref', '--short', 'HEAD')).toBe(branch);
    expect(Buffer.byteLength(basename(path))).toBeLessThanOrEqual(200);
    expect(basename(path)).not.toContain('\ufffd');
  });

  test('is made beside a gc, and a lock on the index of the main worktree', async () => {
    const lock = join(repo.path, '.git', 'index.lock');
    await writeFile(lock, '');
    for (let index = 0; index < 20; index += 1) {
      await repo.git('update-ref', `refs/heads/old-${index}`, 'HEAD');
    }
    const gc = () => repo.git('gc', '--quiet', '--prune=now');
    const [refusal] = await Promise.all([
      gc().then(
        () => undefined,
        (error: unknown) => error,
      ),
      create('one'),
      create('two'),
      repo.git('pack-refs', '--all'),
      create('three'),
    ]);
    // While git adds a worktree, its HEAD names no object for a moment, and a gc refuses that.
    if (refusal !== undefined) {
      expect(String(refusal)).toMatch(/fatal: bad object worktrees\/(one|two|three)\/HEAD\n/);
    }
    await gc();
    for (const branch of ['one', 'two', 'three']) {
      expect(await repo.git('show-ref', '--verify', `refs/heads/${branch}`)).toContain(branch);
    }
    expect(await repo.git('fsck', '--no-progress')).toBe('');
  });
});

describe('a name that is derived', () => {
  let repo: TempRepo;

  beforeAll(async () => {
    repo = await createTempRepo({ unborn: true });
  });
  afterAll(() => repo.dispose());

  /** Names that git refuses as branches, of all that it is asked about in one process each. */
  async function refused(names: readonly string[]): Promise<string[]> {
    const answers = await Promise.all(
      names.map(
        (name) =>
          new Promise<boolean>((resolve) => {
            const args = ['check-ref-format', '--branch', name];
            const child = spawn('git', args, { cwd: repo.path, env: repo.env, stdio: 'ignore' });
            child.once('close', (code) => resolve(code === 0));
          }),
      ),
    );
    return names.filter((_, index) => !answers[index]);
  }

  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      'HEAD',
      '@',
      '-',
      '..',
      '.lock',
      'x.lock',
      '/',
      '//',
      '@{',
      '~1',
      '^',
      ':',
      '\\',
    ),
    fc.string({ unit: anyCharacter, minLength: 60, maxLength: 90 }),
  );
  const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(''));

  test('of any text is one that git takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 8, maxLength: 8 }), async (texts) => {
        const names = texts.flatMap((each) => [slugifyPath(each), slugFromMessage(each)]);
        const used = [...new Set(names.filter((name) => name !== ''))];
        const all = used.flatMap((name) => [...nameCandidates(name, () => 'a1b2')].slice(0, 3));
        expect(await refused(all)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });
});
