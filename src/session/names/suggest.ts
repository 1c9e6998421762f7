import type { BranchSuggestion, NewSessionRequest } from '../../core/ports/sessions.js';
import { worktreeObstacle } from '../advice.js';
import { contextOrNone } from '../context.js';
import { choosePlacement, derivedBranch, protectedBranches } from '../creation/placement.js';
import type { SessionDependencies } from '../dependencies.js';
import { configForType } from '../policy.js';
import { slugFromMessage, slugifyPath } from './naming.js';

/** What a creation would call the branch; undefined where it would have none, or random words. */
export async function suggestBranch(
  deps: SessionDependencies,
  {
    directory,
    message,
    name,
    type,
  }: Pick<NewSessionRequest, 'directory' | 'message' | 'name' | 'type'>,
): Promise<BranchSuggestion | undefined> {
  if (!slugifyPath(name ?? '') && !slugFromMessage(message)) return undefined;
  const { context } = await contextOrNone(deps, directory);
  if (context.kind === 'none' || worktreeObstacle(context)) return undefined;
  const { repository } = context;
  const [settings, defaultTarget] = await Promise.all([
    deps.config(directory),
    deps.git.reader.defaultTarget(repository.root),
  ]);
  const question = { repository, config: configForType(settings, type), name, message };
  const [wanted, { branch }] = await Promise.all([
    derivedBranch(deps, question),
    choosePlacement(deps, {
      ...question,
      protectedBranches: protectedBranches(settings, defaultTarget),
    }),
  ]);
  return branch === wanted ? { branch } : { branch, taken: wanted };
}
