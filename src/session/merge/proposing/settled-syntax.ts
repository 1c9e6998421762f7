import type { Cancellable } from '../../../core/cancellable.js';
import type { MergeConflict, MergePlan } from '../../../core/merge.js';
import type { SyntaxVerdict } from '../../../core/ports/syntax-checker.js';
import type { SessionDependencies } from '../../dependencies.js';
import { syntaxCommands } from './syntax.js';

/** See `ProposingService.settledSyntax`. */
export async function settledSyntax(
  deps: SessionDependencies,
  plan: MergePlan,
  conflict: MergeConflict,
  bytes: Uint8Array,
  { signal }: Cancellable = {},
): Promise<SyntaxVerdict> {
  const [config, { ours, theirs }] = await Promise.all([
    deps.config(plan.request.repoRoot),
    deps.git.merges.readConflict(plan, conflict),
  ]);
  const { commands } = await syntaxCommands(deps, config);
  const check = (content: Uint8Array) =>
    deps.syntax.check(conflict.path, content, { commands, ...(signal && { signal }) });
  const verdict = await check(bytes);
  if (verdict.kind !== 'fails') return verdict;
  // What is wrong already on a side is no fault of the answers.
  for (const side of [ours, theirs]) {
    if (side?.bytes === undefined) return { kind: 'unknown' };
    if ((await check(side.bytes)).kind !== 'parses') return { kind: 'unknown' };
  }
  return verdict;
}
