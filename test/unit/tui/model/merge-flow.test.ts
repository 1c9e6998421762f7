import { describe, expect, test } from '@jest/globals';
import type { MergePlan } from '../../../../src/core/merge.js';
import {
  type MergeStep,
  nextStep,
  previousStep,
  shownSteps,
} from '../../../../src/tui/model/merge-flow.js';
import { conflictAt } from '../../../support/conflicts.js';
import { mergePlan } from '../../../support/tui/scripted-sessions.js';

const CHECK = { command: ['npm', 'test'] };
const NOTES = { path: 'notes.txt', kind: 'added' as const, isBinary: false };
const NOTHING: ReadonlySet<MergeStep> = new Set();

function forwards(plan: MergePlan): MergeStep[] {
  const steps: MergeStep[] = ['preview'];
  for (;;) {
    const next = nextStep(plan, steps.at(-1) ?? 'preview');
    if (next === undefined) return steps;
    steps.push(next);
  }
}

const UNTRUSTED = { file: { path: '/f', root: '/', hash: '' }, commands: [] };

describe('the steps of a merge', () => {
  test.each<[Partial<MergePlan>, MergeStep[]]>([
    [{}, ['preview', 'land', 'after']],
    [{ uncommitted: [NOTES] }, ['preview', 'commit', 'land', 'after']],
    [{ check: CHECK }, ['preview', 'check', 'land', 'after']],
    [{ conflicts: [conflictAt('a')] }, ['preview', 'conflicts', 'land', 'after']],
    [
      { conflicts: [conflictAt('a')], check: { ...CHECK, untrusted: UNTRUSTED } },
      // What is done without is asked once.
      ['preview', 'check', 'conflicts', 'land', 'after'],
    ],
    [
      { conflicts: [conflictAt('a')], check: CHECK, uncommitted: [NOTES] },
      ['preview', 'commit', 'check', 'conflicts', 'verify', 'land', 'after'],
    ],
  ])('are those that the plan asks for (%#)', (change, steps) => {
    const plan = mergePlan(change);
    expect(forwards(plan)).toEqual(steps);
    expect(shownSteps(plan, NOTHING)).toEqual(steps);
    // The same way back, up to what has landed.
    const landed = steps.length - 1;
    for (const [index, step] of steps.entries()) {
      const before = index === landed ? undefined : steps[index - 1];
      expect(previousStep(plan, step)).toBe(before);
    }
  });

  test('end at the preview where nothing can be merged, but for a commit', () => {
    const obstacle = { code: 'target-missing' as const, message: 'It is gone.', paths: [] };
    expect(forwards(mergePlan({ obstacles: [obstacle] }))).toEqual(['preview']);
    expect(forwards(mergePlan({ isUpToDate: true }))).toEqual(['preview']);
    const dirty = mergePlan({ isUpToDate: true, uncommitted: [NOTES] });
    expect(forwards(dirty)).toEqual(['preview', 'commit']);
  });

  test('stay in sight once they were walked through', () => {
    expect(shownSteps(mergePlan(), new Set<MergeStep>(['preview', 'commit']))).toEqual([
      'preview',
      'commit',
      'land',
      'after',
    ]);
    // From a step that the plan asks for no more, one goes on all the same.
    expect(nextStep(mergePlan(), 'commit')).toBe('land');
    expect(previousStep(mergePlan(), 'commit')).toBe('preview');
  });
});
