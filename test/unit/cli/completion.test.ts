import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../../src/cli/commands/index.js';
import { completionScript } from '../../../src/cli/completion/script.js';
import { linesOf } from '../../../src/cli/completion/sessions.js';
import { SHELLS } from '../../../src/cli/completion/shells.js';
import { commandTree } from '../../../src/cli/completion/tree.js';
import { sessionRow } from '../../support/sessions.js';

const nodes = commandTree(COMMANDS);
const node = (path: string) => nodes.find((each) => each.path === path);

describe('what can be completed', () => {
  test('is every command with its options, their values and what its arguments are', () => {
    expect(nodes[0]?.commands.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
    expect(node('sessions cleanup')).toMatchObject({ places: ['session'], isVariadic: true });
    expect(node('sessions rename')).toMatchObject({ places: ['session', undefined] });
    const options = node('sessions list')?.options ?? [];
    const option = (name: string) => options.find(({ names }) => names.includes(name));
    expect(option('-a')).toMatchObject({ names: ['-a', '--all'], takesValue: false });
    expect(option('--sort')).toMatchObject({
      takesValue: true,
      values: expect.arrayContaining(['name']),
    });
    expect(option('--status')?.values).toContain('waiting');
    expect(option('--repo')).toMatchObject({ takesValue: true, kind: 'directory' });
    expect(option('--help')).toMatchObject({ takesValue: false });
  });

  test.each(SHELLS)('is in the script for %s', (shell) => {
    const script = completionScript(shell, COMMANDS);
    for (const { path, options } of nodes) {
      expect(script).toContain(`'${path}'`);
      for (const { names } of options) {
        for (const name of names) expect(script).toContain(name.replace(/^--?/, ''));
      }
    }
  });

  test('of sessions are names and branches, open ones first, and every id', () => {
    const lines = linesOf([
      sessionRow({ id: 'away', name: 'same', status: 'archived' }),
      sessionRow({ id: 'open', name: 'same' }),
      sessionRow({ id: 'odd', name: 'two\nlines' }),
      sessionRow({ id: 'dash', name: '--force' }),
    ]).split('\n');
    expect(lines).toEqual([
      'same\topen, feature',
      'branch-open\topen, feature',
      'branch-odd\todd, feature',
      'branch-dash\tdash, feature',
      'branch-away\taway, archived',
      'open\tsame',
      'odd\ttwo lines',
      'dash\t--force',
      'away\tsame',
      '',
    ]);
  });
});
