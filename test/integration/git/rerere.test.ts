import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { MergeConflict, MergePlan } from '../../../src/core/merge.js';
import { resolutionOf } from '../../../src/core/resolution.js';
import { ConflictStage, type SideChange } from '../../support/conflict-stage.js';

let stage: ConflictStage;
/** Of the text that both change, for every test of it. */
let text: ConflictStage;
let settings: string;
let [ours, theirs] = ['', ''];

beforeAll(async () => {
  text = await ConflictStage.open(...TEXT);
  settings = await readFile(join(text.repo.path, '.git', 'config'), 'utf8');
  ours = await text.repo.git('rev-parse', 'main');
  theirs = await text.repo.git('rev-parse', 'topic');
});
afterEach(async () => {
  if (stage === text) await startAnew();
  else await stage.dispose();
});
afterAll(() => text.dispose());

const lines = (...words: string[]) => `${words.join('\n')}\n`;

const TEXT: [SideChange, SideChange, SideChange] = [
  { write: { f: lines('top', 'base', 'end') } },
  { write: { f: lines('top', 'ours', 'end') } },
  { write: { f: lines('top', 'theirs', 'end') } },
];

async function open(sides = TEXT, ...made: [string, string][]): Promise<void> {
  stage = sides === TEXT ? text : await ConflictStage.open(...sides);
  for (const [name, value] of made) await stage.repo.git('config', name, value);
}

/** The branches are where they began, and git remembers nothing. */
async function startAnew(): Promise<void> {
  const { repo, session } = text;
  await writeFile(join(repo.path, '.git', 'config'), settings);
  await rm(cacheOf(), { recursive: true, force: true });
  await repo.git('reset', '-q', '--hard', ours);
  await repo.gitIn(session.path, 'reset', '-q', '--hard', theirs);
}

/** The person merges by hand, as git tells them to, and takes the merge back. */
async function settleByHand(file: string, text: string): Promise<void> {
  const { repo } = stage;
  await repo.git('-c', 'rerere.enabled=true', 'merge', 'topic').catch(() => undefined);
  await writeFile(join(repo.path, file), text);
  await repo.git('-c', 'rerere.enabled=true', 'commit', '-qam', 'by hand');
  await repo.git('reset', '-q', '--hard', 'HEAD~1');
}

function conflictIn(plan: MergePlan, path = 'f'): MergeConflict {
  const conflict = plan.conflicts.find((each) => each.path === path);
  if (conflict === undefined) throw new Error(`no conflict in ${path}`);
  return conflict;
}

async function remembered(path = 'f'): Promise<string | undefined> {
  const plan = await stage.plan();
  const oid = await stage.git.merges.remembered(plan, conflictIn(plan, path));
  return oid && stage.repo.git('cat-file', 'blob', oid);
}

const cacheOf = () => join(stage.repo.path, '.git', 'rr-cache');

/** Every file that git remembers by, and what it says. */
async function cached(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const id of await readdir(cacheOf()).catch(() => [])) {
    for (const name of await readdir(join(cacheOf(), id))) {
      files[`${id}/${name}`] = await readFile(join(cacheOf(), id, name), 'utf8');
    }
  }
  return files;
}

describe('a conflict that git remembers', () => {
  test.each(['merge', 'diff3', 'zdiff3'])('is settled as then, in the style %s', async (style) => {
    await open(TEXT, ['merge.conflictStyle', style]);
    await settleByHand('f', lines('top', 'both of them', 'end'));
    const before = await cached();
    expect(await remembered()).toBe(lines('top', 'both of them', 'end').trimEnd());
    expect(await cached()).toEqual(before);
    expect(await stage.repo.git('status', '--porcelain')).toBe('');
    expect(await readdir(join(stage.repo.path, '.git'))).not.toContain('MERGE_RR');
  });

  test('is settled in what the file has become around it', async () => {
    await open();
    await settleByHand('f', lines('top', 'both of them', 'end'));
    await stage.change('theirs', { write: { f: lines('top', 'theirs', 'end', 'a', 'b', 'new') } });
    expect(await remembered()).toContain('both of them\nend\na\nb\nnew');
  });

  test('is told from another one', async () => {
    await open();
    await settleByHand('f', lines('top', 'both of them', 'end'));
    await stage.change('theirs', { write: { f: lines('top', 'something else', 'end') } });
    expect(await remembered()).toBeUndefined();
  });

  test('gives a file with the line ends of the worktree what git stores', async () => {
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    await open(TEXT, ['core.autocrlf', 'true']);
    await rm(join(stage.repo.path, 'f'));
    await stage.repo.git('checkout', '-q', 'f');
    await settleByHand('f', crlf(lines('top', 'both', 'end')));
    expect(await remembered()).toBe(lines('top', 'both', 'end').trimEnd());
  });

  test('that two files added is remembered as well', async () => {
    await open([{ write: { x: 'x\n' } }, { write: { f: 'one\n' } }, { write: { f: 'two\n' } }]);
    await settleByHand('f', 'one and two\n');
    expect(await remembered()).toBe('one and two');
  });
});

test('without a memory of git nothing is remembered, and none is begun', async () => {
  await open();
  expect(await remembered()).toBeUndefined();
  await expect(readdir(cacheOf())).rejects.toMatchObject({ code: 'ENOENT' });
});

describe('a settled conflict', () => {
  /** Plans with a resolution, and lets git remember it. */
  async function settle(text: string): Promise<void> {
    const file = join(stage.repo.root, 'content');
    await writeFile(file, text);
    const oid = await stage.repo.git('hash-object', '-w', '--no-filters', file);
    const resolution = resolutionOf(conflictIn(await stage.plan()), { oid, mode: '100644' });
    await stage.git.merges.remember(await stage.plan([resolution]));
  }

  test('is remembered exactly as git itself does', async () => {
    const text = lines('top', 'both of them', 'end');
    await open();
    await settleByHand('f', text);
    const asGitDoes = await cached();
    await rm(cacheOf(), { recursive: true });
    await mkdir(cacheOf());
    await settle(text);
    expect(await cached()).toEqual(asGitDoes);
    expect(Object.keys(asGitDoes)).toHaveLength(2);
    // And git takes it up.
    await stage.repo.git('-c', 'rerere.enabled=true', 'merge', 'topic').catch(() => undefined);
    expect(await stage.repo.read('f')).toBe(text);
  });

  test('is remembered only where the person wants that', async () => {
    await open();
    await settle(lines('top', 'one', 'end'));
    expect(await cached()).toEqual({});
    await stage.repo.git('config', 'rerere.enabled', 'true');
    await settle(lines('top', 'one', 'end'));
    expect(Object.values(await cached())).toContain(lines('top', 'one', 'end'));
    await rm(cacheOf(), { recursive: true });
    await mkdir(cacheOf());
    await stage.repo.git('config', 'rerere.enabled', 'false');
    await settle(lines('top', 'one', 'end'));
    expect(await cached()).toEqual({});
  });

  test('that git knows already stays as it is known', async () => {
    await open();
    await settleByHand('f', lines('top', 'first', 'end'));
    const before = await cached();
    await settle(lines('top', 'second', 'end'));
    expect(await cached()).toEqual(before);
  });
});
