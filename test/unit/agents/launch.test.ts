import { describe, expect, test } from '@jest/globals';
import { planLaunch } from '../../../src/agents/launch.js';
import { AGENT_MANIFESTS, resolveManifests } from '../../../src/agents/manifests.js';
import type { AgentManifest } from '../../../src/core/agent.js';

const manifest = (kind: string): AgentManifest =>
  AGENT_MANIFESTS.find((known) => known.kind === kind)!;
const plan = (kind: string, message: string, command?: readonly string[]) =>
  planLaunch(manifest(kind), { program: `/bin/${kind}`, message, command });

describe('planLaunch', () => {
  test.each([
    ['claude', ['/bin/claude', '--', 'fix the login']],
    ['codex', ['/bin/codex', '--', 'fix the login']],
    ['gemini', ['/bin/gemini', '--prompt-interactive=fix the login']],
    ['opencode', ['/bin/opencode', '--prompt=fix the login']],
    ['q', ['/bin/q', 'chat', '--', 'fix the login']],
    ['kiro', ['/bin/kiro', 'chat', '--', 'fix the login']],
    ['cursor-agent', ['/bin/cursor-agent', '--', 'fix the login']],
    ['copilot', ['/bin/copilot', '--interactive=fix the login']],
  ])('gives %s its first message', (kind, argv) => {
    expect(plan(kind, 'fix the login').argv).toEqual(argv);
  });

  test('types the message where the agent takes no argument', () => {
    expect(plan('aider', 'fix it')).toEqual({
      command: ['/bin/aider'],
      argv: ['/bin/aider'],
      typedPrompt: 'fix it',
    });
  });

  test('gives a shell no message', () => {
    expect(plan('shell', 'rm -rf /')).toEqual({ command: ['/bin/shell'], argv: ['/bin/shell'] });
  });

  test.each(AGENT_MANIFESTS.map(({ kind }) => kind))(
    'starts %s without a prompt for an empty message',
    (kind) => {
      const { argv, command, typedPrompt } = plan(kind, ' \n ');
      expect(argv).toEqual(command);
      expect(typedPrompt).toBeUndefined();
    },
  );

  test.each(AGENT_MANIFESTS.map(({ kind }) => kind))(
    'never lets a message of %s become a flag',
    (kind) => {
      const { argv, command } = plan(kind, '--dangerous now');
      const added = argv.slice(command.length);
      const position = added.findIndex((arg) => arg.startsWith('--dangerous'));
      expect(position === -1 || added[position - 1] === '--').toBe(true);
    },
  );

  test('puts "--" before a message that starts with "-" in a user\'s manifest', () => {
    const own: AgentManifest = {
      ...manifest('claude'),
      prompt: { how: 'argument', args: ['{prompt}'] },
    };
    const launch = (message: string) => planLaunch(own, { program: 'x', message }).argv;
    expect(launch('-v please')).toEqual(['x', '--', '-v please']);
    expect(launch('do this')).toEqual(['x', 'do this']);
  });

  test('keeps one word from naming a subcommand', () => {
    expect(plan('claude', 'update').argv).toEqual(['/bin/claude', '--', 'update ']);
  });

  test('replaces program and arguments by a command, and still gives the message', () => {
    expect(plan('claude', 'fix it', ['/opt/claude', '--model', 'x'])).toEqual({
      command: ['/opt/claude', '--model', 'x'],
      argv: ['/opt/claude', '--model', 'x', '--', 'fix it'],
    });
  });

  test('types a message that is too long for an argument', () => {
    const long = 'word '.repeat(30_000).trim();
    const launch = plan('claude', long);
    expect(launch.argv).toEqual(['/bin/claude']);
    expect(launch.typedPrompt).toBe(long);
  });

  test('leaves out NUL, which no argument can carry, and keeps replacement patterns', () => {
    expect(plan('claude', 'a\0b $& {prompt}').argv.at(-1)).toBe('ab $& {prompt}');
  });
});

describe('resolveManifests', () => {
  test('lays the manifests of the user over the shipped ones and keeps the shell last', () => {
    const claude = { ...manifest('claude'), label: 'Mine' };
    const other = { ...manifest('codex'), kind: 'other', label: 'Other' };
    const kinds = resolveManifests({ claude, other });
    expect(kinds.find(({ kind }) => kind === 'claude')?.label).toBe('Mine');
    expect(kinds.map(({ kind }) => kind).slice(-2)).toEqual(['other', 'shell']);
    expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length);
  });
});
