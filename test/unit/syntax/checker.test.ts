import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSyntaxRunner } from '../../../src/cli/syntax-runner.js';
import type { SyntaxOptions } from '../../../src/core/ports/syntax-checker.js';
import { createSyntaxChecker } from '../../../src/syntax/checker.js';
import { commandFor } from '../../../src/syntax/command.js';
import { withoutComments } from '../../../src/syntax/json-comments.js';
import { verdictOf } from '../../../src/syntax/parsers.js';
import { caught } from '../../support/caught.js';
import { SYNTAX_ENTRY } from '../../support/syntax-entry.js';

const checker = createSyntaxChecker(async () => undefined, verdictOf);
const look = (path: string, text: string | Buffer, options: Partial<SyntaxOptions> = {}) =>
  checker.check(path, Buffer.from(text), { commands: {}, ...options });
const kindOf = async (path: string, text: string | Buffer) => (await look(path, text)).kind;

describe('a file of a known language', () => {
  test.each([
    ['a.json', '{"a": [1, 2]}'],
    ['a.json', '\u{feff}{}'],
    ['tsconfig.build.json', '{\n  // why\n  "a": "http://x", /* b */\n  "list": [1,],\n}'],
    ['.vscode/settings.json', '{ "a": 1, // b\n}'],
    ['.eslintrc', '{ "a": 1, // b\n}'],
    ['a.yml', 'a: !Ref x\nb: &id [1]\nc: *id\n---\nd: |\n  text\n'],
    ['a.toml', '[a]\nb = 1979-05-27\n'],
    [
      'a.ts',
      'enum A { B }\n@dec class C { constructor(@inj() private x: number) {} }\nexport = C;',
    ],
    ['a.mts', 'await run();\nusing x = open();\nexport const a = <T,>(b: T) => b satisfies T;'],
    ['a.d.ts', 'declare module "x" { export function f(): void }'],
    ['a.tsx', 'export const A = () => <a b={1}>c</a>;'],
    ['a.js', '#!/usr/bin/env node\nreturn <A />;'],
    ['a.cjs', 'module.exports = require("x")?.y ?? 1;'],
    ['flow.js', '// @flow\nfunction f(a: ?string): number { return 1; }'],
  ])('parses: %s %j', async (path, text) => {
    expect(await look(path, text)).toEqual({ kind: 'parses' });
  });

  test.each([
    ['a.json', '{\n  "a": 1\n  "b": 2\n}', 3],
    ['a.json', '{"a": 1, // b\n}', 1],
    ['package.json', '{\n"a": 1\n"b": 2}', 3],
    ['a.json', '{\n"a": 1', 2],
    ['tsconfig.json', '{\n// x\n"a": }', 3],
    ['a.yaml', 'a:\n  b: 1\n c: 2\n', 3],
    ['a.yaml', 'a: 1\nb: 2\na: 3\n', 3],
    ['a.toml', '[a]\nb = 1\nb = 2\n', 3],
    ['a.ts', 'function f() {\n  if (x) {\n}\n', 4],
    ['a.ts', 'const a = 1;\nconst a = 2;\n', 2],
    ['a.ts', '<<<<<<< main\nconst a = 1;\n', 1],
    ['a.jsx', '<a>\n</b>', 2],
  ])('does not parse: %s %j', async (path, text, line) => {
    const verdict = await look(path, text);
    expect(verdict).toMatchObject({ kind: 'fails', line });
    expect(verdict).toEqual({ ...verdict, message: expect.stringMatching(/^[^\n]{5,}$/) });
  });

  test('is unknown in another language, and where it is too large', async () => {
    expect(await kindOf('a.rs', 'fn')).toBe('unknown');
    expect(await kindOf('Makefile', 'x')).toBe('unknown');
    expect(await kindOf('constructor', 'x')).toBe('unknown');
    expect(await kindOf('a.json', ' '.repeat(3_000_000))).toBe('unknown');
  });

  test('is unknown where a parser fails itself', async () => {
    expect(await kindOf('a.js', '['.repeat(100_000))).toBe('unknown');
  });

  test('may be in Latin-1', async () => {
    expect(await kindOf('a.js', Buffer.from('const caf\xe9 = "\xff";', 'latin1'))).toBe('parses');
  });

  test('keeps its places when its comments are left out, and all that is in quotes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('// c\n', '/* , ] */', '\n'),
        (value, comment) => {
          const json = JSON.stringify(value, null, 1);
          expect(JSON.parse(withoutComments(`${comment}${json}${comment}`))).toEqual(
            JSON.parse(json),
          );
          expect(withoutComments(json)).toBe(json);
        },
      ),
    );
    expect(withoutComments('["//", /* a\n */ 1 , // b\n]')).toBe('["//",     \n    1       \n]');
  });
});

describe('a command', () => {
  const real = createSyntaxRunner({ PATH: process.env['PATH'] ?? '' }, SYNTAX_ENTRY);
  const run = (command: string[], text = 'x\n', signal?: AbortSignal) =>
    real.check('src/a.rb', Buffer.from(text), { commands: { rb: command }, signal });

  test('is that of the whole name, else of the longest end of it', () => {
    const commands = { 'a.b': ['1'], b: ['2'], Makefile: ['3'] };
    expect(commandFor('x/y.a.b', commands)).toEqual(['1']);
    expect(commandFor('x/y.c.b', commands)).toEqual(['2']);
    expect(commandFor('x/Makefile', commands)).toEqual(['3']);
    expect(commandFor('x.Makefile.c', commands)).toBeUndefined();
    expect(commandFor('toString', commands)).toBeUndefined();
  });

  test('tells by its exit code, and by its last line what is wrong', async () => {
    expect(await run(['grep', '-q', 'x'])).toEqual({ kind: 'parses' });
    expect(await run(['sh', '-c', 'cat "$1"', 'sh', '{file}'])).toEqual({ kind: 'parses' });
    const bad = 'echo first; printf "\\033[31m%s:3: bad\\033[0m\\n" "$1" >&2; exit 2';
    expect(await run(['sh', '-c', bad, 'sh', '{file}'])).toEqual({
      ...{ kind: 'fails', message: 'src/a.rb:3: bad' },
    });
    expect(await run(['false'])).toEqual({ kind: 'fails', message: 'exit code 1' });
  });

  test('that cannot run says nothing of the file; one that is empty turns the own parser off', async () => {
    const reason = '/nowhere/at-all did not start, or did not end';
    expect(await run(['/nowhere/at-all'])).toEqual({ kind: 'unknown', reason });
    expect(await look('a.json', '{', { commands: { json: [] } })).toEqual({ kind: 'unknown' });
  });

  test('ends when the person cancels', async () => {
    const cancel = new AbortController();
    const asked = caught(run(['sh', '-c', 'sleep 600'], '', cancel.signal));
    cancel.abort();
    expect((await asked).code).toBe('aborted');
  });
});
