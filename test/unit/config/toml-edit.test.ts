import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { setInToml, unsetInToml } from '../../../src/config/toml-edit.js';

const set = (source: string, path: string, value: unknown) =>
  setInToml(source, path.split('.'), value);
const unset = (source: string, path: string) => unsetInToml(source, path.split('.'));

describe('a key that is set', () => {
  test('only its value is written anew', () => {
    expect(set('[a]  # one\nb  =   1 # two\n# three\n', 'a.b', 2)).toBe(
      '[a]  # one\nb  =   2 # two\n# three\n',
    );
  });

  test.each([
    ['dotted', 'a.b = 1\n', 'a.b = [2]\n'],
    ['quoted', '["a"]\n\'b\' = 1\n', '["a"]\n\'b\' = [2]\n'],
    ['in an inline table', 'a = { x = 0, b = 1 }\n', 'a = { x = 0, b = [2] }\n'],
    ['a long text', '[a]\nb = """\n[a]\nb = 1\n"""\n', '[a]\nb = [2]\n'],
    ['a text with a hash', '[a]\nb = "# no" # yes\n', '[a]\nb = [2] # yes\n'],
    ['a list over lines', '[a]\nb = [\n  "]",\n]\nc = 1\n', '[a]\nb = [2]\nc = 1\n'],
    ['CRLF', '[a]\r\nb = 1\r\n', '[a]\r\nb = [2]\r\n'],
    ['behind a byte order mark', '\ufeffa.b = 1', '\ufeffa.b = [2]'],
  ])('%s', (_, source, result) => {
    expect(set(source, 'a.b', [2])).toBe(result);
  });

  test('a list with comments is left to the person', () => {
    expect(set('[a]\nb = [\n  1, # one\n]\n', 'a.b', [2])).toBeUndefined();
  });
});

describe('a key that is not set', () => {
  test.each([
    ['an empty file', '', '[a]\nb = 2\n'],
    ['comments alone', '# hello\n', '# hello\n\n[a]\nb = 2\n'],
    ['no line break at the end', 'x = 1', 'x = 1\n\n[a]\nb = 2\n'],
    ['its table', '[a]\nx = 1\n\n[c]\n', '[a]\nx = 1\nb = 2\n\n[c]\n'],
    ['its empty table', '[a] # one\n[c]\n', '[a] # one\nb = 2\n[c]\n'],
    ['an indented table', '[a]\n  x = 1\n', '[a]\n  x = 1\n  b = 2\n'],
    ['a table below', '[a.x]\ny = 1\n', '[a.x]\ny = 1\n\n[a]\nb = 2\n'],
    ['dotted kin', 'a.x = 1 # one\nz = 0\n', 'a.x = 1 # one\na.b = 2\nz = 0\n'],
    ['an inline table', 'a = { x = 1 }\n', 'a = { x = 1, b = 2 }\n'],
    ['an empty inline table', 'a = {}\n', 'a = { b = 2 }\n'],
    ['its example', '[a]\n# b\n# b = 1\n\nx = 1\n', '[a]\n# b\n# b = 1\nb = 2\n\nx = 1\n'],
    ['CRLF', '[a]\r\nx = 1\r\n', '[a]\r\nx = 1\r\nb = 2\r\n'],
  ])('beside %s', (_, source, result) => {
    expect(set(source, 'a.b', 2)).toBe(result);
  });

  test('within inline tables it goes to the innermost', () => {
    const source = 'a = { b = { x = 1 }, c = { d = {}, y = 2 } }\n';
    const both = setInToml(set(source, 'a.b.z', 2) ?? '', ['a', 'c', 'd', 'z'], 3);
    expect(both).toBe('a = { b = { x = 1, z = 2 }, c = { d = { z = 3 }, y = 2 } }\n');
  });

  test('below what is no table it cannot go', () => {
    expect(set('a = 1\n', 'a.b', 2)).toBeUndefined();
    expect(set('[[a]]\nx = 1\n', 'a.b', 2)).toBeUndefined();
  });

  test('names that need quotes get them', () => {
    expect(setInToml('', ['a', 'my agent', 'x"y'], 'z')).toBe('[a."my agent"]\n"x\\"y" = "z"\n');
  });
});

describe('unset', () => {
  test.each([
    ['a line with its comment', '# one\n[a]\nb = 1 # two\nc = 2\n', '# one\n[a]\nc = 2\n'],
    ['the last line', '[a]\nb = 1', '[a]\n'],
    ['a dotted key', 'a.b = 1\nx = 1\n', 'x = 1\n'],
    ['the first of an inline table', 'a = { b = 1, c = 2 }\n', 'a = { c = 2 }\n'],
    ['the last of an inline table', 'a = { c = 2, b = 1 }\n', 'a = { c = 2 }\n'],
    ['all of an inline table', 'a = {b = 1}\n', 'a = {}\n'],
    ['what is not set', '[a]\nc = 1\n', '[a]\nc = 1\n'],
    ['behind a byte order mark', '\ufeffa.b = 1\nx = 1\n', '\ufeffx = 1\n'],
  ])('%s', (_, source, result) => {
    expect(unset(source, 'a.b')).toBe(result);
  });
});

/** Documents in the ways that people write them, every line with a comment of its own. */
const name = fc.constantFrom('a', 'b', 'c-d', '"e f"', "'g.h'");
const text = fc.string({ maxLength: 12, unit: 'grapheme' });
const value = fc.oneof(
  fc.integer().map(String),
  fc.boolean().map(String),
  text.map((content) => JSON.stringify(content).replaceAll('\u007f', '\\u007f')),
  fc.constantFrom(`'lit # eral'`, '"""\n[a]\nb = 1 # no\n"""', '[ 1, 2,\n 3 ]', '[]', '{ x = 1 }'),
);
const line = fc.tuple(fc.array(name, { minLength: 1, maxLength: 2 }), value);
const section = fc.tuple(
  fc.option(fc.array(name, { minLength: 1, maxLength: 2 })),
  fc.array(line, { maxLength: 4 }),
);
const document = fc
  .tuple(fc.array(section, { maxLength: 4 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([sections, newline, isMarked]) => {
    let count = 0;
    const comment = () => ` # comment ${count++}`;
    const lines = sections.flatMap(([table, pairs]) => [
      ...(table === null ? [] : [`[${table.join('.')}]${comment()}`, `#${comment()}`]),
      ...pairs.map(([path, written]) => `${path.join('.')} = ${written}${comment()}`),
    ]);
    return (isMarked ? '\ufeff' : '') + lines.join('\n').replaceAll('\n', newline);
  })
  .filter((source) => {
    try {
      parseToml(source);
      return true;
    } catch {
      return false;
    }
  });
const path = fc.array(fc.constantFrom('a', 'b', 'c-d', 'e f', 'g.h'), {
  minLength: 2,
  maxLength: 3,
});
const newValue = fc.oneof(fc.integer(), fc.boolean(), text, fc.array(text, { maxLength: 3 }));

function valueAt(root: unknown, [first, ...rest]: readonly string[]): unknown {
  const inner = first === undefined ? root : (root as Record<string, unknown> | undefined)?.[first];
  return first === undefined || inner === undefined ? inner : valueAt(inner, rest);
}

const comments = (source: string) => source.match(/# comment \d+/g) ?? [];

test('what is set is found, and every comment and other value is still there', () => {
  let count = 0;
  fc.assert(
    fc.property(document, path, newValue, (source, key, wanted) => {
      const edited = setInToml(source, key, wanted);
      if (edited === undefined) return;
      count += 1;
      expect(valueAt(parseToml(edited), key)).toEqual(
        valueAt(parseToml(`v = ${JSON.stringify(wanted).replaceAll('\u007f', '\\u007f')}`), ['v']),
      );
      expect(comments(edited)).toEqual(comments(source));
      const back = unsetInToml(edited, key);
      expect(back === undefined || valueAt(parseToml(back), key)).toBe(
        back === undefined ? true : undefined,
      );
    }),
    { numRuns: 150 },
  );
  // Refusing everything would be no way to edit.
  expect(count).toBeGreaterThan(75);
});
