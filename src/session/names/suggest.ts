import type { BranchSuggestion, NewSessionRequest } from '../../core/ports/sessions.js';
import { worktreeObstacle } from '../advice.js';
import { contextOrNone } from '../context.js';
import { choosePlacement, derivedBranch, protectedBranches } from '../creation/placement.js';
import type { SessionDependencies } from '../dependencies.js';
import { slugFromMessage, slugifyPath } from './naming.js';

/** What a creation would call the branch; undefined where it would have none, or random words. */
export async function suggestBranch(
  deps: SessionDependencies,
  { directory, message, name }: Pick<NewSessionRequest, 'directory' | 'message' | 'name'>,
): Promise<BranchSuggestion | undefined> {
  if (!slugifyPath(name ?? '') && !slugFromMessage(message)) return undefined;
  const { context } = await contextOrNone(deps, directory);
  if (context.kind === 'none' || worktreeObstacle(context)) return undefined;
  const { repository } = context;
  const [config, defaultTarget] = await Promise.all([
    deps.config(directory),
    deps.git.reader.defaultTarget(repository.root),
  ]);
  const question = { repository, config, name, message };
  const [wanted, { branch }] = await Promise.all([
    derivedBranch(deps, question),
    choosePlacement(deps, {
      ...question,
      protectedBranches: protectedBranches(config, defaultTarget),
    }),
  ]);
  return branch === wanted ? { branch } : { branch, taken: wanted };
}
