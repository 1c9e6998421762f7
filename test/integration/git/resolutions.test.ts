import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { MergeConflict, MergePlan } from '../../../src/core/merge.js';
import { resolutionOf } from '../../../src/core/resolution.js';
import { ConflictStage, type SideChange } from '../../support/conflict-stage.js';

let stage: ConflictStage;

afterEach(async () => {
  await stage.dispose();
});

const TEXT: [SideChange, SideChange, SideChange] = [
  { write: { f: 'top\nbase\nend\n' } },
  { write: { f: 'top\nours\nend\n' } },
  { write: { f: 'top\ntheirs\nend\n' } },
];

const open = async (...[base, ours, theirs]: [SideChange, SideChange, SideChange]) => {
  stage = await ConflictStage.open(base, ours, theirs);
};

function only(plan: MergePlan): MergeConflict {
  const [conflict] = plan.conflicts;
  if (conflict === undefined || plan.conflicts.length !== 1) throw new Error('not one conflict');
  return conflict;
}

/** Object id of a text that is in the repository. */
async function stored(text: string): Promise<string> {
  const file = join(stage.repo.root, 'content');
  await writeFile(file, text);
  return stage.repo.git('hash-object', '-w', '--no-filters', file);
}

describe('a resolution', () => {
  test('leaves a plan that can be built and landed', async () => {
    await open(...TEXT);
    const conflict = only(await stage.plan());
    const plan = await stage.plan([resolutionOf(conflict, 'both')]);
    expect(plan.files).toMatchObject([{ path: 'f', added: 1, removed: 0 }]);
    expect(Object.isFrozen(plan) && Object.isFrozen(plan.resolved[0]?.resolution)).toBe(true);
    const built = await stage.git.merges.build(plan, { message: 'merge' });
    await stage.git.merges.land(await stage.git.merges.verify(built));
    expect(await stage.repo.read('f')).toBe('top\nours\ntheirs\nend\n');
    expect(await stage.repo.git('status', '--porcelain')).toBe('');
  });

  test('gives a file other content and another mode', async () => {
    await open(...TEXT);
    const conflict = only(await stage.plan());
    const plan = await stage.plan([
      resolutionOf(conflict, { oid: await stored('mine\n'), mode: '100755' }),
    ]);
    expect(await stage.files(plan.resultTree)).toEqual({ f: '* mine' });
  });

  test('puts the content of a renamed file under the name that it is given for', async () => {
    const base = `${Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n')}\n`;
    await open(
      { write: { f: base } },
      { rename: [['f', 'g']] },
      { rename: [['f', 'h']], write: { h: `${base}more\n` } },
    );
    const conflict = only(await stage.plan());
    const content = resolutionOf(conflict, { oid: await stored('mine\n'), mode: '100644' });
    const named = { ...content, path: 'h' };
    expect(await stage.files((await stage.plan([named])).resultTree)).toEqual({ h: 'mine' });
  });

  test('settles some conflicts and leaves the others open', async () => {
    const files = (word: string) => ({ write: { a: `${word}\n`, b: `${word}\n` } });
    await open(files('base'), files('ours'), files('theirs'));
    const { conflicts } = await stage.plan();
    const first = conflicts.find(({ path }) => path === 'a');
    const plan = await stage.plan([resolutionOf(first as MergeConflict, 'ours')]);
    expect(plan.conflicts.map(({ path }) => path)).toEqual(['b']);
    expect(plan.resolved.map(({ path }) => path)).toEqual(['a']);
    expect(plan.resultTree).toBeUndefined();
    await expect(stage.git.merges.build(plan, { message: 'm' })).rejects.toMatchObject({
      code: 'merge-conflicts',
    });
  });

  test('is refused when the file has changed since', async () => {
    await open(...TEXT);
    const conflict = only(await stage.plan());
    await stage.change('theirs', { write: { f: 'top\nother\nend\n' } });
    await expect(stage.plan([resolutionOf(conflict, 'ours')])).rejects.toMatchObject({
      code: 'resolution-refused',
      data: { reason: 'stale', path: 'f' },
      untouched: expect.any(String),
      hint: expect.any(String),
    });
  });

  test('is refused for a file that is in no conflict, whatever the strategy', async () => {
    await open(...TEXT);
    const conflict = only(await stage.plan());
    await stage.change('theirs', { write: { f: 'top\nours\nend\n' } });
    for (const strategy of ['merge', 'squash', 'rebase', 'ff-only'] as const) {
      await expect(stage.plan([resolutionOf(conflict, 'ours')], strategy)).rejects.toMatchObject({
        code: 'resolution-refused',
        data: { reason: 'unknown-path' },
      });
    }
  });

  test.each(['both', 'keep'] as const)('by "%s" is refused for a binary file', async (choice) => {
    const binary = (word: string) => ({ write: { f: `\0${word}` } });
    await open(binary('base'), binary('ours'), binary('theirs'));
    const conflict = only(await stage.plan());
    await expect(stage.plan([resolutionOf(conflict, choice)])).rejects.toMatchObject({
      code: 'resolution-refused',
      data: { reason: 'impossible' },
      message: expect.stringContaining('ours, theirs'),
    });
  });

  test('is refused when it is given twice, has no content, or no mode of a file', async () => {
    await open(...TEXT);
    const conflict = only(await stage.plan());
    const blob = await stored('mine\n');
    for (const [reason, ...resolutions] of [
      ['twice', resolutionOf(conflict, 'ours'), resolutionOf(conflict, 'theirs')],
      ['impossible', resolutionOf(conflict, { oid: 'a'.repeat(40), mode: '100644' })],
      ['impossible', resolutionOf(conflict, { oid: blob, mode: '040000' })],
      ['impossible', resolutionOf(conflict, { oid: blob, mode: '160000' })],
      ['impossible', resolutionOf(conflict, { oid: 'main', mode: '100644' })],
    ] as const) {
      await expect(stage.plan(resolutions)).rejects.toMatchObject({
        code: 'resolution-refused',
        data: { reason },
      });
    }
  });

  test('is refused when conflict markers are left in it', async () => {
    await open(...TEXT);
    const conflict = only(await stage.plan());
    const marked = conflict.markedOid ?? '';
    await expect(
      stage.plan([resolutionOf(conflict, { oid: marked, mode: '100644' })]),
    ).rejects.toMatchObject({
      code: 'resolution-refused',
      data: { reason: 'markers' },
    });
    const half = await stored('top\nours\n=======\nend\n');
    await expect(
      stage.plan([resolutionOf(conflict, { oid: half, mode: '100644' })]),
    ).rejects.toMatchObject({
      data: { reason: 'markers' },
    });
  });

  test('keeps lines that only look like markers and that a side has', async () => {
    const text = (line: string) => `Title\n=======\n${line}\n=======\n<<<<<<< no conflict\n`;
    await open(
      { write: { f: text('base') } },
      { write: { f: text('ours\n=======\nmore') } },
      { write: { f: text('theirs') } },
    );
    const conflict = only(await stage.plan());
    const plan = await stage.plan([resolutionOf(conflict, 'theirs')]);
    expect(await stage.files(plan.resultTree)).toEqual({ f: text('theirs').slice(0, -1) });
    const ours = await stage.plan([resolutionOf(conflict, 'ours')]);
    expect(await stage.files(ours.resultTree)).toEqual({
      f: text('ours\n=======\nmore').slice(0, -1),
    });
  });

  test('does not put a file where another one has to be a directory', async () => {
    const other = (word: string) => Array.from({ length: 20 }, (_, i) => `${word} ${i}`).join('\n');
    await open(
      { write: { 'a/f': other('f'), 'a/g': other('g') } },
      { rename: [['a', 'b']], write: { a: 'now a file\n' } },
      { write: { 'a/n': 'new\n' } },
    );
    const conflict = only(await stage.plan());
    await expect(stage.plan([resolutionOf(conflict, 'keep')])).rejects.toMatchObject({
      code: 'resolution-refused',
      data: { reason: 'impossible' },
    });
    expect(
      await stage.files((await stage.plan([resolutionOf(conflict, 'ours')])).resultTree),
    ).toEqual({
      a: 'now a file',
      'b/f': other('f'),
      'b/g': other('g'),
      'b/n': 'new',
    });
  });

  test('keeps line ends, and the missing newline at the end of a file', async () => {
    await open(
      { write: { f: 'a\r\nbase\r\n' } },
      { write: { f: 'a\r\nours\r\n' } },
      { write: { f: 'a\r\ntheirs' } },
    );
    const conflict = only(await stage.plan());
    for (const [choice, text] of [
      ['ours', 'a\r\nours\r\n'],
      ['theirs', 'a\r\ntheirs'],
      ['both', 'a\r\nours\r\ntheirs'],
    ] as const) {
      const { resultTree } = await stage.plan([resolutionOf(conflict, choice)]);
      const size = await stage.repo.git('cat-file', '-s', `${resultTree}:f`);
      expect(Number(size)).toBe(text.length);
      expect(await stage.repo.git('cat-file', 'blob', `${resultTree}:f`)).toBe(
        text.replace(/\n$/, ''),
      );
    }
  });
});

describe('names of files', () => {
  test.each([
    ['newline and tab', 'a\n\tb"c'],
    ['dash', '-rf'],
    ['marker', '<<<<<<< x'],
    ['unicode', 'añ–😀'],
  ])('with %s are conflicts like others', async (_name, path) => {
    const text = (word: string) => ({ write: { [path]: `${word}\n` } });
    await open(text('base'), text('ours'), text('theirs'));
    const conflict = only(await stage.plan());
    expect(conflict.path).toBe(path);
    const { resultTree } = await stage.plan([resolutionOf(conflict, 'theirs')]);
    expect(await stage.files(resultTree)).toEqual({ [path]: 'theirs' });
  });

  test('that are not UTF-8 come back byte for byte', async () => {
    await open({}, {}, {});
    const bytes = Buffer.from('d/caf\xe9', 'latin1');
    for (const [root, word] of [
      [stage.repo.path, 'ours'],
      [stage.session.path, 'theirs'],
    ] as const) {
      const oid = await stored(`${word}\n`);
      const file = join(stage.repo.root, `index-info-${word}`);
      await writeFile(file, Buffer.concat([Buffer.from(`100644 ${oid}\t`), bytes, Buffer.of(0)]));
      const script = 'git update-index -z --add --index-info <"$1" && git commit -qm odd';
      await stage.repo.gitIn(root, '-c', `alias.odd=!sh -c '${script}' -`, 'odd', file);
    }
    const conflict = only(await stage.plan());
    expect(conflict.path).toBe('d/caf\udce9');
    const { resultTree } = await stage.plan([resolutionOf(conflict, 'both')]);
    expect(await stage.repo.git('ls-tree', '-r', resultTree ?? '', 'd/')).toContain('"d/caf\\351"');
  });
});

describe('attributes of a worktree', () => {
  const attributed = (attribute: string): [SideChange, SideChange, SideChange] => [
    { write: { '.gitattributes': `f ${attribute}\n`, f: 'base\n' } },
    { write: { f: 'ours\n' } },
    { write: { f: 'theirs\n' } },
  ];

  test('merge=union leaves no conflict', async () => {
    await open(...attributed('merge=union'));
    const plan = await stage.plan();
    expect(plan.conflicts).toEqual([]);
    expect(await stage.files(plan.resultTree)).toMatchObject({ f: 'ours\ntheirs' });
  });

  test('a merge driver of the user’s is asked', async () => {
    await open(...attributed('merge=mine'));
    await stage.repo.git('config', 'merge.mine.driver', 'echo driven >%A');
    expect(await stage.files((await stage.plan()).resultTree)).toMatchObject({ f: 'driven' });
  });

  test('what a failing driver leaves is settled by whole files', async () => {
    await open(...attributed('merge=mine'));
    await stage.repo.git('config', 'merge.mine.driver', 'false');
    const conflict = only(await stage.plan());
    expect(conflict.choices).toEqual(['ours', 'theirs', 'delete']);
    const { resultTree } = await stage.plan([resolutionOf(conflict, 'theirs')]);
    expect(await stage.files(resultTree)).toMatchObject({ f: 'theirs' });
  });
});

describe('a rebase', () => {
  test('asks for one commit after the other, and is built with the answers', async () => {
    await open(
      { write: { f: 'base\n', g: 'base\n' } },
      { write: { f: 'ours\n', g: 'ours\n' } },
      {
        write: { f: 'theirs one\n' },
      },
    );
    await stage.change('theirs', { write: { f: 'theirs two\n', g: 'theirs two\n' } });
    const first = only(await stage.plan([], 'rebase'));
    expect(first).toMatchObject({ path: 'f', kind: 'contents', commit: expect.any(String) });
    const one = resolutionOf(first, 'theirs');
    // Ids of the sides must be the same each time, or no resolution would ever fit.
    const second = await stage.plan([one], 'rebase');
    expect(second.resolved).toMatchObject([{ path: 'f', commit: first.commit }]);
    // Where the first one took theirs, f is no conflict any more.
    const left = only(second);
    expect(left.path).toBe('g');
    expect(left.commit).not.toBe(first.commit);
    const plan = await stage.plan([one, resolutionOf(left, 'both')], 'rebase');
    expect(plan.conflicts).toEqual([]);
    expect(await stage.files(plan.resultTree)).toEqual({ f: 'theirs two', g: 'ours\ntheirs two' });
    const { commit } = await stage.git.merges.build(plan, { message: '' });
    expect(await stage.repo.git('rev-list', '--count', `main..${commit}`)).toBe('2');
    expect(await stage.repo.git('rev-parse', `${commit}^{tree}`)).toBe(plan.resultTree);
  });

  test('refuses a resolution for a commit that is none of it', async () => {
    await open(...TEXT);
    const conflict = only(await stage.plan([], 'rebase'));
    const { commit: _commit, ...without } = resolutionOf(conflict, 'ours');
    const wrong = { ...without, commit: 'a'.repeat(40) };
    for (const resolution of [without, wrong]) {
      await expect(stage.plan([resolution], 'rebase')).rejects.toMatchObject({
        code: 'resolution-refused',
        data: { reason: 'unknown-path' },
      });
    }
  });
});
