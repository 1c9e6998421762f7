import { accessSync, constants } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFileSessionRepository } from '../../src/session/registry/file-repository.js';
import { createWorld, type World } from '../support/e2e.js';
import { sessionRow } from '../support/sessions.js';
import { TerminalDriver } from '../support/terminal-driver.js';

const NAMES = ['my session', 'fix: the colon', "it's here", '日本 語', 'two\nlines', '-x'];

let world: World;
let terminal: TerminalDriver | undefined;

beforeEach(async () => {
  world = await createWorld();
  const registry = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'sessions');
  const repository = createFileSessionRepository(registry, { log() {} });
  for (const [index, name] of NAMES.entries()) {
    const { worktreeInfo: _none, ...row } = sessionRow({ id: `id${index}`, name });
    await repository.save(row, null);
  }
  const own = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui', 'skills', 'tidy');
  for (const skill of [own, join(world.repo.path, '.qtui', 'skills', 'weigh')]) {
    await mkdir(skill, { recursive: true });
    await writeFile(join(skill, 'SKILL.md'), '');
  }
  const [node = '', main = ''] = world.command();
  const qtui = `#!/bin/sh\nexec '${node}' '${main}' "$@"\n`;
  await writeFile(join(world.root, 'bin', 'qtui'), qtui, { mode: 0o755 });
});

afterEach(async () => {
  await terminal?.dispose();
  terminal = undefined;
  await world.dispose();
});

/** How each shell is begun without anybody's settings but completion. */
const BEGIN: Readonly<Record<string, (file: string) => Promise<string[]>>> = {
  async bash(directory) {
    const file = join(directory, 'bashrc');
    await writeFile(file, `PS1='> '\n${EVALS('bash')}`);
    return ['--noprofile', '--rcfile', file, '-i'];
  },
  async zsh(directory) {
    const settings = `PROMPT='> '\nautoload -U compinit; compinit -u -D\n${EVALS('zsh')}`;
    await writeFile(join(directory, '.zshrc'), settings);
    return ['-d', '-i'];
  },
  async fish() {
    const prompt = 'function fish_prompt; echo -n "> "; end';
    return ['--no-config', '--init-command', `${prompt}; ${FISH}`, '-i'];
  },
};
const FISH = 'qtui completion fish | source; qtui sessions switch --shell fish | source';
const EVALS = (shell: string) =>
  `eval "$(qtui completion ${shell})"\neval "$(qtui sessions switch --shell ${shell})"\n`;

async function openShell(name: string): Promise<TerminalDriver> {
  const home = join(world.root, 'shell');
  await mkdir(home);
  const args = (await BEGIN[name]?.(home)) ?? [];
  const env = { ...world.env, HOME: home, ZDOTDIR: home, LC_ALL: 'C.UTF-8' };
  terminal = new TerminalDriver(name, args, { cols: 100, rows: 20, cwd: world.repo.path, env });
  await terminal.waitForText(/^> /m);
  return terminal;
}

const TYPED = [
  ['qtui sess\tlist --st\twai\t', 'qtui sessions list --status waiting'],
  ['qtui sessions list --sort=na\t', 'qtui sessions list --sort=name'],
  ['qtui sessions show my\t', 'qtui sessions show my\\ session'],
  ['qtui sessions show fix:\t', 'qtui sessions show fix:\\ the\\ colon'],
  ['qtui sessions show "my s\t', 'qtui sessions show "my session"'],
  ['qtui sessions cleanup id1 日\t', 'qtui sessions cleanup id1 日本\\ 語'],
  ['qtui attach it\t', "qtui attach it\\'s\\ here"],
  ['qtui skills run ti\tit', 'qtui skills run tidy it'],
  ['qtui new --skill we\t', 'qtui new --skill weigh'],
  ['qcd my\t', 'qcd my\\ session'],
] as const;

describe.each(Object.keys(BEGIN).filter(isInstalled))('in %s', (shell) => {
  test('commands, options and sessions are completed, quoted as the shell needs it', async () => {
    const screen = await openShell(shell);
    for (const [typed, completed] of TYPED) {
      screen.type(typed);
      await screen.waitForText(`> ${completed}`);
      screen.press('ctrl-u');
      await screen.waitForText(/^> *$/m);
    }
  });

  test('the function qcd goes to the directory of a session', async () => {
    const place = join(world.root, "it's\\a place");
    await mkdir(place);
    await world.json(['new', '--no-worktree', '--agent', 'shell', '--detach', '--name', 'odd'], {
      cwd: place,
    });
    const screen = await openShell(shell);
    screen.type('qcd odd && pwd\r');
    await screen.waitForText(new RegExp(`^${place.replaceAll('\\', '\\\\')}$`, 'm'));
  });
});

test('what means a session is told without an error, whatever the registry is', async () => {
  const told = await world.run(['completion', '--sessions']);
  expect(told.stderr).toBe('');
  const words = told.stdout.split('\n').map((line) => line.split('\t')[0]);
  expect(words).toEqual(expect.arrayContaining(['my session', 'id0', 'id4', 'id5']));
  expect(words).not.toContain('-x');
  const skills = await world.run(['completion', '--skills']);
  expect(skills).toEqual({ code: 0, stdout: 'tidy\tyours\nweigh\tproject\n', stderr: '' });
  const env = { XDG_STATE_HOME: '/dev/null', HOME: '/nonexistent' };
  expect(await world.run(['completion', '--sessions'], { env })).toEqual({
    ...{ code: 0, stdout: '', stderr: '' },
  });
  expect(await world.processes()).toEqual([]);
});

function isInstalled(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
