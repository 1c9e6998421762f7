import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findJson } from '../../../src/llm/json-answer.js';

describe('the JSON of an answer', () => {
  test.each([
    ['{"name":"a/b"}', { name: 'a/b' }],
    ['```json\n{"name":"a/b"}\n```', { name: 'a/b' }],
    ['Sure! Here it is: {"name":"a/b"}. Anything else?', { name: 'a/b' }],
    ['<think>maybe {"name":"wrong"}</think>{"name":"right"}', { name: 'right' }],
    ['first {"name":"draft"} then {"name":"final"}', { name: 'final' }],
    ['{"name":"} \\" {"}', { name: '} " {' }],
    ['a set {x} and {"a":{"b":1}}', { a: { b: 1 } }],
    ['no object', undefined],
    ['{"name":', undefined],
    ['["name"]', undefined],
    ['', undefined],
  ])('of %j is %j', (text, value) => {
    expect(findJson(text)).toEqual(value);
  });

  test('is found whatever stands around it', () => {
    const prose = fc.string().filter((text) => !/[{}"<]/.test(text));
    fc.assert(
      fc.property(prose, fc.string(), prose, (before, name, after) => {
        expect(findJson(`${before}${JSON.stringify({ name })}${after}`)).toEqual({ name });
      }),
    );
  });

  test('never throws, and ends soon for a text of braces', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}"\\a:1,[]') }), (text) => {
        findJson(text);
      }),
    );
    expect(findJson('{'.repeat(1_000_000))).toBeUndefined();
  });
});
