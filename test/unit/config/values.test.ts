import { describe, expect, test } from '@jest/globals';
import type { LoadedSettings } from '../../../src/config/config.js';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { explainSettings } from '../../../src/config/explain.js';
import { layer } from '../../../src/config/layer.js';
import { parseSettings } from '../../../src/config/parse.js';
import { readValue } from '../../../src/config/read-value.js';
import { isSetting, nodeAt } from '../../../src/config/settings/node.js';
import { SETTINGS } from '../../../src/config/settings/table.js';
import { settingsTemplate } from '../../../src/config/template.js';

function read(key: string, words: string[], scope: 'user' | 'project' = 'user'): unknown {
  const node = nodeAt(SETTINGS, key.split('.'));
  if (node === undefined || !isSetting(node)) throw new Error(`${key} is no setting`);
  return readValue(key, node, scope, words);
}

describe('a value from the command line', () => {
  test.each([
    ['keys.leader', ['ctrl-a'], 'ctrl-a'],
    ['keys.leader', ['"ctrl-a"'], 'ctrl-a'],
    ['branches.prefix', ['it’s'], 'it’s'],
    ['branches.prefix', [''], ''],
    ['merge.strategy', ['squash'], 'squash'],
    ['agents.newlines.x', ['"\\u001b\\r"'], '\u001b\r'],
    ['terminal.mouse', ['false'], false],
    ['terminal.unicode', ['auto'], 'auto'],
    ['terminal.unicode', ['true'], true],
    ['terminal.scrollback', ['5_000'], 5000],
    ['sessions.ports', ['2000', '3000'], [2000, 3000]],
    ['sessions.ports', ['[2000, 3000]'], [2000, 3000]],
    ['worktrees.copy', ['.env', '1'], ['.env', '1']],
    ['worktrees.copy', ['[]'], []],
    ['merge.check', ['npm', 'run', 'a b'], ['npm', 'run', 'a b']],
    ['merge.check', ['["a b"]'], ['a b']],
    ['merge.check', ['make'], ['make']],
  ])('%s %j', (key, words, value) => {
    expect(read(key, words)).toEqual(value);
  });

  test.each([
    ['merge.strategy', ['octopus'], /must be one of .* cannot be octopus/],
    ['terminal.mouse', ['no'], /must be true or false/],
    ['terminal.mouse', ['true', 'x'], /takes one value/],
    ['terminal.mouse', ['true\n[keys]\nleader = "f5"'], /must be true or false/],
    ['terminal.scrollback', ['-1'], /0 or more/],
    ['merge.check', ['npm test'], /no shell takes apart/],
  ])('%s %j is refused', (key, words, reason) => {
    expect(() => read(key, words)).toThrow(reason);
  });

  test('a project sets what it may', () => {
    expect(() => read('keys.leader', ['f5'], 'project')).toThrow(/only be set in your own/);
    expect(() => read('removal.important', ['!x'], 'project')).toThrow(/must not begin with/);
    expect(read('removal.important', ['!x'])).toEqual(['!x']);
  });
});

describe('the file that is written for a start', () => {
  test.each(['user', 'project'] as const)('sets nothing for a %s', (scope) => {
    const settings = parseSettings(settingsTemplate(scope), 'f', scope);
    const nothing = scope === 'user' ? layer(settings, {}) : layer({}, settings);
    expect(nothing).toEqual(DEFAULT_CONFIG);
  });

  test.each(['user', 'project'] as const)('has examples that are right for a %s', (scope) => {
    const all = settingsTemplate(scope)
      .replaceAll(/^# (?=\[|[\w-]+ = )/gm, '')
      .replaceAll('STATE', 'busy')
      .replaceAll('[types.TYPE]', '[types.feature]');
    const settings = parseSettings(all, 'f', scope);
    const inForce = scope === 'user' ? layer(settings, {}) : layer({}, settings);
    const syntax = { NAME: ['python3', '-m', 'py_compile', '{file}'] };
    expect(inForce.merge).toEqual({
      ...DEFAULT_CONFIG.merge,
      target: 'main',
      ...(scope === 'user' && { syntax }),
    });
  });
});

describe('what is explained', () => {
  const file = (path: string, text: string, scope: 'user' | 'project') => ({
    ...{ path, text, hash: '' },
    settings: parseSettings(text, path, scope),
  });
  const user = file(
    'u.toml',
    '[merge]\nstrategy = "squash"\n[agents]\nnewlines = { a = "x",\n "b c" = "y" }\n[removal]\nimportant = ["a"]\n',
    'user',
  );
  const project = file(
    'p.toml',
    'removal.important = ["b"]\n[merge]\n\nstrategy = "rebase"\n',
    'project',
  );
  const loaded: LoadedSettings = {
    config: layer(user.settings, project.settings),
    ...{ user, project },
  };

  test('has every origin, the one that wins first', () => {
    const [explained, ...more] = explainSettings(loaded, ['merge', 'strategy']);
    expect(more).toEqual([]);
    expect(explained).toMatchObject({
      value: 'rebase',
      origins: [
        { from: 'project', value: 'rebase', file: 'p.toml', line: 4 },
        { from: 'user', value: 'squash', file: 'u.toml', line: 2 },
        { from: 'default', value: 'merge' },
      ],
    });
  });

  test('has both lists where both count', () => {
    const [explained] = explainSettings(loaded, ['removal', 'important']);
    expect(explained?.value).toEqual(['a', 'b']);
    expect(explained?.value).toEqual(loaded.config.removal.important);
  });

  test('has the names that people chose, with their lines', () => {
    const found = explainSettings(loaded, ['agents', 'newlines']);
    expect(found.map(({ path, origins }) => [path.at(-1), origins[0]?.line])).toEqual([
      ['a', 4],
      ['b c', 5],
    ]);
    expect(explainSettings(loaded, ['agents', 'newlines', 'd'])).toMatchObject([
      { value: undefined, origins: [] },
    ]);
  });

  test('covers every setting', () => {
    const plain = explainSettings({ config: DEFAULT_CONFIG });
    for (const { path, value } of plain) {
      const inForce = path.reduce<unknown>((at, name) => {
        const inCode = name.replace(/-(.)/g, (_, c: string) => c.toUpperCase());
        const table = at as Record<string, unknown>;
        // The names of types are names in code as well.
        return Object.hasOwn(table, name) ? table[name] : table[inCode];
      }, DEFAULT_CONFIG);
      expect([path, value]).toEqual([path, inForce]);
    }
    expect(plain.length).toBeGreaterThan(30);
  });
});
