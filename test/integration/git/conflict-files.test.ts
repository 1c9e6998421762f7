import { afterEach, describe, expect, test } from '@jest/globals';
import { CONFLICT_READ_LIMIT, type MergeStrategy } from '../../../src/core/merge.js';
import { resolutionOf } from '../../../src/core/resolution.js';
import { ConflictStage, type SideChange } from '../../support/conflict-stage.js';

let stage: ConflictStage;

afterEach(async () => {
  await stage.dispose();
});

const write = (f: string | Buffer): SideChange => ({ write: { f } });

/** The one conflict and its files, as text. */
async function read(strategy: MergeStrategy = 'merge') {
  const plan = await stage.plan([], strategy);
  const [conflict] = plan.conflicts;
  if (conflict === undefined) throw new Error('no conflict');
  const files = await stage.git.merges.readConflict(plan, conflict);
  const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('utf8');
  const texts = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, 'bytes' in file && text(file.bytes)]),
  );
  return { plan, conflict, files, texts };
}

describe('the files of a conflict', () => {
  test('are all sides, and the text with markers that name the branches', async () => {
    stage = await ConflictStage.open(write('base\n'), write('ours\n'), write('theirs\n'));
    const { files, texts } = await read();
    expect(texts).toMatchObject({ base: 'base\n', ours: 'ours\n', theirs: 'theirs\n' });
    expect(texts['marked']).toMatch(
      /^<<<<<<< main\nours\n\|\|\|\|\|\|\| [0-9a-f]+\nbase\n=======\ntheirs\n>>>>>>> topic\n$/,
    );
    expect(files.ours).toMatchObject({ size: 5, isBinary: false });
    expect(files.marked?.size).toBe(files.marked?.bytes?.length);
  });

  test('name the replayed commit in a rebase', async () => {
    stage = await ConflictStage.open(write('base\n'), write('ours\n'), write('theirs\n'));
    const { conflict, texts } = await read('rebase');
    expect(texts['marked']).toMatch(/^<<<<<<< main\n/);
    expect(texts['marked']).toContain(`>>>>>>> ${conflict.commit?.slice(0, 12)}\n`);
  });

  test('lack the side that has none', async () => {
    stage = await ConflictStage.open(write('base\n'), { remove: ['f'] }, write('theirs\n'));
    expect((await read()).texts).toEqual({ base: 'base\n', theirs: 'theirs\n' });
  });

  test('are told with the files of a directory that one of them would replace', async () => {
    stage = await ConflictStage.open(
      { write: { other: 'x' } },
      { write: { 'f/a': 'a', 'f/b/c': 'c', g: 'g' } },
      write('a file\n'),
    );
    const { conflict, files } = await read();
    expect(conflict.kind).toBe('file/directory');
    expect(files.directory).toEqual(['f/a', 'f/b/c']);
  });

  test('are the same where many are read at once, in their order, and none of long ones', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `f${index + 10}`);
    const all = (text: string): SideChange => ({
      write: Object.fromEntries(
        names.map((name) => [name, `${text} ${name === 'f69' ? 'x'.repeat(100) : name}\n`]),
      ),
    });
    stage = await ConflictStage.open(all('base'), all('ours'), all('theirs'));
    const plan = await stage.plan([], 'merge');
    const many: unknown[] = [];
    for await (const files of stage.git.merges.readConflicts(plan, plan.conflicts, 400)) {
      many.push(files);
    }
    expect(many).toHaveLength(60);
    for (const index of [0, 49, 50]) {
      const conflict = plan.conflicts[index];
      if (conflict === undefined) throw new Error('no conflict');
      expect(many[index]).toEqual(await stage.git.merges.readConflict(plan, conflict));
    }
    expect(many[59]).toMatchObject({ ours: { bytes: expect.anything() } });
    expect(many[59]).not.toHaveProperty('marked.bytes');
  });

  test('are known to be binary', async () => {
    stage = await ConflictStage.open(write('a\0'), write('a\0b'), write('a\0c'));
    const { files } = await read();
    expect(files).toMatchObject({ ours: { size: 3, isBinary: true }, theirs: { isBinary: true } });
    expect(files.marked).toBeUndefined();
  });

  test('are not read when they are large, and can be settled as a whole', async () => {
    const large = (word: string) => `${word}\n${'x'.repeat(CONFLICT_READ_LIMIT)}\n`;
    stage = await ConflictStage.open(write('base\n'), write(large('ours')), write('theirs\n'));
    const { conflict, files } = await read();
    expect(files.ours).toEqual({ size: large('ours').length, isBinary: false });
    expect(files.theirs?.bytes).toBeDefined();
    expect(conflict.choices).toEqual(['ours', 'theirs', 'delete']);
    const plan = await stage.plan([resolutionOf(conflict, 'ours')]);
    expect(await stage.repo.git('rev-parse', `${plan.resultTree}:f`)).toBe(conflict.ours?.oid);
  });

  test('say of a submodule which commit it is at', async () => {
    const at = (digit: string): SideChange => ({ submodule: { sub: digit.repeat(40) } });
    stage = await ConflictStage.open(at('1'), at('2'), at('3'));
    expect((await read()).texts).toMatchObject({ ours: `Subproject commit ${'2'.repeat(40)}\n` });
  });
});

test('given content is stored by the filters of its path, so that a checkout brings it back', async () => {
  const attributes = { '.gitattributes': 'f text eol=crlf filter=shout\n' };
  stage = await ConflictStage.open(
    { write: { ...attributes, f: 'base\n' } },
    write('ours\n'),
    write('theirs\n'),
  );
  await stage.repo.git('config', 'filter.shout.clean', 'tr @ %');
  await stage.repo.git('config', 'filter.shout.smudge', 'tr % @');
  await stage.repo.git('config', 'core.safecrlf', 'true');
  const { conflict } = await read();
  const given = Buffer.from('@by\nhand\r\n');
  const oid = await stage.git.merges.writeContent(await stage.plan(), 'f', given);
  const plan = await stage.plan([resolutionOf(conflict, { oid, mode: '100644' })]);
  const built = await stage.git.merges.build(plan, { message: 'merge' });
  await stage.git.merges.land(await stage.git.merges.verify(built));
  expect(await stage.repo.git('cat-file', 'blob', 'main:f')).toBe('%by\nhand');
  expect(await stage.repo.read('f')).toBe('@by\r\nhand\r\n');
  expect(await stage.repo.git('status', '--porcelain')).toBe('');
});
