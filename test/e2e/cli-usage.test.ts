import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { sessionsCommand } from '../../src/cli/commands/sessions/index.js';
import { createWorld, type World } from '../support/e2e.js';

const SESSIONS = `One of: ${sessionsCommand.subcommands?.map(({ name }) => name).join(', ')}.`;

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.dispose();
});

describe('help and version', () => {
  test('--version prints the version alone', async () => {
    const result = await world.run(['--version']);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('--help names every command and the exit codes', async () => {
    const { code, stdout } = await world.run(['--help']);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(stdout).toContain('Exit codes');
  });

  test('a command’s help lists its options', async () => {
    const { code, stdout } = await world.run(['merge', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--strategy <strategy>');
    expect(stdout).toMatch(/"merge",\s+"squash",\s+"ff-only",\s+"rebase"/);
  });
});

describe('wrong usage ends with 2 and says what was meant', () => {
  test.each([
    [['mrege'], 'Did you mean "merge"?'],
    [['sessions', 'lits'], 'Did you mean "list"?'],
    [['--verbose'], 'no option --verbose'],
    [['merge', '--stratgy', 'squash'], '--strategy'],
    [['merge', '--strategy', 'octopus'], 'octopus'],
    [['send', 'x'], 'text'],
    [['sessions', 'rename', 'x'], 'See "qtui sessions rename --help".'],
    [['sessions'], SESSIONS],
    [['new', '--no-worktree', '--base', 'main'], 'contradicts'],
    [['new', '--type', 'debug', '--session-type', 'debug'], 'cannot be used'],
    [['wait', 'x', '--until', 'asleep'], 'asleep'],
    [['capture', 'x', '--history', 'much'], 'much'],
    [['--host-socket', 'relative.sock', 'sessions', 'list'], 'absolute'],
  ])('%j', async (args, words) => {
    const { code, stdout, stderr } = await world.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
  });

  test('with --json the error is an object on stdout', async () => {
    const { error, schema } = await world.json(['sessions', 'lits'], { code: 2 });
    expect(schema).toBe(1);
    expect(error).toMatchObject({ code: 'usage', hint: 'Did you mean "list"?' });
  });
});

describe('without a terminal', () => {
  test('the screen refuses and names the commands', async () => {
    const { code, stdout, stderr } = await world.run([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('not a terminal');
    expect(stderr).toContain('qtui new');
    expect(stderr).toContain('qtui sessions list');
    expect(await world.processes()).toEqual([]);
  });

  test('no colours are printed', async () => {
    const { stdout } = await world.run(['doctor']);
    expect(stdout).not.toContain('\x1b');
  });
});

describe('settings', () => {
  test('a mistake is named with file, line and the nearest setting', async () => {
    const file = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui', 'config.toml');
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, '[terminal]\nscrolback = 10\n');
    const { code, stderr } = await world.run(['new', '--detach', '--agent', 'shell']);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:2: terminal.scrolback is no setting`);
    expect(stderr).toContain('did you mean "scrollback"?');
  });
});

describe('qtui doctor', () => {
  test('finds everything, starts no host and leaves nothing behind', async () => {
    await world.installAgent('claude', 'repainter');
    const { ok, checks } = await world.json(['doctor']);
    const failed = checks.filter(({ status }: { status: string }) => status === 'fail');
    expect(failed).toEqual([]);
    expect(ok).toBe(true);
    const agents = checks.find(({ id }: { id: string }) => id === 'agents');
    expect(agents.detail).toContain('claude');
    expect(await world.processes()).toEqual([]);
  });

  test('ends with 1 when git is too old', async () => {
    const bin = join(world.root, 'old');
    await mkdir(bin);
    await writeFile(join(bin, 'git'), '#!/bin/sh\necho "git version 2.30.2"\n');
    await chmod(join(bin, 'git'), 0o755);
    const env = { PATH: `${bin}:${world.env['PATH']}` };
    const { ok, checks } = await world.json(['doctor'], { env, code: 1 });
    expect(ok).toBe(false);
    const git = checks.find(({ id }: { id: string }) => id === 'git');
    expect(git).toMatchObject({ status: 'fail' });
    expect(git.detail).toContain('2.30');
  });
});
