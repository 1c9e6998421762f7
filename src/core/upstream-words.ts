import type { MergePlan } from './merge.js';
import { count, printable } from './text.js';

/** What a person should know of the target's upstream before a merge, a sentence each. */
export function upstreamNotes(
  plan: Pick<MergePlan, 'request' | 'upstream' | 'isUpToDate'>,
): string[] {
  const { upstream } = plan;
  if (upstream === undefined) return [];
  const target = printable(plan.request.target);
  const name = printable(upstream.name);
  const { ahead, behind, problem } = upstream;
  const notes: string[] = [];
  if (behind > 0 && ahead > 0) {
    notes.push(
      `${target} and ${name} have diverged: ${count(ahead, 'commit')} here, ${behind} there. ` +
        `The merge is onto ${target}; a push of it will be refused until both are brought together.`,
    );
  } else if (behind > 0) {
    const is = `${target} is ${count(behind, 'commit')} behind ${name}`;
    const go = behind === 1 ? 'it is' : 'they are';
    notes.push(plan.isUpToDate ? `${is}.` : `${is}; ${go} merged in too.`);
  }
  if (problem !== undefined) notes.push(`${problem} ${name} is as last fetched.`);
  return notes;
}

/** The branch that has everything of the source already, where nothing is left to merge. */
export function upToDateBranch({
  request,
  upstream,
  targetOid,
  ontoOid,
}: Pick<MergePlan, 'request' | 'upstream' | 'targetOid' | 'ontoOid'>): string {
  return upstream !== undefined && ontoOid !== targetOid ? upstream.name : request.target;
}
