import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ActRecord } from '../../../src/core/undo.js';
import {
  actIdOf,
  formatRecord,
  isActId,
  parseRecord,
  recordRef,
} from '../../../src/git/undo/record.js';
import { anyCharacter } from '../../support/any-character.js';

const OID = 'a'.repeat(40);
const text = fc.string({ unit: anyCharacter });
const record: fc.Arbitrary<ActRecord> = fc.record(
  {
    version: fc.constant(1 as const),
    id: fc.constant('k3f9x'),
    kind: fc.constantFrom('removal' as const, 'forget' as const),
    time: fc.constant('2026-01-31T09:00:00.000Z'),
    commonDir: text,
    session: fc.record({ id: text, title: text, row: text }),
    worktree: fc.record({
      path: text,
      head: text,
      branch: text,
      locked: text,
      saved: fc.constant('files' as const),
      changedFiles: fc.nat(),
      ignoredPaths: fc.array(text),
    }),
    branch: fc.record({
      name: text,
      oid: text,
      settings: fc.array(fc.tuple(text, text)),
    }),
  },
  { requiredKeys: ['version', 'id', 'kind', 'time', 'commonDir'] },
);

describe('the record of an act', () => {
  const ref = recordRef('k3f9x');

  test('comes back from its commit message, whatever it holds', () => {
    fc.assert(
      fc.property(record, (made) => {
        const message = formatRecord(made);
        const [subject = '', blank, json = ''] = message.split('\n');
        expect(blank).toBe('');
        expect(subject).not.toMatch(/\p{Cc}/u);
        expect(json).toMatch(/^[\x20-\x7e]+$/);
        // git ends a message with a line feed.
        const found = parseRecord(`${message}\n`, { ref, oid: OID });
        expect(found).toEqual({ ...made, ref, oid: OID, isUndone: false });
      }),
    );
  });

  test('is not made out of anything else', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.json()), (message) => {
        expect(parseRecord(message, { ref, oid: OID })).toBeUndefined();
        expect(parseRecord(`x\n\n${message}`, { ref, oid: OID })).toBeUndefined();
      }),
    );
  });

  test.each([
    ['another version', { version: 2 }],
    ['another id than its ref', { id: 'zzzzz' }],
    ['an unknown kind', { kind: 'sweep' }],
    ['a time that is none', { time: 'yesterday' }],
    ['a landing without tips', { kind: 'landing' }],
    ['a worktree without a path', { worktree: { head: OID, ignoredPaths: [] } }],
    ['a session without a row', { session: { id: 'x', title: 'x' } }],
  ])('is refused with %s', (_what, change) => {
    const made = { version: 1, id: 'k3f9x', kind: 'removal', time: '2026-01-31', commonDir: '/r' };
    const message = `x\n\n${JSON.stringify({ ...made, ...change })}`;
    expect(parseRecord(message, { ref, oid: OID })).toBeUndefined();
  });

  test('is told by its ref, and undone where it was moved to', () => {
    expect(actIdOf('refs/qtui/backup/k3f9x/tip')).toBe('k3f9x');
    expect(actIdOf('refs/qtui/backup/landed/main/20260101T000000000Z')).toBeUndefined();
    expect(actIdOf('refs/heads/k3f9x/record')).toBeUndefined();
    const made = { version: 1, id: 'k3f9x', kind: 'removal', time: '2026-01-31', commonDir: '/r' };
    const undone = { ref: 'refs/qtui/undone/k3f9x/record', oid: OID };
    expect(parseRecord(`x\n\n${JSON.stringify(made)}`, undone)?.isUndone).toBe(true);
  });

  test.each(['../..', 'k3f9', 'k3f9xx', 'K3F9X', 'a\nbcd', 'a/bcd', '*****', ''])(
    'has an id that %j cannot be',
    (typed) => expect(isActId(typed)).toBe(false),
  );
});
