import { describe, expect, test } from '@jest/globals';
import {
  type ConflictHunk,
  type ConflictText,
  settledText,
} from '../../../../../src/core/conflict/hunks.js';
import { editedText, textToEdit } from '../../../../../src/tui/model/conflicts/edited-text.js';
import {
  answerHere,
  answerHunks,
  answerOpen,
  answersOf,
  commonChoice,
  draftOfWork,
  hunkCount,
  openHunk,
  openHunks,
  settledBy,
  signsOf,
  startWork,
  stepHunk,
  undoAnswer,
  workOfDraft,
} from '../../../../../src/tui/model/conflicts/hunk-work.js';
import { conflictText, hunkOf } from '../../../../support/conflict-text.js';
import { conflictAt } from '../../../../support/conflicts.js';

const NAMES = { ours: 'main', theirs: 'topic' };
const TEXT = conflictText(
  ['top\n'],
  hunkOf('one', 'uno'),
  ['middle\n', '\n'],
  hunkOf('two', 'due'),
  ['end\n'],
);
const bytes = (text: string) => Buffer.from(text);
const lines = (...each: string[]) => ({ answer: { lines: each }, source: 'person' as const });

describe('the way through the hunks', () => {
  test('an answer leads to the next open hunk, round the end, and can be undone', () => {
    const second = answerHere(stepHunk(startWork(TEXT), 1), 'theirs');
    expect([second.at, openHunks(second), hunkCount(second)]).toEqual([
      0,
      [0],
      { settled: 1, all: 2 },
    ]);
    const done = answerHere(second, 'both');
    expect([openHunk(done, 1), done.at]).toEqual([undefined, 0]);
    const undone = undoAnswer(undoAnswer(done) ?? done);
    expect([undone?.answers.size, undone?.at]).toEqual([0, 1]);
    expect(undoAnswer(startWork(TEXT))).toBeUndefined();
  });

  test('all that are open are answered at once and undone at once', () => {
    const work = answerOpen(answerHere(startWork(TEXT), 'ours'), 'theirs');
    expect([...answersOf(work).values()]).toEqual(['ours', 'theirs']);
    expect(commonChoice(work)).toBeUndefined();
    expect(settledBy(work)).toBe('hunks');
    expect(hunkCount(undoAnswer(work) ?? work).settled).toBe(1);
    expect(settledBy(answerOpen(startWork(TEXT), 'ours'))).toBe('ours');
    const asked = answerHunks(startWork(TEXT), [[0, { answer: 'ours', source: 'model' }]]);
    expect(settledBy(asked)).toBe('model');
  });

  test('what a draft keeps goes on at the first open hunk, and not in a text of other hunks', () => {
    const conflict = conflictAt('a.txt');
    expect(draftOfWork(conflict, startWork(TEXT))).toBeUndefined();
    const work = answerHunks(startWork(TEXT), [[0, lines('\t\u{1f600}\r\n')]]);
    const draft = JSON.parse(JSON.stringify(draftOfWork(conflict, work)));
    expect(workOfDraft(TEXT, draft)).toEqual({ ...work, at: 1, past: [] });
    const other = conflictText(['top\n'], hunkOf('one', 'uno'));
    expect(workOfDraft(other, draft)).toEqual(startWork(other));
    const outside = { ...draft, answers: [{ hunk: 2, ...lines('x') }] };
    expect(workOfDraft(TEXT, outside)).toEqual(startWork(TEXT));
  });

  test('lines that make the difference are told from those that were there', () => {
    const hunk: ConflictHunk = {
      ...hunkOf('', ''),
      ours: ['a\n', 'same\n', 'same\n'],
      base: ['same\n', 'gone\n'],
      theirs: ['same\n'],
    };
    expect(signsOf(hunk)).toEqual({
      ours: new Set([0, 2]),
      theirs: new Set(),
      base: new Set([1]),
    });
  });
});

describe('a whole file in an editor', () => {
  const shown = (work = startWork(TEXT)) => Buffer.from(textToEdit(work, NAMES)).toString();

  test('has markers with the branches where nothing is answered, and answers else', () => {
    expect(shown(answerHere(startWork(TEXT), 'both'))).toBe(
      'top\none\nuno\nmiddle\n\n<<<<<<< main\ntwo\n||||||| base\nbase\n=======\ndue\n>>>>>>> topic\nend\n',
    );
  });

  test('comes back as answers, those with markers still open', () => {
    const work = startWork(TEXT);
    const first = /<<<<<<< main\none.*?>>>>>>> topic\n/s;
    const mine = editedText(work, bytes(shown().replace(first, 'mine\n\tand more\n')), NAMES);
    expect(mine).toEqual({
      kind: 'answers',
      answers: new Map([[0, { lines: ['mine\n', '\tand more\n'] }]]),
    });
    const ours = editedText(work, bytes('top\none\nmiddle\n\ndue\ntwo\nend\n'), NAMES);
    expect(ours).toEqual({
      kind: 'answers',
      answers: new Map([
        [0, 'ours'],
        [1, 'both-reversed'],
      ]),
    });
    const gone = editedText(work, bytes('top\nmiddle\n\nend\n'), NAMES);
    expect(gone).toMatchObject({ kind: 'answers' });
    // Half a marker is left: that place stays open.
    const half = editedText(work, bytes(shown().replace('<<<<<<< main\none\n', '')), NAMES);
    expect(half).toEqual({ kind: 'answers', answers: new Map() });
  });

  test('counts as a whole where other lines were changed too, unless markers are left', () => {
    const work = startWork(TEXT);
    const content = 'TOP\none\nmiddle\n\ntwo\nend\n';
    expect(editedText(work, bytes(content), NAMES)).toEqual({ kind: 'content' });
    expect(editedText(work, bytes(shown().replace('top', 'TOP')), NAMES)).toEqual({
      kind: 'marked',
      marker: '<<<<<<< main',
    });
    // Line ends that were changed on purpose stay changed.
    const carriage = 'top\none\r\nmiddle\n\ntwo\nend\n';
    expect(editedText(work, bytes(carriage), NAMES).kind).toBe('content');
  });

  test('keeps Latin-1, CRLF and a missing last line end', () => {
    const hunk = { ...hunkOf('', ''), ours: ['caf\xe9'], theirs: ['th\xe9'], base: ['x'] };
    const text: ConflictText = {
      ...conflictText(['a\r\n'], { ...hunk, endsFile: true, lineEnd: '\r\n' }),
      encoding: 'latin-1',
    };
    const marked = Buffer.from(textToEdit(startWork(text), { ours: 'ma\u0142n', theirs: 't' }));
    expect(marked.toString('latin1')).toContain('<<<<<<< ma?n\r\ncaf\xe9\r\n|||||||');
    const result = editedText(startWork(text), Buffer.from('a\r\ncaf\xe9', 'latin1'), NAMES);
    expect(result).toEqual({ kind: 'answers', answers: new Map([[0, 'ours']]) });
    const settled = settledText(text, new Map([[0, 'ours']]));
    expect(settled).toMatchObject({ kind: 'settled' });
    expect(editedText(startWork(text), Buffer.from('a\r\nż'), NAMES).kind).toBe('answers');
  });

  test('is the same for any answers to its places, also where lines repeat', () => {
    const work = answerHunks(startWork(TEXT), [
      [0, lines('middle\n', '\n', 'middle\n')],
      [1, lines('end\n')],
    ]);
    const settled = settledText(TEXT, answersOf(work));
    if (settled.kind !== 'settled') throw new Error('it is open');
    const again = editedText(startWork(TEXT), settled.bytes, NAMES);
    if (again.kind !== 'answers') throw new Error(again.kind);
    expect(settledText(TEXT, again.answers)).toEqual(settled);
  });
});
