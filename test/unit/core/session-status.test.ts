import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import {
  FIRST_STATUS,
  isHistorical,
  isOpen,
  isPutAway,
  moveStatus,
  SESSION_STATUSES,
  type SessionStatus,
  type StatusAct,
  statusBeforeRemoval,
} from '../../../src/core/session-status.js';

/** Initial of what each status becomes, in the order of `SESSION_STATUSES`; `-` is refused. */
const EXPECTED = {
  finish: 'a a a - - -',
  keep: 'b a b - - -',
  fail: 'f - - - - f',
  open: '- a a a - -',
  close: '- b b x m f',
  archive: '- x x x - -',
  unarchive: 'c a b b m f',
  remove: '- x x x m x',
  removeLanded: '- m m m m m',
  undoLanding: 'c a b x x f',
} satisfies Record<StatusAct, string>;
const ACTS = Object.keys(EXPECTED) as StatusAct[];
const INITIAL: Record<SessionStatus, string> = {
  creating: 'c',
  active: 'a',
  background: 'b',
  archived: 'x',
  merged: 'm',
  failed: 'f',
};

function outcomeOf(from: SessionStatus, act: StatusAct): string {
  const move = moveStatus(from, act);
  return 'to' in move ? INITIAL[move.to] : '-';
}

describe('moveStatus', () => {
  test.each(ACTS)('%s', (act) => {
    const outcomes = SESSION_STATUSES.map((from) => outcomeOf(from, act));
    expect(outcomes.join(' ')).toBe(EXPECTED[act]);
  });

  test('an act that was done changes nothing when it is done again', () => {
    for (const act of ACTS) {
      for (const from of SESSION_STATUSES) {
        const move = moveStatus(from, act);
        if ('to' in move) expect(moveStatus(move.to, act)).toEqual(move);
      }
    }
  });

  test('nothing becomes `creating`, and nothing leaves it but by its making', () => {
    for (const from of SESSION_STATUSES) {
      const reached = ACTS.filter((act) => outcomeOf(from, act) === 'c');
      if (from !== 'creating') expect(reached).toEqual([]);
    }
    const leaving = ACTS.filter((act) => !['-', 'c'].includes(outcomeOf('creating', act)));
    expect(leaving).toEqual(['finish', 'keep', 'fail']);
  });

  test('a refusal names its reason', () => {
    expect(moveStatus('creating', 'open')).toEqual({ refusal: 'being-made' });
    expect(moveStatus('failed', 'archive')).toEqual({ refusal: 'never-finished' });
    expect(moveStatus('merged', 'open')).toEqual({ refusal: 'is-removed' });
    expect(moveStatus('active', 'fail')).toEqual({ refusal: 'is-made' });
  });
});

describe('statusBeforeRemoval', () => {
  test('brings back what was, unless the session is used again', () => {
    for (const present of SESSION_STATUSES) {
      for (const before of SESSION_STATUSES) {
        const isAway = present === 'archived' || present === 'merged';
        const expected = isAway ? before : present;
        expect(statusBeforeRemoval(present, before)).toEqual(
          isAway && before === 'creating' ? { refusal: 'being-made' } : { to: expected },
        );
      }
    }
  });
});

test('the sets of statuses', () => {
  const those = (isIn: (session: { status: SessionStatus }) => boolean) =>
    SESSION_STATUSES.filter((status) => isIn({ status }));
  expect(those(isOpen)).toEqual(['active', 'background']);
  expect(those(isPutAway)).toEqual(['archived', 'merged']);
  expect(those(isHistorical)).toEqual(['archived', 'merged', 'failed']);
});

test('docs/sessions.md has this very table', async () => {
  const page = await readFile(new URL('../../../docs/sessions.md', import.meta.url), 'utf8');
  const [, table = ''] = /^(\| what happens .*?)\n\n/ms.exec(page) ?? [];
  const rows = table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const [head, , ...body] = rows;
  expect(head?.slice(1)).toEqual([...SESSION_STATUSES]);
  const expected = ACTS.map((act) => [
    act,
    ...SESSION_STATUSES.map((from) => {
      const move = moveStatus(from, act);
      if (!('to' in move)) return '–';
      return move.to === from ? '·' : move.to;
    }),
  ]);
  expect(body.map(([what = '', ...cells]) => [what.split('`')[1], ...cells])).toEqual(expected);
  expect(page).toContain(
    `A new session begins as \`${FIRST_STATUS.create}\`, an adopted worktree's as \`${FIRST_STATUS.adopt}\``,
  );
});
