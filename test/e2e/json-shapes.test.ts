import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

/**
 * Members and types of what every listing answers. Scripts of people read them: a member may be
 * added here, none is renamed or removed (docs/cli.md).
 */
const GOLDEN = fileURLToPath(new URL('../fixtures/json-shapes.json', import.meta.url));
const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

/** Of one member, by its path: `sessions[].merged.into`. */
type Shape = Record<string, string>;

const COMMANDS = {
  'sessions list --changes --radar': 0,
  'sessions show second': 0,
  'diff second': 0,
  'sessions switch first': 0,
  'sessions radar': 0,
  'sessions worktrees': 0,
  'sessions cleanup --all --dry-run --size': 0,
  'sessions disk-usage': 0,
  'sessions recover': 0,
  'merge first third --dry-run': 4,
  'sessions rename first other': 0,
  'sessions archive third': 0,
  'undo --list': 0,
  'skills list': 0,
  'skills show tidy': 0,
  'create skill fresh': 0,
  'skills show nothing': 5,
  'sessions show nobody': 5,
  'sessions list --sort nothing': 2,
} as const;

let world: World;
let golden: Record<string, Shape>;
let docs: string;

beforeAll(async () => {
  golden = JSON.parse(await readFile(GOLDEN, 'utf8').catch(() => '{}'));
  docs = await readFile(join(DOCS, 'cli.md'), 'utf8');
  world = await createWorld();
  for (const name of ['first', 'second', 'third', 'fourth']) {
    const made = ['new', 'Do it', '--agent', 'shell', '--worktree', name, '--name', name];
    const { session } = await world.json(made);
    await writeFile(join(session.path, 'README.md'), `${name}\n`);
    if (name !== 'second') await world.repo.gitIn(session.path, 'commit', '-qam', name);
  }
  const place = join(world.root, 'place');
  await mkdir(place);
  await world.json(['new', '--no-worktree', '--agent', 'shell'], { cwd: place });
  await world.repo.git('worktree', 'add', '-q', join(world.root, 'foreign'));
  await world.json(['sessions', 'close', 'fourth', '--remove', '--force']);
  const skills = join(world.repo.path, '.qtui', 'skills');
  const fields = 'requires-worktree: true\ntype: debug\nagent: shell\n';
  for (const [name, text] of [
    ['tidy', `description: Tidy up\n${fields}`],
    ['plain', 'description: Nothing else\n'],
    ['wrong', 'name: wrong\n'],
  ] as const) {
    await mkdir(join(skills, name), { recursive: true });
    await writeFile(join(skills, name, 'SKILL.md'), `---\n${text}---\nDo it.\n`);
  }
  await world.json(['create', 'skill', 'tidy']);
}, 60_000);
afterAll(() => world.dispose());

describe('the JSON of', () => {
  test.each(Object.entries(COMMANDS))(
    '%s has the members that scripts rely on',
    async (words, code) => {
      const answer = await world.json(words.split(' '), { code });
      expect(answer.schema).toBe(1);
      const shape = shapeOf(answer);
      expect(shape).toEqual(golden[words]);
      const names = Object.keys(shape).map((path) => /(\w+)(\[\])*$/.exec(path)?.[1] ?? path);
      expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(docs))).toEqual([]);
    },
  );
});

/** Types by path; a member that some elements of a list lack has a question mark. */
function shapeOf(answer: unknown): Shape {
  const found = new Map<string, Set<string>>();
  const note = (path: string, type: string) => {
    found.set(path, (found.get(path) ?? new Set()).add(type));
  };
  const visit = (values: readonly unknown[], path: string): void => {
    const objects = values.filter((value) => typeof value === 'object' && value !== null);
    for (const value of values) {
      if (path !== '')
        note(path, Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);
    }
    const lists = objects.filter((value) => Array.isArray(value));
    if (lists.length > 0) visit(lists.flat(1), `${path}[]`);
    const records = objects.filter((value) => !Array.isArray(value)) as Record<string, unknown>[];
    for (const name of new Set(records.flatMap((record) => Object.keys(record)))) {
      const own = path === '' ? name : `${path}.${name}`;
      const having = records.filter((record) => name in record);
      if (having.length < records.length) note(own, '?');
      visit(
        having.map((record) => record[name]),
        own,
      );
    }
  };
  visit([answer], '');
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([path, types]) => [path, [...types].sort().join(' ')]));
}
