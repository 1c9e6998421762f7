/** Which terminal this is, and what it does beyond what every one does. docs/terminal.md */

type Env = Readonly<Record<string, string | undefined>>;

export type NotificationProtocol = 'osc-9' | 'osc-99' | 'osc-777';

export interface TerminalFeatures {
  /** The colours it takes; undefined where only the environment tells. */
  color: '256' | 'truecolor' | undefined;
  /** Kinds and colours of underlines (SGR 4:3 and 58); others may misread them. */
  underlineStyles: boolean;
  /** How it takes a notification; undefined where it has none. */
  notifications: NotificationProtocol | undefined;
  /** Shows OSC 9;4 as progress; others may take it for a notification. */
  progress: boolean;
}

interface Identity {
  program: string;
  /** Comparable only with those of the same program; 0 when unknown. */
  version: number;
}

interface Program {
  color?: '256' | 'truecolor';
  /** Its name in answers to XTVERSION. */
  name?: RegExp;
  underlineStyles?: true;
  /** Underline styles since this version. */
  underlineStylesSince?: number;
  notifications?: NotificationProtocol;
  /** OSC 9;4 since this version; 0 for every one. */
  progressSince?: number;
}

/** A version is 10,000 × major + 100 × minor + patch, or the one number a program has. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  kitty: {
    color: 'truecolor',
    name: /^kitty\b/,
    underlineStyles: true,
    notifications: 'osc-99',
    progressSince: 4000,
  },
  ghostty: {
    color: 'truecolor',
    name: /^ghostty\b/,
    underlineStyles: true,
    notifications: 'osc-777',
    progressSince: 0,
  },
  foot: { color: 'truecolor', name: /^foot\b/, underlineStyles: true, notifications: 'osc-777' },
  wezterm: {
    color: 'truecolor',
    name: /^wezterm\b/i,
    underlineStyles: true,
    notifications: 'osc-777',
    progressSince: 20_250_101,
  },
  iterm2: {
    color: 'truecolor',
    name: /^iterm2\b/i,
    underlineStyles: true,
    notifications: 'osc-9',
    progressSince: 30_606,
  },
  alacritty: { color: 'truecolor', name: /^alacritty\b/i, underlineStyles: true },
  'xterm.js': { color: 'truecolor', name: /^xterm\.js\b/, underlineStyles: true },
  vscode: { color: 'truecolor', underlineStyles: true, progressSince: 0 },
  vte: {
    color: 'truecolor',
    name: /^vte\b/i,
    underlineStylesSince: 5102,
    notifications: 'osc-777',
    progressSince: 0,
  },
  konsole: { color: 'truecolor', name: /^konsole\b/i, progressSince: 250_400 },
  'windows-terminal': { color: 'truecolor', underlineStyles: true, progressSince: 0 },
  mintty: { color: 'truecolor', name: /^mintty\b/, underlineStyles: true, progressSince: 0 },
  contour: { color: 'truecolor', name: /^contour\b/, underlineStyles: true },
  rio: { color: 'truecolor', name: /^rio\b/i, underlineStyles: true },
  tmux: { color: '256', name: /^tmux\b/, underlineStyles: true },
  screen: {},
  xterm: { color: 'truecolor', name: /^xterm\b/i },
  'terminal.app': { color: '256' },
};

const BY_TERM_PROGRAM: Readonly<Record<string, string>> = {
  'iTerm.app': 'iterm2',
  WezTerm: 'wezterm',
  vscode: 'vscode',
  ghostty: 'ghostty',
  mintty: 'mintty',
  rio: 'rio',
  Apple_Terminal: 'terminal.app',
};

const BY_VARIABLE: readonly (readonly [string, string])[] = [
  ['KITTY_WINDOW_ID', 'kitty'],
  ['GHOSTTY_RESOURCES_DIR', 'ghostty'],
  ['WEZTERM_PANE', 'wezterm'],
  ['ALACRITTY_WINDOW_ID', 'alacritty'],
  ['WT_SESSION', 'windows-terminal'],
  ['KONSOLE_VERSION', 'konsole'],
  ['VTE_VERSION', 'vte'],
  ['XTERM_VERSION', 'xterm'],
];

const BY_TERM: readonly (readonly [RegExp, string])[] = [
  [/^xterm-kitty/, 'kitty'],
  [/^(?:xterm-)?ghostty/, 'ghostty'],
  [/^foot/, 'foot'],
  [/^wezterm/, 'wezterm'],
  [/^alacritty/, 'alacritty'],
  [/^contour/, 'contour'],
  [/^rio/, 'rio'],
];

/** `22.12.3` as 221203, `0.36` as 3600, `20240203-…`, `7003` and `221203` as they are. */
function parseVersion(text: string): number {
  const [, major = '0', minor, patch] = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? [];
  if (minor === undefined) return Number(major);
  return Number(major) * 10_000 + Number(minor) * 100 + Number(patch ?? 0);
}

/** A multiplexer comes first: what it runs in has left its variables too. */
function identifyByEnvironment(env: Env): Identity | undefined {
  const term = env['TERM'] ?? '';
  if (env['TMUX'] || term.startsWith('tmux')) return { program: 'tmux', version: 0 };
  if (env['STY'] || term.startsWith('screen')) return { program: 'screen', version: 0 };
  const named = BY_TERM_PROGRAM[env['TERM_PROGRAM'] ?? ''];
  if (named) return { program: named, version: parseVersion(env['TERM_PROGRAM_VERSION'] ?? '') };
  const byTerm = BY_TERM.find(([pattern]) => pattern.test(term))?.[1];
  if (byTerm) return { program: byTerm, version: 0 };
  const [variable, program] = BY_VARIABLE.find(([name]) => env[name]) ?? [];
  if (variable === undefined || program === undefined) return undefined;
  const hasVersion = variable.endsWith('_VERSION');
  return { program, version: hasVersion ? parseVersion(env[variable] ?? '') : 0 };
}

function identifyByName(name: string): Identity | undefined {
  const program = Object.keys(PROGRAMS).find((each) => PROGRAMS[each]?.name?.test(name));
  const pattern = PROGRAMS[program ?? '']?.name;
  if (program === undefined || pattern === undefined) return undefined;
  return { program, version: parseVersion(name.replace(pattern, '')) };
}

/**
 * Features by the environment and by what the terminal calls itself (XTVERSION), which counts more:
 * an environment may have come by ssh or through a multiplexer. `speaksKitty`: whoever has the
 * kitty keyboard protocol has underline styles.
 */
export function detectFeatures(
  env: Env,
  answered: { name?: string | undefined; speaksKitty: boolean },
): TerminalFeatures {
  const byEnvironment = identifyByEnvironment(env);
  const byName = answered.name === undefined ? undefined : identifyByName(answered.name);
  // VS Code's terminal calls itself by the name of its library.
  const isLibrary = byName?.program === 'xterm.js' && byEnvironment !== undefined;
  const identity = isLibrary ? byEnvironment : (byName ?? byEnvironment);
  const program = PROGRAMS[identity?.program ?? ''] ?? {};
  const isSince = (since: number | undefined) =>
    since !== undefined && (identity?.version ?? 0) >= since;
  return {
    color: program.color,
    underlineStyles:
      program.underlineStyles === true ||
      isSince(program.underlineStylesSince) ||
      answered.speaksKitty,
    notifications: program.notifications,
    progress: isSince(program.progressSince),
  };
}
