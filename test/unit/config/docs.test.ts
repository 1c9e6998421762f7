import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { layer } from '../../../src/config/layer.js';
import { parseSettings } from '../../../src/config/parse.js';
import { choicesOf, type ListedSetting, listSettings } from '../../../src/config/settings/list.js';
import { tomlValue } from '../../../src/config/toml-value.js';

let text = '';

beforeAll(async () => {
  text = await readFile(new URL('../../../docs/config.md', import.meta.url), 'utf8');
});

/** The rows of the tables of settings: their cells, without the spaces that align them. */
function documented(): string[] {
  return text
    .split('\n')
    .filter((line) => /^\| `[a-z]+\.[\w.-]+` /.test(line))
    .map((line) => line.replaceAll(/ +\|/g, ' |').replaceAll(/\| +/g, '| '));
}

/** As docs/config.md has to write it; a missing row can be taken from what this test prints. */
function row({ path, setting, base }: ListedSetting): string {
  const words = [
    setting.summary,
    ...(setting.see === undefined ? [] : [`[${setting.see}](${setting.see})`]),
  ].join(': ');
  const applies =
    base === undefined ? (setting.otherwise ?? 'must be set') : `\`${tomlValue(base)}\``;
  return `| \`${path.join('.')}\` | ${applies} | ${setting.project ? 'yes' : ''} | ${words} |`
    .replaceAll(/\| +\|/g, '| |')
    .trim();
}

describe('docs/config.md', () => {
  test('lists every setting as it is defined, and no other', () => {
    expect(documented()).toEqual(listSettings().map(row));
  });

  test('has a sample that is right', () => {
    const sample = /```toml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const settings = parseSettings(sample, 'docs/config.md', 'user');
    expect(Object.keys(settings).length).toBeGreaterThan(3);
    expect(layer(settings, {})).not.toEqual(DEFAULT_CONFIG);
  });
});

test('every setting without a default says what applies then, and shows how it is written', () => {
  const silent = listSettings().filter(({ setting, base }) => {
    const isTold = setting.required || setting.otherwise !== undefined;
    const isShown = setting.example !== undefined || choicesOf(setting) !== undefined;
    return base === undefined && !(isTold && isShown);
  });
  expect(silent.map(({ path }) => path.join('.'))).toEqual([]);
});

test('a setting with few values names each of them', () => {
  const few = listSettings().flatMap(({ path, setting }) => {
    const values = choicesOf(setting) ?? [];
    const isTold = values.every((value) => setting.summary.includes(`"${value}"`));
    return isTold || values.includes('true') ? [] : [path.join('.')];
  });
  expect(few).toEqual([]);
});
