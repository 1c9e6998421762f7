import { expect, test } from '@jest/globals';
import type { Language } from '../../../src/syntax/languages.js';
import { ParserThread } from '../../../src/syntax/parser-thread.js';
import { caught } from '../../support/caught.js';
import { SYNTAX_ENTRY } from '../../support/syntax-entry.js';

const LARGE = { language: 'yaml', text: 'a:\n  - b: "c"\n'.repeat(100_000) } as const;

/** Packages of the old kind have other exports in a bundle than in a test. */
test('the parsers work as they are shipped', async () => {
  const thread = new ParserThread(SYNTAX_ENTRY);
  const texts: [Language, string][] = [
    ['json', '{}'],
    ['json', '{"a":\n}'],
    ['json-with-comments', '{} // a'],
    ['json-with-comments', '{"a":\n} // a'],
    ['yaml', 'a: 1'],
    ['yaml', 'a: [\n'],
    ['toml', 'a = 1'],
    ['toml', 'a = '],
    ['tsx', 'const a: A = <b />;'],
    ['tsx', 'const a: A = <b>;'],
  ];
  const verdicts = await Promise.all(
    texts.map(([language, text]) => thread.parse({ language, text }, undefined)),
  );
  expect(verdicts.map(({ kind }) => kind)).toEqual(
    texts.map((_, index) => (index % 2 ? 'fails' : 'parses')),
  );
});

test('a text that takes too long is unknown, and the next one is read all the same', async () => {
  const small = { language: 'json', text: '[]' } as const;
  const thread = new ParserThread(SYNTAX_ENTRY, { limitMs: 2000 });
  const [long, next] = await Promise.all([
    thread.parse(LARGE, undefined),
    thread.parse(small, undefined),
  ]);
  expect([long.kind, next.kind]).toEqual(['unknown', 'parses']);
});

test('a cancel counts at once, and keeps nobody else from an answer', async () => {
  const thread = new ParserThread(SYNTAX_ENTRY);
  const cancel = new AbortController();
  const cancelled = caught(thread.parse(LARGE, cancel.signal));
  const next = thread.parse({ language: 'toml', text: 'a = 1' }, undefined);
  setImmediate(() => cancel.abort());
  expect((await cancelled).code).toBe('aborted');
  expect(await next).toEqual({ kind: 'parses' });
  expect((await caught(thread.parse(LARGE, cancel.signal))).code).toBe('aborted');
});

test('a thread that cannot be started says nothing of a text', async () => {
  const thread = new ParserThread(new URL('file:///nowhere/at-all.js'));
  const request = { language: 'json', text: '{}' } as const;
  expect(await thread.parse(request, undefined)).toEqual({ kind: 'unknown' });
});
