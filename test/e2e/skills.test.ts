import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.installAgent('claude', 'repainter');
});
afterEach(() => world.dispose());

async function putSkill(name: string, fields: string, body: string): Promise<void> {
  const directory = join(world.repo.path, '.qtui', 'skills', name);
  await mkdir(directory, { recursive: true });
  const text = `---\ndescription: About ${name}\n${fields}---\n\n${body}\n`;
  await writeFile(join(directory, 'SKILL.md'), text);
}

test('a session with a skill begins with its words, as it asks, and remembers it', async () => {
  await putSkill('weigh', 'requires-worktree: true\nagent: claude\n', 'Weigh $ARGUMENTS well');
  await putSkill('glance', 'requires-worktree: false\nagent: claude\n', 'Glance at it');
  const { session, worktree } = await world.json(['skills', 'run', 'weigh', 'the', 'anchor', '-d']);
  const reason = 'the skill weigh requires one';
  expect(worktree).toEqual({ strategy: 'create', layer: 'requirement', reason });
  expect(session).toMatchObject({ branch: 'the-anchor', type: 'development', messageCount: 1 });
  await world.run(['wait', session.id, '--until', 'idle', '--timeout', '20']);
  const { screen } = await world.json(['capture', session.id]);
  expect(screen).toContain('Weigh the anchor well');
  const { session: shown } = await world.json(['sessions', 'show', session.id]);
  expect(shown).toMatchObject({ skill: 'weigh', firstMessage: 'the anchor' });

  const glance = await world.run(['new', '--skill', 'glance', '-d']);
  expect(glance.stderr).toContain('It has no worktree, because the skill glance needs none.');
  expect((await world.run(['sessions', 'show', 'glance'])).stdout).toMatch(/skill +glance/);
  const typed = await world.json(['new', '--skill', 'glance', '--type', 'refactor', '-d']);
  expect(typed.worktree).toMatchObject({ strategy: 'create', layer: 'type' });
  const flagged = await world.json(['new', '--skill', 'weigh', '--no-worktree', '-d', 'x']);
  expect(flagged.worktree).toMatchObject({ strategy: 'never', layer: 'flags' });
});

test('a skill is chosen in the dialog, which goes by it', async () => {
  await putSkill('glance', 'requires-worktree: false\n', 'Glance at $ARGUMENTS');
  const screen = world.open([], { cols: 80, rows: 24 });
  await screen.waitForText('shows every key');
  screen.press('ctrl-n');
  await screen.waitForText('Skill');
  screen.type('the sea');
  screen.press('tab', 'tab', 'right');
  await screen.waitForText('because the skill glance needs none');
  screen.press('enter');
  await screen.waitForText('last: Glance at the sea');
  const { sessions } = await world.json(['sessions', 'list']);
  expect(sessions).toMatchObject([{ branch: null, agent: { kind: 'claude' } }]);
});

test('a program that takes no prompt is not said to have been told', async () => {
  await putSkill('glance', '', 'Glance at it');
  const made = await world.run(['new', '--skill', 'glance', '--agent', 'shell', '-d']);
  expect(made.stderr).toContain('it was not told what the skill glance says');
});

test('what is wrong with a skill stops what asks for it, and nothing else', async () => {
  await putSkill('wrong', 'type: spike\n', 'x');
  const list = await world.run(['skills', 'list']);
  expect(list.code).toBe(0);
  expect(list.stderr).toContain('wrong/SKILL.md:3: its type is no type of session.');
  for (const [name, code] of [
    ['wrong', 2],
    ['none', 5],
  ] as const) {
    const { error } = await world.json(['new', '--skill', name, '-d'], { code });
    expect(error).toMatchObject({ untouched: 'Nothing was created.', hint: expect.any(String) });
  }
  expect((await world.json(['sessions', 'list'])).sessions).toEqual([]);
});
