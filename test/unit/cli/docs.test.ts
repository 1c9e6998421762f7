import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandDefinition } from '../../../src/cli/command.js';
import { COMMANDS } from '../../../src/cli/commands/index.js';

interface Described {
  /** As a person types it, without the program's name. */
  words: string;
  definition: CommandDefinition;
}

const page = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

function flatten(definitions: readonly CommandDefinition[], above = ''): Described[] {
  return definitions.flatMap((definition) => {
    const words = `${above}${definition.name}`;
    const inner = flatten(definition.subcommands ?? [], `${words} `);
    return definition.run ? [{ words, definition }, ...inner] : inner;
  });
}

const ALL = flatten(COMMANDS);
const flagsIn = (text: string) => text.match(/(?<![\w-])--[a-z][a-z-]*[a-z]/g) ?? [];
/** Of every command, or of the program itself. */
const COMMON = ['--help', '--version', '--host-socket', '--json'];

let cli = '';
let linked = '';
beforeAll(async () => {
  cli = await page('cli.md');
  const names = new Set([...cli.matchAll(/\]\(([a-z-]+\.md)/g)].map(([, name = '']) => name));
  linked = [cli, ...(await Promise.all([...names].map(page)))].join('\n');
});

describe('docs/cli.md', () => {
  test('lists every command and no other', () => {
    const rows = [...cli.matchAll(/^\| `qtui ([^`]+)` /gm)].map(([, words = '']) =>
      words.replace(/ \[?[A-Z].*$/, ''),
    );
    expect(rows.sort()).toEqual(ALL.map(({ words }) => words).sort());
  });

  test.each(ALL)('names every option of $words, itself or in a page that it links', (command) => {
    const known = new Set(flagsIn(linked));
    const flags = (command.definition.options ?? []).flatMap(({ flags }) => flagsIn(flags));
    expect(flags.filter((flag) => !known.has(flag))).toEqual([]);
  });

  test('names no option that there is not', () => {
    const defined = new Set(
      ALL.flatMap(({ definition }) => definition.options ?? []).flatMap(({ flags }) =>
        flagsIn(flags),
      ),
    );
    const others = flagsIn(cli).filter((flag) => !defined.has(flag) && !COMMON.includes(flag));
    expect(others).toEqual([]);
  });

  test('tells what every command answers with --json', () => {
    const rows = [...cli.matchAll(/^\| (`[^|]+`) +\| [`t]/gm)].map(([, names = '']) => names);
    const told = rows.flatMap((names) => [...names.matchAll(/`([a-z -]+)`/g)].map(([, n]) => n));
    const answering = ALL.filter(({ definition }) =>
      definition.options?.some(({ flags }) => flags === '--json'),
    );
    const words = answering.map((each) => each.words);
    expect(words.filter((each) => !told.includes(each))).toEqual([]);
  });
});
