import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

let world: World;
let path: string;

beforeEach(async () => {
  world = await createWorld({
    files: { 'a.txt': 'base\n', 'old.txt': 'old\n', 'c.txt': 'base\n' },
  });
  const { session } = await world.json(['new', '--agent', 'shell', '--worktree', 'topic']);
  path = session.path;
  await change(path, {
    'a.txt': 'theirs\n',
    'old.txt': 'changed\n',
    'c.txt': 'theirs\n',
    'd/x': 'x\n',
  });
  await rm(join(world.repo.path, 'old.txt'));
  await change(world.repo.path, { 'a.txt': 'ours\n', 'c.txt': 'ours\n', d: 'file\n' });
});
afterEach(async () => {
  await world.dispose();
});

async function change(root: string, files: Record<string, string>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content);
  }
  await world.repo.gitIn(root, 'add', '-A');
  await world.repo.gitIn(root, 'commit', '-qm', 'Change');
}

const tip = () => world.repo.git('rev-parse', 'main');
const pins = () => world.repo.git('for-each-ref', 'refs/qtui/merge');
const EXPLICIT = ['--resolve-file', 'old.txt=keep', '--resolve-file', 'd=theirs'];

describe('a merge with conflicts', () => {
  test('is refused with what each one is, its choices, and the next command', async () => {
    const before = await tip();
    const { merge } = await world.json(['merge', 'topic', '--yes'], { code: 4 });
    expect(merge).toMatchObject({
      result: 'conflicts',
      conflicts: [
        { path: 'a.txt', kind: 'contents', choices: ['ours', 'theirs', 'both', 'delete'] },
        { path: 'c.txt', kind: 'contents' },
        { path: 'd', kind: 'file/directory', choices: ['ours', 'theirs'] },
        { path: 'old.txt', kind: 'modify/delete' },
      ],
      next: 'qtui merge topic --resolve ours --resolve-file d=ours --resolve-file old.txt=keep',
    });
    const { preview } = await world.json(['merge', 'topic', '--preview', '--resolve', 'both'], {
      code: 4,
    });
    expect(preview.resolved).toMatchObject([{ path: 'a.txt' }, { path: 'c.txt' }]);
    expect(preview.conflicts).toMatchObject([{ path: 'd' }, { path: 'old.txt' }]);
    expect(await tip()).toBe(before);
    // What it says is to be done does it.
    const { merge: done } = await world.json([...merge.next.split(' ').slice(1), '--yes']);
    expect(done).toMatchObject({ result: 'merged', conflicts: [] });
    expect(await world.repo.read('a.txt')).toBe('ours\n');
    expect(await world.repo.read('d')).toBe('file\n');
    expect(await pins()).toBe('');
  });

  test('lands as each file was settled, by given content too', async () => {
    await writeFile(join(world.repo.root, 'settled'), 'by hand\n');
    const content = `c.txt=@${join(world.repo.root, 'settled')}`;
    const args = ['merge', 'topic', '--resolve', 'both', ...EXPLICIT, '--resolve-file', content];
    const { merge } = await world.json([...args, '--yes']);
    expect(merge).toMatchObject({ result: 'merged', conflicts: [] });
    expect(await world.repo.read('a.txt')).toBe('ours\ntheirs\n');
    expect(await world.repo.read('c.txt')).toBe('by hand\n');
    expect(await world.repo.read('old.txt')).toBe('changed\n');
    expect(await world.repo.read('d/x')).toBe('x\n');
    expect(await world.repo.git('status', '--porcelain')).toBe('');
    await world.json(['undo', merge.undo, '--yes']);
    expect(await world.repo.read('a.txt')).toBe('ours\n');
  });

  test('can be rebased, commit by commit', async () => {
    await change(path, { 'a.txt': 'theirs again\n' });
    const args = ['merge', 'topic', '--strategy', 'rebase', '--resolve', 'theirs', ...EXPLICIT];
    const { merge } = await world.json([...args, '--yes']);
    expect(merge.result).toBe('merged');
    expect(await world.repo.read('a.txt')).toBe('theirs again\n');
  });

  test.each([
    [['--resolve-file', 'other.txt=ours'], 2, 'other.txt is in no conflict'],
    [['--resolve-file', 'd=both'], 3, 'cannot be settled by "both"'],
    [['--resolve-file', 'a.txt=mine'], 2, 'PATH=CHOICE'],
    [['--resolve-file', 'a.txt=@/nowhere/at/all'], 1, 'does not exist'],
    [['--resolve-file', 'a.txt=@/'], 2, '/ is no file'],
    [['--check', 'true', '--no-check'], 2, 'contradict'],
    [['--no-check', '--check', 'true'], 2, 'contradict'],
    [['--resolve', 'mine'], 2, 'ours, theirs, both'],
    [['--resolve', 'llm'], 1, 'No language model is set.'],
  ])('refuses %j and changes nothing', async (options, code, words) => {
    const before = await tip();
    const { error } = await world.json(['merge', 'topic', '--yes', ...options], { code });
    expect(`${error.message} ${error.hint}`).toContain(words);
    expect(await tip()).toBe(before);
    expect(await pins()).toBe('');
  });

  test('refuses content that still has markers', async () => {
    await writeFile(join(world.repo.root, 'marked'), '<<<<<<< ours\na\n=======\nb\n>>>>>>> b\n');
    const content = `a.txt=@${join(world.repo.root, 'marked')}`;
    const { error } = await world.json(['merge', 'topic', '--yes', '--resolve-file', content], {
      code: 3,
    });
    expect(error).toMatchObject({ code: 'resolution-refused' });
    expect(error.message).toContain('conflict marker');
  });
});
