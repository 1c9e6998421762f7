import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readGitFile, recordedPath } from '../../../src/git/git-file.js';
import { createOwnedRecords } from '../../../src/git/owned-records.js';
import { parseCheckoutProgress } from '../../../src/git/parsers/checkout-progress.js';
import {
  parseNumstat,
  parseRaw,
  parseRawAndCounts,
  parseRawNumstat,
} from '../../../src/git/parsers/diff.js';
import { splitNul, UnexpectedOutput } from '../../../src/git/parsers/fields.js';
import { parseRefRows } from '../../../src/git/parsers/for-each-ref.js';
import { parseHunks } from '../../../src/git/parsers/hunks.js';
import { parseMergeTree } from '../../../src/git/parsers/merge-tree.js';
import { parsePatch } from '../../../src/git/parsers/patch.js';
import { parsePush, serverWords } from '../../../src/git/parsers/push.js';
import { parseStatus } from '../../../src/git/parsers/status.js';
import { findFailedHook } from '../../../src/git/parsers/trace.js';
import { parseVersion } from '../../../src/git/parsers/version.js';
import { parseWorktreeList } from '../../../src/git/parsers/worktree-list.js';
import { parseOlderBackup, parseRecord } from '../../../src/git/undo/record.js';

const OID = 'a'.repeat(40);
/** Pieces of what git writes, so that most outputs begin well and then go wrong. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '\0',
      '\n',
      '\t',
      ' ',
      OID,
      `1 M. N... 100644 100644 100644 ${OID} ${OID} a\0`,
      `2 R. N... 100644 100644 100644 ${OID} ${OID} R90 a\0`,
      '# branch.head main\0',
      'worktree /a\0',
      'locked\0\0',
      `:100644 100644 ${OID} ${OID} R100\0`,
      '1\t2\t\0',
      `index ${OID}..${OID}\n`,
      '@@ -1 +1 @@\n',
      'diff --git a/x b/x\n',
      `${OID}\x00100644 ${OID} 1\tx\0`,
      '3\0a\0',
      '!\trefs/heads/a:refs/heads/a\t[rejected] (',
      'remote: ',
      'Updating files:  50% (5/10)\r',
      '{"event":"child_start","sid":"s","child_id":1,"child_class":"hook","hook_name":"h"}\n',
      '{"event":"child_exit","sid":5}\n',
      'null\n',
      '[]\n',
    )
    .map((text) => Buffer.from(text)),
);
const output = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));

const PARSERS: readonly [string, (bytes: Buffer) => unknown][] = [
  ['splitNul', splitNul],
  ['parseStatus', parseStatus],
  ['parseWorktreeList', parseWorktreeList],
  ['parseRefRows', (bytes) => parseRefRows(bytes, 3)],
  ['parseRaw', parseRaw],
  ['parseNumstat', parseNumstat],
  ['parseRawNumstat', parseRawNumstat],
  ['parseRawAndCounts', parseRawAndCounts],
  ['parseHunks', (bytes) => parseHunks(bytes.toString('latin1'))],
  ['parseMergeTree', parseMergeTree],
  ['parsePatch', parsePatch],
  ['parsePush', (bytes) => parsePush(bytes.toString('utf8'))],
  ['serverWords', (bytes) => serverWords(bytes.toString('utf8'))],
  ['parseCheckoutProgress', (bytes) => parseCheckoutProgress(bytes.toString('utf8'))],
  ['parseVersion', (bytes) => parseVersion(bytes.toString('utf8'))],
  ['findFailedHook', (bytes) => findFailedHook(bytes.toString('utf8'))],
  [
    'parseRecord',
    (bytes) => parseRecord(`x\n\n${bytes}`, { ref: 'refs/qtui/backup/abcde/record', oid: OID }),
  ],
  ['parseOlderBackup', (bytes) => parseOlderBackup(`refs/qtui/backup/${bytes}`, OID, `${bytes}`)],
];

describe('output of any bytes', () => {
  test.each(PARSERS)('is read by %s, or refused as unexpected', (_name, parse) => {
    fc.assert(
      fc.property(output, (bytes) => {
        try {
          parse(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UnexpectedOutput);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each(PARSERS)('of many lines or words does not hold %s up', (_name, parse) => {
    for (const unit of ['a', ' ', ' (', '\t(', '}\n', 'index ', '"child_\n']) {
      const long = Buffer.alloc(256 * 1024, unit);
      try {
        parse(long);
      } catch (error) {
        expect(error).toBeInstanceOf(UnexpectedOutput);
      }
    }
  });
});

describe('files of any bytes', () => {
  test('in the place of the links of a worktree lead somewhere absolute or nowhere', async () => {
    const root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
    const head = fc.constantFrom('', 'gitdir: ', 'gitdir: ../', '/x', '../');
    try {
      await fc.assert(
        fc.asyncProperty(head, output, async (start, bytes) => {
          const text = Buffer.concat([Buffer.from(start), bytes]);
          await writeFile(join(root, '.git'), text);
          await writeFile(join(root, 'gitdir'), text);
          for (const path of [await readGitFile(root), await recordedPath(root)]) {
            expect(path === undefined || path.startsWith('/')).toBe(true);
          }
        }),
      );
    } finally {
      await rm(root, { recursive: true });
    }
  });

  test('in the place of records are none, and stay where they are', async () => {
    const root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
    const directory = join(root, 'records');
    await mkdir(directory);
    const records = createOwnedRecords<{ version: 1 }>(directory, {
      parse: (value) =>
        (Object(value) as { version?: unknown }).version === 1 ? { version: 1 } : undefined,
      failure: { doing: 'write a record' },
    });
    try {
      await fc.assert(
        fc.asyncProperty(fc.oneof(output, fc.json().map(Buffer.from)), async (bytes) => {
          await writeFile(join(directory, 'torn.json'), bytes);
          expect(await records.list()).toEqual([]);
          expect(await records.takeAbandoned(() => true)).toEqual([]);
        }),
      );
      await records.begin({ version: 1 });
      expect(await records.list()).toEqual([{ version: 1 }]);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
