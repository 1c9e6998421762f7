import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UnexpectedOutput } from '../../../src/git/parsers/fields.js';
import { type MergeTreeResult, parseMergeTree } from '../../../src/git/parsers/merge-tree.js';
import { pathBytes, pathText } from '../../../src/git/path-text.js';

const oid = fc.stringMatching(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
/** Any bytes but NUL: newlines, tabs and what is no UTF-8 among them. */
const anyBytes = fc
  .uint8Array({ min: 1, minLength: 1, maxLength: 12 })
  .map((bytes) => Buffer.from(bytes));
const path = anyBytes.map((bytes) => pathText(bytes));
const text = fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\0', ''));

const result: fc.Arbitrary<MergeTreeResult> = fc.record({
  tree: oid,
  entries: fc.array(
    fc.record({
      path,
      mode: fc.constantFrom('100644', '100755', '120000', '160000'),
      oid,
      stage: fc.constantFrom(1, 2, 3),
    }),
  ),
  messages: fc.array(
    fc.record({
      paths: fc.array(path, { maxLength: 3 }),
      type: fc.constantFrom('Auto-merging', 'CONFLICT (contents)', 'CONFLICT (modify/delete)'),
      text,
    }),
  ),
});

/** As git writes it. */
function written({ tree, entries, messages }: MergeTreeResult): Buffer {
  const nul = Buffer.from([0]);
  const fields: Buffer[] = [Buffer.from(tree)];
  for (const entry of entries) {
    const facts = Buffer.from(`${entry.mode} ${entry.oid} ${entry.stage}\t`);
    fields.push(Buffer.concat([facts, pathBytes(entry.path)]));
  }
  fields.push(Buffer.alloc(0));
  for (const message of messages) {
    fields.push(Buffer.from(String(message.paths.length)), ...message.paths.map(pathBytes));
    fields.push(Buffer.from(message.type), Buffer.from(message.text));
  }
  return Buffer.concat(fields.flatMap((field) => [field, nul]));
}

function parsed(output: Buffer): MergeTreeResult | undefined {
  try {
    return parseMergeTree(output);
  } catch (error) {
    if (error instanceof UnexpectedOutput) return undefined;
    throw error;
  }
}

test('passes over the advice that follows submodules', () => {
  const output = written({ tree: 'a'.repeat(40), entries: [], messages: [] });
  const advice = 'Recursive merging with submodules currently only supports trivial cases.\nPlease';
  expect(parseMergeTree(Buffer.concat([output, Buffer.from(advice)]))).toEqual(parsed(output));
  expect(parsed(Buffer.concat([output, Buffer.from('Recursive')]))).toBeUndefined();
});

describe('parseMergeTree', () => {
  test('reads any entries and messages', () => {
    fc.assert(
      fc.property(result, (expected) => {
        expect(parseMergeTree(written(expected))).toEqual(expected);
      }),
    );
  });

  test('reads or refuses any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parsed(Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });

  test('refuses output that is cut off, or reads a whole number of records', () => {
    fc.assert(
      fc.property(result, fc.nat(), (whole, cut) => {
        const output = written(whole);
        const at = cut % output.length;
        const part = parsed(output.subarray(0, at));
        if (part === undefined) return;
        expect(whole.entries.slice(0, part.entries.length)).toEqual(part.entries);
        expect(whole.messages.slice(0, part.messages.length)).toEqual(part.messages);
      }),
    );
  });

  test('reads or refuses output with a changed byte', () => {
    fc.assert(
      fc.property(result, fc.nat(), fc.nat(255), (whole, at, byte) => {
        const output = written(whole);
        output[at % output.length] = byte;
        const read = parsed(output);
        if (read !== undefined) expect(parsed(written(read))).toEqual(read);
      }),
    );
  });

  test('refuses empty output, which is what a bad revision gives', () => {
    expect(() => parseMergeTree(Buffer.alloc(0))).toThrow(UnexpectedOutput);
  });
});
