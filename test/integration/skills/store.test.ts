import { mkdir, mkdtemp, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { decideWorktree } from '../../../src/core/decide-worktree.js';
import { QtuiError } from '../../../src/core/errors.js';
import { type Skill, skillPrompt, skillWish, typeWithSkill } from '../../../src/core/skill.js';
import type { WorktreeDecision } from '../../../src/core/strategy.js';
import { createSkillStore } from '../../../src/skills/store.js';

let root: string;
let repo: string;
let isInRepository = true;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'qtui-test-')));
  repo = join(root, 'repo');
  isInRepository = true;
  await mkdir(repo);
});
afterEach(() => rm(root, { recursive: true }));

const store = () =>
  createSkillStore({
    configDirectory: join(root, 'config'),
    home: join(root, 'home'),
    worktreeOf: async () => (isInRepository ? repo : undefined),
  });

const PLACES = {
  project: 'repo/.qtui/skills',
  user: 'config/skills',
  'claude-project': 'repo/.claude/skills',
  'claude-user': 'home/.claude/skills',
} as const;
type Place = keyof typeof PLACES;

async function put(place: Place, name: string, text: string | Buffer): Promise<string> {
  const file = join(root, PLACES[place], name, 'SKILL.md');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

const skillText = (fields = '', body = 'Do it.') => `---\ndescription: what\n${fields}---\n${body}`;

const get = (name: string) => store().get(repo, name);

async function refusal(name: string): Promise<QtuiError> {
  const error = await get(name).catch((thrown: unknown) => thrown);
  if (error instanceof QtuiError) return error;
  throw new Error(`${name} was taken: ${JSON.stringify(error)}`);
}

describe('the places of skills', () => {
  const ORDER: readonly Place[] = ['project', 'user', 'claude-project', 'claude-user'];

  test('are looked at in their order, and the first of a name tells what it hides', async () => {
    const files: string[] = [];
    for (const place of ORDER.toReversed()) {
      files.unshift(await put(place, 'same', skillText('', place)));
      const [skill] = (await store().list(repo)).skills;
      expect(skill).toMatchObject({ name: 'same', origin: place, prompt: place });
      expect([skill?.file, ...(skill?.hides ?? [])]).toEqual(files);
    }
    isInRepository = false;
    expect((await store().list(root)).skills.map(({ origin }) => origin)).toEqual(['user']);
  });

  test('hold nothing where they are not there, or have other things in them', async () => {
    expect(await store().list(repo)).toEqual({ skills: [], warnings: [] });
    await mkdir(join(root, PLACES.user, 'no-skill'), { recursive: true });
    await mkdir(join(root, PLACES.user, '.git'));
    await writeFile(join(root, PLACES.user, 'README.md'), 'x');
    expect(await store().list(repo)).toEqual({ skills: [], warnings: [] });
    expect(await refusal('no-skill')).toMatchObject({ code: 'skill-not-found' });
  });

  test('one that is none, and a name that none can have, are told', async () => {
    await mkdir(join(root, 'config'));
    await writeFile(join(root, PLACES.user), '');
    const file = await put('project', '-x', skillText());
    const { warnings } = await store().list(repo);
    expect(warnings.map(({ message }) => message)).toEqual([
      `${file}: "-x" is no name of a skill.`,
    ]);
  });

  test('of the person may be links, those of a repository lead not out of it', async () => {
    const elsewhere = join(root, 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, 'SKILL.md'), skillText());
    for (const place of ['user', 'project'] as const) {
      await mkdir(join(root, PLACES[place]), { recursive: true });
      await symlink(elsewhere, join(root, PLACES[place], place));
    }
    await put('project', 'inside', skillText());
    await symlink('inside', join(root, PLACES.project, 'other'));
    expect((await store().list(repo)).skills.map(({ name }) => name)).toEqual([
      'inside',
      'other',
      'user',
    ]);
    const file = join(root, PLACES.project, 'project', 'SKILL.md');
    expect((await refusal('project')).message).toBe(
      `${file}:1: it is a link out of the repository, to ${elsewhere}/SKILL.md.`,
    );
  });
});

describe('a skill', () => {
  test('says what its sessions need; what is not ours is left alone', async () => {
    const fields =
      'name: Other\nlicense: MIT\nallowed-tools: [Bash, Read]\nmetadata:\n  a: 1\n' +
      'requires-worktree: false\ntype: debug\nagent: codex\n';
    const file = await put(
      'user',
      'fix',
      skillText(fields, '\n  Fix\u001b[2J it.\r\n\tNow.\u0000\n'),
    );
    expect(await get('fix')).toEqual({
      ...{ name: 'fix', description: 'what', origin: 'user', file, hides: [] },
      ...{ requiresWorktree: false, type: 'debug', agentKind: 'codex' },
      prompt: 'Fix[2J it.\n\tNow.',
    });
  });

  test('of another program has no type and agent of ours', async () => {
    const fields = 'requiresWorktree: true\ntype: whatever\nagent: Explore\n';
    await put('claude-project', 'fix', skillText(fields));
    const skill = await get('fix');
    expect(skill.requiresWorktree).toBe(true);
    expect([skill.type, skill.agentKind]).toEqual([undefined, undefined]);
  });

  test('tells the agent where the files are that it comes with', async () => {
    const file = await put('user', 'fix', skillText());
    expect(skillPrompt(await get('fix'), 'x')).toBe('Do it.\n\nx');
    await writeFile(join(dirname(file), 'helper.py'), '');
    const words = `The files of this skill are in ${dirname(file)}\n\nDo it.`;
    expect(skillPrompt(await get('fix'), '')).toBe(words);
  });

  const WRONG: readonly [string, string | Buffer, string][] = [
    ['no front matter', 'Do it.', '1: it does not begin with a front matter.'],
    ['an open one', '---\ndescription: x\n', '1: its front matter does not end.'],
    ['no description', '---\nname: x\n---\nDo', '1: it has no description.'],
    ['an empty one', '---\nname: x\ndescription:\n---\nDo', '3: its description is no text.'],
    ['a list', '---\n- x\n---\nDo', '2: its front matter is no list of names with values.'],
    ['no text', skillText('', ' \n'), '5: there is no text below the front matter.'],
    [
      'a wrong requirement',
      skillText('requires-worktree: yes\n'),
      '3: requires-worktree is neither true nor false.',
    ],
    ['an unknown type', skillText('type: spike\n'), '3: its type is no type of session.'],
    ['an agent that is none', skillText('agent: [a]\n'), '3: its agent is no kind of agent.'],
    ['binary text', Buffer.from([0x2d, 0xff, 0xfe]), '1: it is not UTF-8.'],
    ['too much text', skillText('', 'x'.repeat(70_000)), '1: it is larger than 64 KB.'],
  ];

  test.each(WRONG)('with %s is refused by file and line, and no other suffers', async (...row) => {
    const [, text, words] = row;
    const file = await put('project', 'wrong', text);
    await put('user', 'wrong', skillText());
    await put('user', 'right', skillText());
    const error = await refusal('wrong');
    expect(error.message).toBe(`${file}:${words}`);
    expect(error).toMatchObject({ code: 'invalid-skill', hint: expect.any(String) });
    const { skills, warnings } = await store().list(repo);
    expect(skills.map(({ name }) => name)).toEqual(['right']);
    expect(warnings).toMatchObject([{ message: error.message, hint: error.hint }]);
  });

  test.each([
    ['description: Use when: it fails', 2],
    ['description: x\nother: "open', 3],
    ['description: x\ndescription: y', 3],
    ['a: &a [*a, *a]\ndescription: *b', 3],
  ])('whose YAML is broken (%j) is refused with the line', async (yaml, line) => {
    const file = await put('user', 'broken', `---\n${yaml}\n---\nDo it.`);
    const { message } = await refusal('broken');
    expect(message.startsWith(`${file}:${line}: `)).toBe(true);
  });

  test('that is missing behind its link, or a directory, is refused', async () => {
    const gone = join(root, PLACES.user, 'gone');
    await mkdir(gone, { recursive: true });
    await symlink('nowhere', join(gone, 'SKILL.md'));
    expect(await refusal('gone')).toMatchObject({ code: 'path-missing' });
    await mkdir(join(root, PLACES.user, 'folder', 'SKILL.md'), { recursive: true });
    expect((await refusal('folder')).message).toContain('it is no regular file');
    expect((await store().list(repo)).warnings).toHaveLength(2);
  });

  test('that is not there is named, with those that are', async () => {
    await put('user', 'right', skillText());
    expect(await refusal('../right')).toMatchObject({ code: 'skill-not-found' });
    expect((await refusal('rihgt')).hint).toContain('right');
  });
});

describe('the message', () => {
  test.each([
    ['Fix $ARGUMENTS, then $ARGUMENTS.', " $& it's ", "Fix $& it's, then $& it's."],
    ['Fix $ARGUMENTS.', '', 'Fix .'],
    ['Fix.', 'it', 'Fix.\n\nit'],
    ['Fix.', ' ', 'Fix.'],
  ])('in %j', (prompt, message, told) => {
    expect(skillPrompt({ prompt }, message)).toBe(told);
  });

  test('names the session, else its name does, else the skill', () => {
    const skill = { name: 'review', prompt: 'Do' };
    expect(skillWish(undefined, { message: '' })).toEqual({});
    expect(skillWish(skill, { message: ' ' }).name).toBe('review');
    expect(skillWish(skill, { message: 'x' }).name).toBeUndefined();
    expect(skillWish(skill, { message: '', name: 'mine' }).name).toBeUndefined();
  });
});

describe('whether there is a worktree', () => {
  const place = {
    types: DEFAULT_CONFIG.types,
    agents: [{ kind: 'claude', label: 'Claude', program: '/c', requiresWorktree: true }],
    gitState: 'default-branch' as const,
  };
  /** By a skill of these fields, where the person says nothing and used `last` before. */
  const decide = (skill: Skill, last: 'feature' | 'development', agentKind = 'claude') => {
    const type = typeWithSkill(skill, { type: last, types: place.types });
    const wish = { flags: {}, type, agentKind, skill, interactive: true };
    return decideWorktree(place, wish);
  };

  test.each<[string, 'feature' | 'development', Partial<WorktreeDecision>]>([
    [
      'requires-worktree: true\n',
      'development',
      { kind: 'create', layer: 'requirement', reason: 'the skill it requires one' },
    ],
    [
      'requires-worktree: false\n',
      'development',
      { kind: 'never', layer: 'requirement', reason: 'the skill it needs none' },
    ],
    ['requires-worktree: false\n', 'feature', { kind: 'never', layer: 'requirement' }],
    ['requires-worktree: false\ntype: feature\n', 'feature', { kind: 'create', layer: 'type' }],
    ['requires-worktree: true\ntype: debug\n', 'feature', { kind: 'never', layer: 'type' }],
    ['type: experiment\n', 'feature', { kind: 'createTemp', layer: 'type' }],
    ['', 'feature', { kind: 'create', layer: 'type' }],
    ['', 'development', { kind: 'create', reason: 'the agent requires one' }],
  ])('with %j after the type %s', async (fields, last, decision) => {
    await put('project', 'it', skillText(fields));
    expect(decide(await get('it'), last)).toMatchObject(decision);
  });
});

describe('a skill that is begun', () => {
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

  test('can be used as it is, and is for nobody else where it is the person’s', async () => {
    const file = await store().create(root, 'mine', 'user');
    expect(file).toBe(join(root, PLACES.user, 'mine', 'SKILL.md'));
    expect([await modeOf(file), await modeOf(dirname(file))]).toEqual(['600', '700']);
    const skill = await get('mine');
    expect(skill).toMatchObject({ origin: 'user', description: 'Describe what mine does' });
    expect(skillPrompt(skill, 'this')).toContain('\n\nthis');
    const project = await store().create(repo, 'ours', 'project');
    expect(project).toBe(join(root, PLACES.project, 'ours', 'SKILL.md'));
    expect((await get('ours')).origin).toBe('project');
  });

  test('does not replace one, nor leave its place', async () => {
    const file = await put('user', 'mine', 'own words');
    const create = (name: string, scope: 'user' | 'project' = 'user') =>
      store().create(repo, name, scope);
    await expect(create('mine')).rejects.toMatchObject({ code: 'path-exists' });
    expect(await readFile(file, 'utf8')).toBe('own words');
    for (const name of ['../out', '', '.hidden', '-x', 'a/b', 'x'.repeat(65)]) {
      await expect(create(name)).rejects.toMatchObject({ code: 'invalid-name' });
    }
    const outside = join(root, 'outside');
    await mkdir(outside);
    await symlink(outside, join(repo, '.qtui'));
    await expect(create('x', 'project')).rejects.toMatchObject({ code: 'unusable-path' });
    isInRepository = false;
    await expect(create('x', 'project')).rejects.toMatchObject({ code: 'not-a-repository' });
  });
});
