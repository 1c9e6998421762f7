import { expect, test } from '@jest/globals';
import type { ConflictHunk } from '../../../../../src/core/conflict/hunks.js';
import { llmUnavailable } from '../../../../../src/core/llm.js';
import type { HunkQuestion, MergeModel } from '../../../../../src/core/ports/merge-model.js';
import { askForHunk } from '../../../../../src/session/merge/proposing/hunk.js';

const USAGE = { tokensIn: 10, tokensOut: 1, isEstimated: false };

function asking(hunk: Pick<ConflictHunk, 'ours' | 'theirs'>, solve: MergeModel['solve']) {
  const whole: ConflictHunk = { ...hunk, base: [], lineEnd: '\n', endsFile: false };
  const side = { branch: 'main', commits: [] };
  const question: HunkQuestion = {
    ...{ path: 'a.txt', hunk: whole, before: [], after: [] },
    ...{ ours: side, theirs: side, firstMessage: '' },
  };
  const used: number[] = [];
  const model = { solve } as MergeModel;
  const segments = [{ kind: 'hunk' as const, hunk: whole }];
  const text = { encoding: 'utf-8' as const, segments, hunks: [whole] };
  const onUsed = ({ tokensIn }: typeof USAGE) => used.push(tokensIn);
  return { used, asking: { model, text, hunk: 0, question, onStep: () => undefined, onUsed } };
}

test('a place that is too large is not sent', async () => {
  const long = { ours: [`${'x'.repeat(50_000)}\n`], theirs: ['y\n'] };
  const never = asking(long, () => Promise.reject(new Error('it was asked')));
  const outcome = await askForHunk(never.asking);
  expect(outcome).toMatchObject({
    kind: 'rejected',
    attempts: 0,
    reasons: [{ code: 'too-large' }],
  });
});

test('what was asked is paid for, whatever came of it', async () => {
  const hunk = { ours: ['a\n'], theirs: ['b\n'] };
  let turns = 0;
  const { asking: about, used } = asking(hunk, async () => {
    turns += 1;
    if (turns === 1) {
      const { message, data } = llmUnavailable('truncated', 'Cut off.');
      throw Object.assign(llmUnavailable('truncated', message), {
        data: { ...data, usage: USAGE },
      });
    }
    const proposal = {
      lines: ['a\n', 'b\n'],
      explanation: '',
      dropped: [],
      confidence: 'low' as const,
    };
    return { proposal, usage: USAGE };
  });
  expect(await askForHunk(about)).toMatchObject({ kind: 'accepted', attempts: 2 });
  expect(used).toEqual([10, 10]);
});

test('what is not about an answer is not asked again', async () => {
  const hunk = { ours: ['a\n'], theirs: ['b\n'] };
  let turns = 0;
  const offline = asking(hunk, () => {
    turns += 1;
    return Promise.reject(llmUnavailable('offline', 'No.'));
  });
  expect(await askForHunk(offline.asking)).toMatchObject({ kind: 'failed', attempts: 1 });
  expect(turns).toBe(1);
});
