import { resolve } from 'node:path';
import { EXIT, type ExitCode, QtuiError, toQtuiError, withDetails } from '../../core/errors.js';
import type { CreateProgress, NewSessionRequest } from '../../core/ports/sessions.js';
import { SESSION_TYPES, type SessionType, sessionTitle } from '../../core/session.js';
import { skillWish, typeWithSkill } from '../../core/skill.js';
import { decisionWords } from '../../core/strategy.js';
import { commandWords, count, printable } from '../../core/text.js';
import { projectCommand } from '../../session/creation/project-command.js';
import {
  type CommandContext,
  type CommandDefinition,
  JSON_OPTION,
  type OptionDefinition,
  textOf,
} from '../command.js';
import { interruptible } from '../interrupt.js';
import { createConfirmed, whenNamed } from '../new-name.js';
import { chooseWorktree, type WorktreeOptions } from '../new-worktree.js';
import { isInOwnPane } from '../own-pane.js';
import { canAsk, chooseNumber, confirm } from '../prompt.js';
import { sessionJson } from '../session-json.js';

/** The options of `qtui new` as they are given. */
export interface NewOptions extends WorktreeOptions {
  sessionType?: SessionType;
  type?: SessionType;
  agent?: string;
  skill?: string;
  name?: string;
  repo?: string;
  detach?: boolean;
  setup?: boolean;
}

const TYPE_WORDS = `what the session is for: ${SESSION_TYPES.join(', ')}`;

/** What can be said of a session that is made, whatever it is made with. */
export const NEW_OPTIONS: readonly OptionDefinition[] = [
  { flags: '--session-type <type>', description: TYPE_WORDS, parse: parseType },
  {
    flags: '--type <type>',
    description: 'short for --session-type',
    parse: parseType,
    conflicts: ['sessionType'],
  },
  { flags: '--worktree <branch>', description: 'make a worktree with this branch' },
  { flags: '--no-worktree', description: 'work in this directory' },
  { flags: '--agent <kind>', description: 'which agent runs; "qtui doctor" lists those found' },
  {
    flags: '--branch <branch>',
    description: 'go on with this branch, local or of a remote (origin/NAME)',
    conflicts: ['pr', 'base'],
  },
  {
    flags: '--pr <number>',
    description: 'go on with this pull request',
    parse: parseNumber,
    conflicts: ['base'],
  },
  { flags: '--base <revision>', description: 'start from this commit, not the target’s tip' },
  { flags: '--into <branch>', description: 'branch that the session will be merged into' },
  { flags: '--repo <directory>', description: 'work in this repository, not in the present one' },
  { flags: '--no-fetch', description: 'take the target’s upstream as last fetched' },
  { flags: '--temporary', description: 'the worktree is made to be thrown away' },
  { flags: '-n, --name <name>', description: 'name of the session' },
  {
    flags: '--sparse <directory>',
    description: 'only the files of this directory of the repository (repeatable)',
    parse: (text, previous) => [...((previous as string[] | undefined) ?? []), text],
  },
  { flags: '--submodules', description: 'fetch the submodules' },
  { flags: '--no-setup', description: 'do not run the setup command of the worktree' },
  { flags: '-d, --detach', description: 'do not open the screen' },
  { flags: '--no-detach', description: 'open the screen, also for a type that begins without' },
  JSON_OPTION,
];

const SKILL_OPTION: OptionDefinition = {
  flags: '--skill <skill>',
  description: 'tell the agent what this skill says, about MESSAGE; "qtui skills list" lists them',
};

export const newCommand: CommandDefinition = {
  name: 'new',
  opensScreen: true,
  summary: 'make a session: branch, worktree, agent',
  details:
    'MESSAGE is the first prompt of the agent, or with --skill what the skill is about. In a terminal the screen opens on the new session. ' +
    'Without --worktree or --no-worktree the type, the skill, the agent and the repository decide whether the ' +
    'session gets a worktree of its own ("qtui config types" shows the types); where they leave it ' +
    'open you are asked, and without a terminal one is made. Without --type and --agent the last ' +
    'ones are taken again, but no type that goes without a worktree where one can be made.',
  arguments: [{ syntax: '[message...]', description: 'first prompt of the agent' }],
  options: [SKILL_OPTION, ...NEW_OPTIONS],
  examples: [
    { command: 'qtui new "fix the login" --type feature', does: 'branch, worktree and agent' },
    { command: 'qtui new --pr 123 --agent claude', does: 'goes on with a pull request' },
    { command: 'qtui new --worktree spike --agent shell -d', does: 'a shell, in the background' },
  ],
  async run(context, [message], options) {
    return makeSession(context, textOf(message) ?? '', options as NewOptions);
  },
};

/** Makes the session; see `newCommand`. Resolves with the exit code. */
export async function makeSession(
  context: CommandContext,
  message: string,
  options: NewOptions,
): Promise<ExitCode> {
  const { app, out } = context;
  await app.requireGit();
  const service = await app.sessions();
  const directory = await directoryFor(context, options);
  out.warn(await service.recover(directory));
  const defaults = await service.defaults(directory);
  const skill = await skillFor(app, directory, options.skill);
  const type = options.sessionType ?? options.type ?? typeWithSkill(skill, defaults);
  const agentKind = options.agent ?? skill?.agentKind ?? defaults.agentKind;
  const interactive = !out.json && canAsk();
  const wish = { defaults, type, agentKind, skill, interactive };
  const { request: worktree, decision } = await chooseWorktree(options, wish);
  if (worktree.kind === 'create') {
    // That it cannot be made is told next, but not who wants it.
    if (defaults.worktreeObstacle && decision.layer !== 'flags') {
      out.note(`It needs ${decisionWords(decision)}.`);
    }
    out.warn(defaults.advice.filter(({ level }) => level === 'warning'));
  }
  const request: NewSessionRequest = {
    directory,
    message,
    ...(options.name !== undefined && { name: options.name }),
    ...skillWish(skill, { message, name: options.name }),
    type,
    agentKind,
    worktree,
    ...(options.setup === false && { skipSetup: true }),
    size: firstSize(),
  };
  await offerTrust(context, request);
  const created = await createConfirmed(context, request, (chosen) =>
    interruptible((signal) =>
      service.create(chosen, {
        onProgress: (progress) => out.progress(progressWords(progress)),
        signal,
      }),
    ),
  );
  out.endProgress();
  out.warn(created.warnings);
  const isDetached = options.detach ?? defaults.types[type].background === 'always';
  const canOpen = process.stdin.isTTY && process.stdout.isTTY && !isInOwnPane(app);
  if (!out.json && !isDetached && canOpen) {
    const { session, naming } = created;
    const { openTui } = await import('../open-tui.js');
    return openTui(app, { sessionId: session.id, naming });
  }
  const { session, warnings } = await whenNamed(created, out);
  if (out.json) {
    const { kind: strategy, layer, reason } = decision;
    const view = await service.find(session.id);
    out.answer({ session: sessionJson(view), worktree: { strategy, layer, reason }, warnings });
    return EXIT.done;
  }
  const { worktreeInfo } = session;
  const where = worktreeInfo
    ? `${printable(worktreeInfo.branch)} → ${printable(worktreeInfo.mergeTarget)} in ${worktreeInfo.path}`
    : `in ${session.directory}`;
  out.print(`${session.id}  ${printable(sessionTitle(session))}  ${where}`);
  // Who has asked for it by a flag needs no reason.
  if (decision.layer !== 'flags') out.note(`It has ${decisionWords(decision)}.`);
  return EXIT.done;
}

/** Throws `skill-not-found`, `invalid-skill`. */
async function skillFor(app: CommandContext['app'], directory: string, name: string | undefined) {
  if (name === undefined) return undefined;
  try {
    return await (await app.skills()).get(directory, name);
  } catch (thrown) {
    const error = toQtuiError(thrown, 'read the skill');
    throw withDetails(error, { untouched: 'Nothing was created.' });
  }
}

/** The repository that was named, or chosen of those in a directory that holds several. */
async function directoryFor(
  { app, out }: CommandContext,
  { repo, worktree }: NewOptions,
): Promise<string> {
  if (repo !== undefined) return resolve(app.cwd, repo);
  if (worktree === false) return app.cwd;
  const service = await app.sessions();
  const below = (await service.repositories(app.cwd)).filter(({ origin }) => origin === 'below');
  if (below.length === 0) return app.cwd;
  const names = below.map(({ name }) => printable(name)).join(', ');
  if (out.json || !canAsk()) {
    out.note(`This directory is no repository, but holds some: ${names}. --repo names one.`);
    return app.cwd;
  }
  return chooseNumber('Which repository shall the session work on?', [
    ...below.map(({ path, name }) => ({ value: path, label: printable(name) })),
    { value: app.cwd, label: 'none: here, without a worktree' },
  ]);
}

/** In a terminal, asks whether a setup command may run that would be left out. */
async function offerTrust({ app, out }: CommandContext, request: NewSessionRequest): Promise<void> {
  if (request.worktree.kind === 'none' || request.skipSetup || out.json || !canAsk()) return;
  const trust = await app.trust();
  const { untrusted } = await projectCommand(
    { trust },
    await app.config(request.directory),
    'setup',
  );
  if (untrusted === undefined) return;
  const { command, file } = untrusted;
  out.note(`${printable(file.path)} sets every new worktree up with\n  ${commandWords(command)}`);
  if (await confirm('Trust that file, and run it?')) await trust.trust(file);
}

function progressWords(progress: CreateProgress): string {
  switch (progress.step) {
    case 'fetching':
      return `Fetching ${printable(progress.what)} …`;
    case 'reserved':
      return `Making ${printable(sessionTitle(progress.session))} …`;
    case 'checkout': {
      const { done, total } = progress.progress;
      const files = total === 0 ? '' : ` ${done} of ${count(total, 'file')}`;
      return `Checking out${files} …`;
    }
    case 'setup':
      return printable(progress.message);
    case 'launching':
      return 'Starting the agent …';
  }
}

/** The screen's size where there is one: the first output is then already laid out for it. */
function firstSize(): { cols: number; rows: number } {
  const { columns, rows } = process.stdout;
  return { cols: columns || 80, rows: rows || 24 };
}

function parseNumber(text: string): number {
  const number = Number(text.replace(/^#/, ''));
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new QtuiError('usage', `"${text}" is no number of a pull request.`, {
    hint: 'Write it as --pr 123.',
  });
}

function parseType(text: string): SessionType {
  const type = SESSION_TYPES.find((known) => known === text);
  if (type !== undefined) return type;
  throw new QtuiError('usage', `There is no session type "${text}".`, {
    hint: `Types: ${SESSION_TYPES.join(', ')}.`,
  });
}
