import { resolve } from 'node:path';
import type {
  CleanupItem,
  CleanupPlan,
  CleanupRequest,
  CleanupResult,
} from '../../../core/cleanup.js';
import { summaryOf } from '../../../core/cleanup-words.js';
import { EXIT, type ExitCode, QtuiError } from '../../../core/errors.js';
import type { SessionService } from '../../../core/ports/sessions.js';
import { count, printable } from '../../../core/text.js';
import {
  type CleanupSizes,
  itemJson,
  printPlan,
  resultJson,
  resultLines,
} from '../../cleanup-words.js';
import { type CommandContext, type CommandDefinition, JSON_OPTION } from '../../command.js';
import { parseDuration } from '../../duration.js';
import { interruptible } from '../../interrupt.js';
import { canAsk, confirm } from '../../prompt.js';

interface CleanupOptions {
  merged?: boolean;
  orphaned?: boolean;
  all?: boolean;
  olderThan?: number;
  dryRun?: boolean;
  yes?: boolean;
  force?: boolean;
  size?: boolean;
  repo?: string;
  allRepositories?: boolean;
}

export const cleanupSessionsCommand: CommandDefinition = {
  name: 'cleanup',
  summary: 'remove sessions that are done, and what is left of others',
  details:
    'Shows what would go, why, and what would be lost, then asks. Without an option or a name these ' +
    'are the sessions that were not used for longer than their type allows, which "qtui config ' +
    'types" shows. What has uncommitted files or ' +
    'unmerged commits, an agent at work or another program in it stays, and is named with the ' +
    'reason; exit code 3 says so. Only sessions that are named together with --force go ' +
    'nevertheless, saved first. "qtui undo" brings each of them back.',
  arguments: [{ syntax: '[sessions...]', description: 'ids, id prefixes, names or branches' }],
  options: [
    { flags: '--merged', description: 'sessions whose work is in their merge target' },
    {
      flags: '--orphaned',
      description: 'rows without a worktree; worktrees and branches of qtui without a session',
    },
    {
      flags: '--older-than <span>',
      description: 'not used and not committed to for so long (36h, 7d, 2w); narrows the others',
      parse: parseDuration,
    },
    { flags: '--all', description: 'every session' },
    { flags: '--force', description: 'what is named goes although work would be lost' },
    { flags: '--size', description: 'measure what each takes up on disk, and the sum' },
    { flags: '-n, --dry-run', description: 'only show what would be done' },
    { flags: '-y, --yes', description: 'do not ask' },
    {
      flags: '--repo <directory>',
      description: 'of that repository',
      conflicts: ['allRepositories'],
    },
    { flags: '--all-repositories', description: 'of every repository that has had sessions' },
    JSON_OPTION,
  ],
  examples: [
    {
      command: 'qtui sessions cleanup',
      does: 'shows what is older than its type allows, and asks',
    },
    { command: 'qtui sessions cleanup --merged', does: 'shows what is merged, and asks' },
    { command: 'qtui sessions cleanup --merged --older-than 2w --yes', does: 'for a script' },
    { command: 'qtui sessions cleanup login --force', does: 'that one, whatever it holds' },
  ],
  async run(context, [words], given) {
    const { app, out } = context;
    const options = given as CleanupOptions;
    const request = requestOf(Array.isArray(words) ? words : [], options);
    await app.requireGit();
    const service = await app.sessions();
    const directory = options.repo === undefined ? app.cwd : resolve(app.cwd, options.repo);
    const recovered = await service.recover(directory);
    out.progress('Looking at sessions …');
    const { plan, warnings } = await service.planCleanup(directory, request);
    const sizes = options.size ? await measured(context, service, plan) : undefined;
    out.endProgress();
    const told = [...recovered, ...warnings];
    if (!out.json) out.warn(told);
    if (options.dryRun) {
      const asJson = (item: CleanupItem) => itemJson(item, sizes?.get(item));
      if (out.json)
        out.answer({ cleanup: { dryRun: true, items: plan.items.map(asJson) }, warnings: told });
      else printPlan(out, plan, sizes);
      return EXIT.done;
    }
    return cleanUp(context, service, plan, { isAgreed: options.yes === true, told, sizes });
  },
};

async function measured(
  { out }: CommandContext,
  service: SessionService,
  plan: CleanupPlan,
): Promise<CleanupSizes> {
  let done = 0;
  const onSize = () => {
    done += 1;
    out.progress(`Measuring: ${done} of ${plan.items.length} …`);
  };
  return interruptible((signal) => service.measureCleanup(plan, { onSize, signal }));
}

function requestOf(named: readonly string[], options: CleanupOptions): CleanupRequest {
  const { merged, orphaned, all, olderThan, force, allRepositories } = options;
  const isByTypeAge = named.length === 0 && !merged && !orphaned && !all && olderThan === undefined;
  if (force && named.length === 0) {
    throw new QtuiError('usage', '--force is for sessions that are named.', {
      untouched: 'Nothing was changed.',
      hint: 'Name them: `qtui sessions cleanup SESSION --force`.',
    });
  }
  return {
    ...(merged && { merged }),
    ...(orphaned && { orphaned }),
    ...(all && { all }),
    ...(olderThan !== undefined && { olderThanMs: olderThan }),
    ...(isByTypeAge && { byTypeAge: true }),
    ...{ named, force: force === true, allRepositories: allRepositories === true },
  };
}

async function cleanUp(
  { out }: CommandContext,
  service: SessionService,
  plan: CleanupPlan,
  {
    isAgreed,
    told,
    sizes,
  }: { isAgreed: boolean; told: readonly unknown[]; sizes: CleanupSizes | undefined },
): Promise<ExitCode> {
  const going = plan.items.filter(({ keptBecause }) => keptBecause.length === 0);
  if (!out.json) printPlan(out, plan, sizes);
  if (going.length > 0 && !isAgreed) await requireConsent(going, out.json);
  let isStopped = false;
  const results = await interruptible((signal) => {
    signal.addEventListener('abort', () => {
      isStopped = true;
      // What is under way is finished: half a removal would be nobody's wish.
      if (!out.json) out.note('Stopping once what is under way is done …');
    });
    return service.cleanUp(plan, {
      signal,
      onResult: (result) => {
        if (!out.json) for (const line of resultLines(out.style, result)) out.note(line);
      },
    });
  });
  const asJson = (result: CleanupResult) => resultJson(result, sizes?.get(result.item));
  if (out.json)
    out.answer({ cleanup: { dryRun: false, items: results.map(asJson) }, warnings: told });
  else if (results.length > 0) out.print(summaryOf(results));
  if (isStopped) return EXIT.interrupted;
  if (results.some(({ state }) => state === 'failed')) return EXIT.failed;
  return results.some(({ state }) => state === 'kept') ? EXIT.refused : EXIT.done;
}

async function requireConsent(going: readonly CleanupItem[], isJson: boolean): Promise<void> {
  const what = count(going.length, 'item');
  if (isJson || !canAsk()) {
    const names = going.map(({ title }) => printable(title)).join(', ');
    throw new QtuiError('usage', `Removing ${what} without questions needs --yes.`, {
      untouched: 'Nothing was changed.',
      hint: `Add --yes to remove ${names}.`,
    });
  }
  if (!(await confirm(`Remove ${what}? "qtui undo" brings each back.`))) {
    throw new QtuiError('aborted', 'Not removed.', { untouched: 'Nothing was changed.' });
  }
}
