import type { BranchSuggestion, NamedRequest } from '../../core/ports/naming.js';
import type { SessionType } from '../../core/session.js';
import { worktreeObstacle } from '../advice.js';
import { contextOrNone } from '../context.js';
import { choosePlacement, derivedBranch, protectedBranches } from '../creation/placement.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import { configForType } from '../policy.js';
import { slugFromMessage, slugifyPath } from './naming.js';
import { suggestedBranch } from './suggestion.js';

/** What a creation would call the branch; undefined where it would have none, or random words. */
export async function suggestBranch(
  deps: SessionDependencies,
  request: NamedRequest,
): Promise<BranchSuggestion | undefined> {
  const { directory, message, name, type, suggestion } = request;
  const isNamed = slugifyPath(name ?? '') !== '';
  const words = !isNamed && suggestion?.kind === 'words' ? suggestion.words : undefined;
  const isRandom = suggestion?.kind === 'generic' || !slugFromMessage(message);
  if (!isNamed && words === undefined && isRandom) return undefined;
  const { context } = await contextOrNone(deps, directory);
  if (context.kind === 'none' || worktreeObstacle(context)) return undefined;
  const { repository } = context;
  const [settings, defaultTarget] = await Promise.all([
    deps.config(directory),
    deps.git.reader.defaultTarget(repository.root),
  ]);
  const config = configForType(settings, type);
  const question = { repository, config, name, message, type, suggestion };
  const [wanted, { branch }] = await Promise.all([
    derivedBranch(deps, question),
    choosePlacement(deps, {
      ...question,
      protectedBranches: protectedBranches(settings, defaultTarget),
    }),
  ]);
  return {
    branch,
    ...(branch !== wanted && { taken: wanted }),
    ...(words !== undefined && { suggestedName: asGivenName(words, type, config) }),
  };
}

/** The prefix of the settings is put before a name that is given, as before a suggested one. */
function asGivenName(words: string, type: SessionType, { branches }: SessionConfig): string {
  return branches.prefix === '' ? suggestedBranch(words, type, '') : words;
}
