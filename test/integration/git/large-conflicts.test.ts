import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { conflictTextOf, settledText } from '../../../src/core/conflict/hunks.js';
import type { MergeConflict } from '../../../src/core/merge.js';
import { resolutionOf } from '../../../src/core/resolution.js';
import { ConflictStage } from '../../support/conflict-stage.js';

let stage: ConflictStage;
afterEach(() => stage.dispose());

/** Three sides of files, by what a side says. */
async function open(files: (side: string) => Record<string, string | Buffer>): Promise<void> {
  const [base, ours, theirs] = ['base', 'ours', 'theirs'].map((side) => ({ write: files(side) }));
  stage = await ConflictStage.open(base ?? {}, ours ?? {}, theirs ?? {});
}

async function landed(take: 'ours' | 'theirs' | 'both', file: string): Promise<Buffer> {
  const { conflicts } = await stage.plan();
  const plan = await stage.plan(conflicts.map((each) => resolutionOf(each, take)));
  const built = await stage.git.merges.build(plan, { message: 'merge' });
  await stage.git.merges.land(await stage.git.merges.verify(built));
  return readFile(join(stage.repo.path, file));
}

test('500 files in conflict are planned and settled together', async () => {
  const names = Array.from({ length: 500 }, (_, index) => `dir ${index % 7}/file ${index}`);
  await open((side) => Object.fromEntries(names.map((name) => [name, `top\n${side}\nend\n`])));
  const { conflicts } = await stage.plan();
  expect(conflicts.map(({ path }) => path).sort()).toEqual([...names].sort());
  expect(await landed('both', names[499] ?? '')).toEqual(Buffer.from('top\nours\ntheirs\nend\n'));
  expect(await stage.repo.git('status', '--porcelain')).toBe('');
});

test('a file of a megabyte with 500 places in conflict is settled place by place', async () => {
  const filler = (index: number) => `${`${index} `.padEnd(99, 'x')}\n`.repeat(20);
  const text = (side: string) =>
    Array.from({ length: 500 }, (_, index) => `${filler(index)}${side} ${index}\n`).join('');
  await open((side) => ({ f: text(side) }));
  const plan = await stage.plan();
  const conflict = plan.conflicts[0] as MergeConflict;
  const read = conflictTextOf(await stage.git.merges.readConflict(plan, conflict));
  if (read === undefined) throw new Error('no text');
  expect(read.hunks).toHaveLength(500);
  const answers = new Map(
    read.hunks.map((_, index) => [index, index % 2 ? 'ours' : 'theirs'] as const),
  );
  const settled = settledText(read, answers);
  const wanted = Array.from(
    { length: 500 },
    (_, index) => `${filler(index)}${index % 2 ? 'ours' : 'theirs'} ${index}\n`,
  ).join('');
  expect(settled).toMatchObject({ kind: 'settled' });
  if (settled.kind !== 'settled') return;
  expect(Buffer.from(settled.bytes).equals(Buffer.from(wanted))).toBe(true);
  const oid = await stage.git.merges.writeContent(plan, 'f', settled.bytes);
  const resolved = await stage.plan([resolutionOf(conflict, { oid, mode: '100644' })]);
  expect(resolved.conflicts).toEqual([]);
});

test('bytes that editors like to change stay as they are', async () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  const KINDS: Record<string, (...middle: string[]) => Buffer> = {
    'ends of Windows': (...middle) => latin1(['a', ...middle, 'z', ''].join('\r\n')),
    'no end of the last line': (...middle) => latin1(['a', ...middle].join('\n')),
    'no end of the last line, with ends of Windows': (...middle) =>
      latin1(['a', ...middle].join('\r\n')),
    'Latin-1': (...middle) =>
      latin1(['\xe9', ...middle.map((each) => `${each} \xfc`), '\xe0\n'].join('\n')),
    tabs: (...middle) =>
      latin1(['\ta', ...middle.map((each) => `\t${each}\t `), ' \tz\n'].join('\n')),
    'a mark of byte order': (...middle) => latin1(['\xef\xbb\xbfa', ...middle, 'z\n'].join('\n')),
  };
  const kinds = Object.entries(KINDS);
  await open((side) =>
    Object.fromEntries(
      kinds.flatMap(([kind, of]) => [
        [`${kind}: theirs`, of(side)],
        [`${kind}: both`, of(side)],
      ]),
    ),
  );
  const { conflicts } = await stage.plan();
  expect(conflicts).toHaveLength(2 * kinds.length);
  const answers = conflicts.map((each) =>
    resolutionOf(each, each.path.endsWith('both') ? 'both' : 'theirs'),
  );
  const built = await stage.git.merges.build(await stage.plan(answers), { message: 'merge' });
  await stage.git.merges.land(await stage.git.merges.verify(built));
  const onDisk = (name: string) => readFile(join(stage.repo.path, name));
  for (const [kind, of] of kinds) {
    expect([kind, await onDisk(`${kind}: theirs`)]).toEqual([kind, of('theirs')]);
    expect([kind, await onDisk(`${kind}: both`)]).toEqual([kind, of('ours', 'theirs')]);
  }
});
