import { EXIT, type ExitCode, QtuiError } from '../../core/errors.js';
import type {
  OlderBackupView,
  SessionService,
  UndoableAct,
  UndoPlan,
} from '../../core/ports/sessions.js';
import { printable } from '../../core/text.js';
import { type CommandContext, type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import { interruptible } from '../interrupt.js';
import { canAsk, confirm } from '../prompt.js';
import { ago, until } from '../text.js';

interface UndoOptions {
  list?: boolean;
  expire?: boolean;
  dryRun?: boolean;
  all?: boolean;
  path?: string;
  yes?: boolean;
}

export const undoCommand: CommandDefinition = {
  name: 'undo',
  summary: 'bring back what a removal or a merge has changed',
  details:
    'Without an id: the newest removal or merge in this repository that is not undone yet. A ' +
    'removed worktree comes back with its branch, index and files; a merge is taken back as long ' +
    'as its target still is at the merged commit.',
  arguments: [{ syntax: '[id]', description: 'id of the act, or the beginning of one' }],
  options: [
    { flags: '--list', description: 'list what can be undone, newest first', conflicts: ['path'] },
    {
      flags: '--expire',
      description: 'drop the backups that have expired now, and list them',
      conflicts: ['list', 'path'],
    },
    { flags: '--dry-run', description: 'with --expire: only list them' },
    {
      flags: '--all',
      description: 'with --list or --expire: of every repository that has had sessions',
    },
    { flags: '--path <directory>', description: 'put the worktree there instead' },
    { flags: '-y, --yes', description: 'do not ask' },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui undo', does: 'says what would come back, and asks' },
    { command: 'qtui undo --list', does: 'removals and merges of this repository, with their ids' },
    { command: 'qtui undo k3f9x --yes', does: 'undoes that one' },
  ],
  async run(context, [word], given) {
    const { app, out } = context;
    const options = given as UndoOptions;
    const id = textOf(word);
    await app.requireGit();
    const service = await app.sessions();
    if (options.dryRun && !options.expire) throw misused('--dry-run goes with --expire.');
    if (options.list || options.expire) {
      const flag = options.list ? '--list' : '--expire';
      if (id !== undefined) throw misused(`${flag} takes no id.`);
      return list(context, service, options);
    }
    if (options.all) throw misused('--all goes with --list; an id is looked for everywhere.');
    out.warn(await service.recover(app.cwd));
    const plan = await service.planUndo(app.cwd, {
      ...(id !== undefined && { id }),
      ...(options.path !== undefined && { path: options.path }),
    });
    return undo(context, service, plan, options);
  },
};

async function undo(
  { out }: CommandContext,
  service: SessionService,
  plan: UndoPlan,
  options: UndoOptions,
): Promise<ExitCode> {
  const isAsking = !out.json && options.yes !== true && canAsk();
  if (isAsking || (options.yes && !out.json)) out.note(planLines(plan).join('\n'));
  // A refusal is told by the undo itself, whoever might be asked.
  if (options.yes !== true && plan.refusals.length === 0) {
    if (!isAsking) throw needsYes(plan);
    if (!(await confirm('Undo it?'))) {
      throw new QtuiError('aborted', 'Not undone.', { untouched: 'Nothing was changed.' });
    }
  }
  const outcome = await interruptible((signal) => service.undo(plan, { signal }));
  if (out.json) {
    const { id, what, path, branch, warnings } = outcome;
    const done = { id, kind: plan.act.kind, what, path: path ?? null, branch: branch ?? null };
    out.answer({ undo: { ...done, steps: plan.steps, notes: plan.notes }, warnings });
    return EXIT.done;
  }
  out.warn(outcome.warnings);
  out.print(`Undone: ${printable(outcome.what)}.`);
  const { session } = plan.act;
  if (session && outcome.path) out.print(`"qtui attach ${session.id}" opens the session again.`);
  return EXIT.done;
}

function planLines({ what, act, steps, notes, refusals }: UndoPlan): string[] {
  return [
    `Undoing the ${printable(what)}, ${agoWords(act.time)} (${act.id}):`,
    ...steps.map((step) => `  ${printable(step)}`),
    ...notes.map((note) => `  Note: ${printable(note)}`),
    ...refusals.map(({ message }) => `  Refused: ${printable(message)}`),
  ];
}

function agoWords(time: string): string {
  const age = ago(time, Date.now());
  return age === 'now' ? 'just now' : `${age} ago`;
}

function needsYes({ what, act, steps }: UndoPlan): QtuiError {
  return new QtuiError('usage', `Undoing the ${what} without questions needs --yes.`, {
    untouched: 'Nothing was changed.',
    hint: `Add --yes, then: ${steps.join('; ')}.`,
    data: { id: act.id },
  });
}

function misused(message: string): QtuiError {
  return new QtuiError('usage', message, { hint: 'See "qtui undo --help".' });
}

async function list(
  { app, out }: CommandContext,
  service: SessionService,
  options: UndoOptions,
): Promise<ExitCode> {
  const recovered = await service.recover(app.cwd);
  const allRepositories = options.all === true;
  const found = options.expire
    ? await service.expireBackups(app.cwd, { allRepositories, isTrial: options.dryRun === true })
    : await service.listActs(app.cwd, { allRepositories });
  const warnings = [...recovered, ...found.warnings];
  const { acts, older } = found;
  if (out.json) {
    out.answer({ acts: acts.map(actJson), older, warnings });
    return EXIT.done;
  }
  out.warn(warnings);
  const isEmpty = acts.length === 0 && older.length === 0;
  if (isEmpty) out.print(options.expire ? 'No backup has expired.' : 'There is nothing to undo.');
  else if (options.expire) out.print(options.dryRun ? 'These have expired:' : 'Dropped:');
  printActs(out, acts, allRepositories);
  printOlder(out, older, options.expire !== true);
  return EXIT.done;
}

function printActs(
  out: CommandContext['out'],
  acts: readonly UndoableAct[],
  allRepositories: boolean,
): void {
  const now = Date.now();
  for (const [repository, members] of byRepository(acts)) {
    if (allRepositories) out.print(out.style.bold(printable(repository)));
    out.table(
      [
        { title: 'ID' },
        { title: 'AGE' },
        { title: 'WHAT', flexible: true },
        { title: 'BRINGS BACK', flexible: true },
        { title: 'EXPIRES' },
      ],
      members.map((act) => [
        act.id,
        ago(act.time, now),
        printable(act.what),
        act.isUndone ? 'undone' : printable(act.bringsBack.join(', ')),
        expiryWords(act, now),
      ]),
      allRepositories ? '  ' : '',
    );
  }
}

/** Those of a version that `undo` cannot read: how each is restored by hand. */
function printOlder(
  out: CommandContext['out'],
  older: readonly OlderBackupView[],
  withCommands: boolean,
): void {
  const now = Date.now();
  for (const backup of older) {
    const { time, what, restore } = backup;
    const expiry = withCommands ? `, expires: ${expiryWords(backup, now)}` : '';
    out.print(`Of an older version: ${printable(what)}, ${agoWords(time)}${expiry}`);
    for (const command of withCommands ? restore : []) out.print(`  ${printable(command)}`);
  }
}

function expiryWords({ expires }: Pick<UndoableAct, 'expires'>, now: number): string {
  if (expires === undefined) return 'kept';
  const left = until(expires, now);
  return left === 'now' || Date.parse(expires) <= now ? 'next' : `in ${left}`;
}

function byRepository(acts: readonly UndoableAct[]): Map<string, UndoableAct[]> {
  const groups = new Map<string, UndoableAct[]>();
  for (const act of acts) groups.set(act.repoRoot, [...(groups.get(act.repoRoot) ?? []), act]);
  return groups;
}

function actJson({ session, expires, ...act }: UndoableAct) {
  return { ...act, session: session ?? null, expires: expires ?? null };
}
