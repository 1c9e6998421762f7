import { QtuiError } from '../../core/errors.js';
import { MERGE_STRATEGIES } from '../../core/merge.js';
import { type CommandDefinition, JSON_OPTION } from '../command.js';
import type { Application } from '../compose.js';
import type { MergeAllOptions } from '../merge/all.js';
import { CHECK_OPTIONS, type CheckOptions } from '../merge/check.js';
import { MESSAGE_OPTIONS } from '../merge/message.js';
import type { MergeOptions } from '../merge/options.js';
import { parseFileChoices, RESOLVE_CHOICES } from '../merge/resolve.js';
import { selectSession } from '../select.js';

export const mergeCommand: CommandDefinition = {
  name: 'merge',
  summary: "merge a session's branch into its target",
  details:
    'Nothing of yours is touched before the merge lands; a merge with conflicts that are not ' +
    'settled, or that would overwrite something in the target’s worktree, is refused.',
  arguments: [
    {
      syntax: '[sessions...]',
      description:
        'id, id prefix, name or branch; by default the one of this directory, or the one whose merge is to go on; several are merged in this order',
    },
  ],
  options: [
    {
      flags: '--all',
      description: 'merge every session of the repository, up to the first that cannot land',
      conflicts: ['message', 'checkOnly', 'remove', 'resolve', 'resolveFile'],
    },
    { flags: '--into <branch>', description: "target branch instead of the session's own" },
    { flags: '--strategy <strategy>', description: 'how to merge', choices: MERGE_STRATEGIES },
    { flags: '--preview', description: 'show what would happen and stop' },
    {
      flags: '--dry-run',
      description: 'the same: of several sessions, what each would do after those before it',
    },
    {
      flags: '--continue',
      description: 'go on with the merge that was begun, with what was settled as far as it fits',
      conflicts: ['all', 'abort', 'into', 'strategy'],
    },
    {
      flags: '--abort',
      description: 'drop what was settled for a merge that was begun; no branch changes',
      conflicts: ['all', 'preview', 'dryRun', 'commit', 'remove', 'resolve', 'resolveFile'],
    },
    {
      flags: '--resolve <side>',
      description:
        'settle the files that both changed: by ours (the target), theirs, both, or, for text, by the model',
      choices: RESOLVE_CHOICES,
    },
    {
      flags: '--resolve-file <path=choice>',
      description: 'settle one file: by ours, theirs, both, keep, delete or @FILE; repeatable',
      parse: parseFileChoices,
    },
    ...MESSAGE_OPTIONS,
    {
      flags: '--commit <message>',
      description: 'first commit all uncommitted work of the session with this message',
    },
    {
      flags: '--remove',
      description: 'afterwards remove the worktree and the branch, if nothing would be lost',
    },
    { flags: '--no-fetch', description: 'take the target’s upstream as last fetched' },
    ...CHECK_OPTIONS,
    { flags: '-y, --yes', description: 'do not ask' },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui merge auth --preview', does: 'commits, files and conflicts, nothing done' },
    {
      command: 'qtui merge auth parser --dry-run',
      does: 'what each of them would do, one after the other',
    },
    {
      command: 'qtui merge auth --resolve theirs --resolve-file old.txt=delete',
      does: "the session's side where both changed a file, and one file goes",
    },
    {
      command: 'qtui merge auth --strategy squash --yes --remove',
      does: 'one commit on the target, session cleaned up',
    },
  ],
  async run(context, [words], options) {
    const { app, out } = context;
    await app.requireGit();
    out.warn(await (await app.sessions()).recover(app.cwd));
    const named = typeof words === 'object' ? words : [];
    const { selectors, check } = await withSession(app, named, options);
    const given: MergeOptions = { ...options, ...(check !== undefined && { check }) };
    const { all } = given;
    if (all || selectors.length > 1) {
      const { chosenSessions, mergeSeveral } = await import('../merge/all.js');
      const ids = await chosenSessions(context, selectors, given as MergeAllOptions);
      return mergeSeveral(context, ids, given as MergeAllOptions);
    }
    const { dryRun, preview = dryRun } = given;
    const isBegun = given.continue === true || given.abort === true;
    const view =
      isBegun && selectors.length === 0
        ? await (await import('../merge/begun.js')).selectBegun(app)
        : await selectSession(app, selectors[0]);
    const { mergeSession } = await import('../merge/one.js');
    return mergeSession(context, view, { ...given, ...(preview && { preview }) });
  },
};

/**
 * A word after `--check` may be meant as the session, as it always was before commands could be
 * given there: it is, where there is a session of that name and none else is named.
 */
async function withSession(
  app: Application,
  words: readonly string[],
  { check }: CheckOptions,
): Promise<{ selectors: readonly string[]; check: CheckOptions['check'] }> {
  const [word, ...more] = typeof check === 'object' ? check : [];
  if (words.length > 0 || word === undefined || more.length > 0) return { selectors: words, check };
  const found = await (await app.sessions()).find(word).catch((error: unknown) => {
    if (error instanceof QtuiError && error.code === 'session-not-found') return undefined;
    throw error;
  });
  return found === undefined ? { selectors: words, check } : { selectors: [word], check: true };
}
