/** The environment as one immutable value; no other folder reads `process.env`. */
export type Environment = Readonly<Record<string, string>>;

/** A snapshot of this process's environment; later changes of `process.env` do not show in it. */
export function readEnvironment(): Environment {
  const snapshot: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) snapshot[name] = value;
  }
  return Object.freeze(snapshot);
}

/** True when the variable is set to anything but nothing (https://no-color.org). */
export function isSet(env: Environment, name: string): boolean {
  return (env[name] ?? '') !== '';
}

/** What `git rev-parse --local-env-vars` prints: these would tie a pane's git to another repository. */
const GIT_LOCAL = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

/**
 * Variables that describe the outer terminal, or the editor or multiplexer whose terminal it is; a
 * program in a pane would take them for its own. A password asked for at GPG_TTY would be asked for
 * across the whole screen.
 */
const OUTER_TERMINAL = new Set([
  'COLORFGBG',
  'COLORTERM',
  'COLUMNS',
  'GPG_TTY',
  'INSIDE_EMACS',
  'LC_TERMINAL',
  'LC_TERMINAL_VERSION',
  'LINES',
  'MLTERM',
  'NVIM',
  'NVIM_LISTEN_ADDRESS',
  'STY',
  'TERM',
  'TERMCAP',
  'TERMINAL_EMULATOR',
  'TERMINATOR_UUID',
  'TERMINFO',
  'TILIX_ID',
  'VIM_TERMINAL',
  'VTE_VERSION',
  'WINDOW',
  'WINDOWID',
]);

/** What `npm start` adds; the person's own `npm_config_*` stays. */
const NPM_RUN = new Set([
  'INIT_CWD',
  'npm_command',
  'npm_config_local_prefix',
  'npm_execpath',
  'npm_node_execpath',
]);

const PREFIXES = [
  'ALACRITTY_',
  'BYOBU_',
  'GHOSTTY_',
  'GIT_CONFIG_KEY_',
  'GIT_CONFIG_VALUE_',
  'GNOME_TERMINAL_',
  'ITERM_',
  'KITTY_',
  'KONSOLE_',
  'QTUI_',
  'TERM_PROGRAM',
  'TERM_SESSION_ID',
  'TMUX',
  'VSCODE_',
  'WARP_',
  'WEZTERM_',
  'WT_',
  'XTERM_',
  'ZELLIJ',
  'npm_lifecycle_',
  'npm_package_',
];

/**
 * The environment a pane's program starts from: without the outer terminal's traces, git's
 * per-repository variables and qtui's own. What describes the pane's terminal is the host's to set.
 */
export function paneEnvironment(env: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (GIT_LOCAL.has(name) || OUTER_TERMINAL.has(name) || NPM_RUN.has(name)) continue;
    if (PREFIXES.some((prefix) => name.startsWith(prefix))) continue;
    kept[name] = value;
  }
  return kept;
}
