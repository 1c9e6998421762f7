import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { layer, parseUserSettings } from '../../../src/config/parse.js';
import { PROJECT_SCHEMA, USER_SCHEMA } from '../../../src/config/schema.js';

let text = '';

beforeAll(async () => {
  text = await readFile(new URL('../../../docs/config.md', import.meta.url), 'utf8');
});

/** Every setting with its table, `KIND` for names that people choose. */
function settingsOf(schema: z.core.$ZodType, path: readonly string[] = []): string[] {
  if (schema instanceof z.ZodMiniOptional) return settingsOf(schema._zod.def.innerType, path);
  if (schema instanceof z.ZodMiniRecord) return [[...path, 'KIND'].join('.')];
  if (!(schema instanceof z.ZodMiniObject)) return [path.join('.')];
  return Object.entries(schema._zod.def.shape).flatMap(([name, inner]) =>
    settingsOf(inner as z.core.$ZodType, [...path, name]),
  );
}

/** The rows of the table of settings: name and default, without their backquotes. */
function documented(): Map<string, string> {
  const rows = [...text.matchAll(/^\| `([a-z]+\.[a-zA-Z.-]+)` +\| ([^|]*?) +\|/gm)];
  return new Map(rows.map(([, name = '', value = '']) => [name, value.replaceAll('`', '')]));
}

function sample(): string {
  return /```toml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
}

const camelCase = (name: string) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** As the table writes it. */
function words(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.join(', ');
  return value === '' ? 'none' : String(value);
}

describe('docs/config.md', () => {
  test('lists every setting and no other', () => {
    expect([...documented().keys()].sort()).toEqual(settingsOf(USER_SCHEMA).sort());
  });

  test('tells the defaults as they are', () => {
    const fixed = settingsOf(USER_SCHEMA).flatMap((name) => {
      const [table = '', setting = ''] = name.split('.');
      const values = DEFAULT_CONFIG[table as keyof typeof DEFAULT_CONFIG] as Record<
        string,
        unknown
      >;
      const value = values[camelCase(setting)];
      const isFixed = value !== undefined && !name.endsWith('.KIND');
      return isFixed ? [[name, words(value)] as const] : [];
    });
    expect(fixed.length).toBeGreaterThan(15);
    expect(fixed.map(([name]) => [name, documented().get(name)])).toEqual(fixed);
  });

  test('shows every setting in its sample, which is right', () => {
    const settings = parseUserSettings(sample(), 'docs/config.md');
    expect(layer(settings, {}).terminal.scrollback).toBe(DEFAULT_CONFIG.terminal.scrollback);
    const shown = Object.entries(settings).flatMap(([table, values]) =>
      Object.keys(values ?? {}).map((name) => `${table}.${name}`),
    );
    const settable = settingsOf(USER_SCHEMA).map((name) => name.replace(/\.KIND$/, ''));
    expect(shown.sort()).toEqual(settable.filter((name) => name !== 'agents.manifests').sort());
  });

  test('marks what a repository may set', () => {
    const marked: string[] = [];
    let table = '';
    for (const line of sample().split('\n')) {
      table = /^\[(.+)\]$/.exec(line)?.[1] ?? table;
      if (/#.*\bproject\b/.test(line)) marked.push(`${table}.${line.split(' ')[0]}`);
    }
    expect(marked.sort()).toEqual(settingsOf(PROJECT_SCHEMA).sort());
  });
});
