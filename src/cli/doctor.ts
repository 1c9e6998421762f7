import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname } from 'node:path';
import { DEFAULT_CONFIG } from '../config/defaults.js';
import type { ColorDepth } from '../core/config.js';
import { QtuiError, toQtuiError } from '../core/errors.js';
import { count, printable } from '../core/text.js';
import { MINIMUM_SCREEN } from '../tui/model/geometry.js';
import { detectColorDepth, detectUnicode } from '../tui/terminal/capabilities.js';
import type { Application } from './compose.js';
import { describeMergeModel, describeNames, tryNames } from './doctor-names.js';

export interface Check {
  id: string;
  label: string;
  /** `fail`: qtui cannot work so. `warn`: something is missing that not everybody needs. */
  status: 'ok' | 'warn' | 'fail';
  detail: string;
  hint?: string;
}

type Finding = Omit<Check, 'id' | 'label'>;

const ok = (detail: string): Finding => ({ status: 'ok', detail });
const warn = (detail: string, hint: string): Finding => ({ status: 'warn', detail, hint });

/**
 * Looks at everything qtui needs; changes nothing and starts no host. Nothing is sent anywhere but
 * one question to the language model, where `asksModel` says so.
 */
export async function examine(
  app: Application,
  { asksModel = false }: { asksModel?: boolean } = {},
): Promise<Check[]> {
  const checks: [string, string, () => Promise<Finding>][] = [
    ['node', 'Node.js', async () => ok(`${process.version} on ${process.platform} ${release()}`)],
    ['git', 'git', () => git(app)],
    ['pty', 'pseudo-terminals', () => pty(app)],
    ['config', 'settings', () => config(app)],
    ['terminal', 'this terminal', () => terminal(app)],
    ['state', 'state directory', () => writable(app.paths.stateDirectory)],
    ['data', 'worktree directory', () => writable(app.paths.dataDirectory)],
    ['socket', 'socket directory', () => writable(dirname(app.paths.socket))],
    ['host', 'host', () => host(app)],
    ['agents', 'agents', () => agents(app)],
    ['names', 'names of branches', () => names(app, asksModel)],
    ['merges', 'model for merges', () => mergeModel(app)],
    ['repository', 'this directory', () => repository(app)],
  ];
  const examined = await Promise.all(
    checks.map(async ([id, label, check]) => ({ id, label, ...(await attempt(label, check)) })),
  );
  return [...examined, ...(await advice(app))];
}

async function attempt(label: string, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (thrown) {
    const { message, hint } = toQtuiError(thrown, `check ${label}`);
    return { status: 'fail', detail: message, ...(hint !== undefined && { hint }) };
  }
}

async function git(app: Application): Promise<Finding> {
  return ok(await (await app.git()).reader.version());
}

async function pty(app: Application): Promise<Finding> {
  await app.probePty();
  return ok('node-pty loads');
}

async function config(app: Application): Promise<Finding> {
  await app.config();
  return ok(app.paths.configFile);
}

const COLOR_WORDS: Readonly<Record<ColorDepth, string>> = {
  truecolor: 'truecolor',
  '256': '256 colours',
  '16': '16 colours',
  none: 'no colours',
};

/** By the same rules as the screen goes by; what only the terminal itself can tell is not asked. */
async function terminal({ env, userConfig }: Application): Promise<Finding> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    return warn('stdin or stdout is not a terminal', 'The screen opens only in a terminal.');
  }
  const [cols, rows] = process.stdout.getWindowSize();
  // What is wrong with the settings is told by their own check.
  const settings = await userConfig().catch(() => DEFAULT_CONFIG);
  const { color, unicode } = settings.terminal;
  const colors = COLOR_WORDS[detectColorDepth(env, color)];
  const facts = `${env['TERM'] ?? 'TERM not set'}, ${cols}×${rows}, ${colors}`;
  if (cols < MINIMUM_SCREEN.cols || rows < MINIMUM_SCREEN.rows) {
    const { cols: neededCols, rows: neededRows } = MINIMUM_SCREEN;
    return warn(facts, `qtui needs ${neededCols}×${neededRows} cells; make the window larger.`);
  }
  if (!detectUnicode(env, unicode)) {
    return warn(`${facts}, no UTF-8 locale`, 'Set LANG to a UTF-8 locale, e.g. C.UTF-8.');
  }
  return ok(facts);
}

/** Writable itself, or where it does not exist yet, its nearest parent that does. */
async function writable(directory: string): Promise<Finding> {
  let existing = directory;
  for (;;) {
    const found = await stat(existing).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (found?.isDirectory()) break;
    if (found !== undefined) {
      throw new QtuiError('path-exists', `${existing} is not a directory.`, {
        hint: `Move it away: qtui keeps its files in ${directory}.`,
      });
    }
    existing = dirname(existing);
  }
  await access(existing, constants.W_OK | constants.X_OK);
  return ok(existing === directory ? directory : `${directory} (made when needed)`);
}

async function host(app: Application): Promise<Finding> {
  const { socket } = app.paths;
  try {
    const connection = await app.connect({ start: false });
    const { pid, version, clients, problem } = connection.info;
    const panes = count(connection.panes.length, 'pane');
    const facts = `pid ${pid}, version ${version}, ${panes}, ${count(clients, 'client')}`;
    if (problem === undefined) return ok(`running: ${facts}`);
    return warn(`running: ${facts}. ${problem}`, 'Programs go on; it is tried again.');
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'host-not-running') {
      return ok(`not running; started when needed at ${socket}`);
    }
    throw error;
  }
}

async function agents(app: Application): Promise<Finding> {
  const found = await app.agents();
  const names = found.map(({ kind, program }) => `${kind} (${program})`).join(', ');
  if (found.every(({ kind }) => kind === 'shell')) {
    return warn(names, 'No coding agent is on PATH; sessions run your shell.');
  }
  return ok(names);
}

/** Without a model qtui lacks nothing, so that it is never a failure. */
async function names(app: Application, asksModel: boolean): Promise<Finding> {
  try {
    return ok(await (asksModel ? tryNames(app) : describeNames(app)));
  } catch (thrown) {
    const { message, hint } = toQtuiError(thrown, 'look at the language model');
    return warn(message, hint ?? 'Branches are named after the first message.');
  }
}

async function mergeModel(app: Application): Promise<Finding> {
  try {
    return ok(await describeMergeModel(app));
  } catch (thrown) {
    const { message, hint } = toQtuiError(thrown, 'look at the language model');
    return warn(message, hint ?? 'Conflicts are settled without it.');
  }
}

async function repository(app: Application): Promise<Finding> {
  const { context, worktreeObstacle } = await (await app.sessions()).defaults(app.cwd);
  if (context.kind === 'none') {
    const words = context.problem ? context.problem.message : worktreeObstacle?.message;
    return warn(
      printable(words ?? 'not in a git repository'),
      context.problem?.hint || 'Sessions get no worktree here.',
    );
  }
  const { root, head } = context.repository;
  const at = head.kind === 'detached' ? 'detached HEAD' : head.branch;
  return ok(
    `${printable(root)} at ${printable(at)}${head.kind === 'unborn' ? ', no commit yet' : ''}`,
  );
}

/** What bears on sessions in this directory; nothing where its own check has failed. */
async function advice(app: Application): Promise<Check[]> {
  const defaults = await app
    .sessions()
    .then((sessions) => sessions.defaults(app.cwd))
    .catch(() => undefined);
  return (defaults?.advice ?? []).map(({ code, level, message, hint }) => ({
    id: `repository.${code}`,
    label: 'this directory',
    status: level === 'note' ? 'ok' : 'warn',
    detail: printable(message),
    hint: printable(hint),
  }));
}
