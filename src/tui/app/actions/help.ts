/** The help: every key, made from the actions and the commands of lists. */
import { COPY_MODE_GROUPS, type CopyModeCommand } from '../../model/copy-mode/command.js';
import { COPY_MODE_COMMANDS } from '../../model/copy-mode/commands.js';
import { foreseenHelp } from '../../model/selectors.js';
import type { AppState } from '../../model/state.js';
import { type Line, span, wrapped, wrapText } from '../../views/line.js';
import { HUNK_COMMANDS } from '../merge/conflicts/hunk-commands.js';
import { LIST_COMMANDS } from '../merge/conflicts/list-commands.js';
import { MOUSE_HELP } from '../mouse/help.js';
import { DIFF_COMMANDS, READING_KEYS } from '../session-diff/commands.js';
import { SESSION_COMMANDS } from '../sessions-dialog/commands.js';
import { type ActionFamily, type ActionGroup, type ActionTable, GROUPS } from './action.js';
import { keyLabels } from './dialog-commands.js';

interface HelpRow {
  readonly keys: string;
  readonly title: string;
}

/** The actions of a group that have a key, one row for each or for each family. */
function helpRows(table: ActionTable, state: AppState, group: ActionGroup): HelpRow[] {
  const families = new Set<ActionFamily>();
  return table.actions.flatMap((action): HelpRow[] => {
    const { family, title } = action;
    const keys = table.labels(action, state.capabilities.distinguishesCtrlM).join('  ');
    if (action.group !== group || !keys || (family && families.has(family))) return [];
    if (!family) return [{ keys, title }];
    families.add(family);
    return [{ keys: `${table.leaderLabel} ${family.keys}`, title: family.title }];
  });
}

/** The commands of copy mode of one kind, which have keys of their own. */
function copyModeRows(name: CopyModeCommand['group']): HelpRow[] {
  return COPY_MODE_COMMANDS.filter(({ group }) => group === name).map(({ keys, title }) => ({
    keys: keys.join('  '),
    title,
  }));
}

/** What a dialog does by key. */
function dialogRows(commands: readonly { keys: readonly string[]; title: string }[]): HelpRow[] {
  return commands
    .filter(({ keys }) => keys.length > 0)
    .map((command) => ({ keys: keyLabels(command).join('  '), title: command.title }));
}

/** Narrower than this beside their keys, titles stand below them. */
const TITLE_ROOM = 24;
/** The widest the help is drawn; its last words are wrapped to it. */
const HELP_WIDTH = 76;

export interface Help {
  /** Cells that the longest row takes. */
  readonly width: number;
  lines(width: number): Line[];
}

/** Every action that has a key, under its group, the commands of copy mode, and the mouse. */
export function help(table: ActionTable, state: AppState): Help {
  const groups = [
    ...GROUPS.map((name) => ({ name, rows: helpRows(table, state, name) })),
    ...COPY_MODE_GROUPS.map((name) => ({
      name: `Copy mode: ${name.toLowerCase()}`,
      rows: copyModeRows(name),
    })),
    { name: 'In the list of sessions', rows: dialogRows(SESSION_COMMANDS) },
    { name: 'In the conflicts of a merge', rows: dialogRows(LIST_COMMANDS) },
    { name: 'In a text in conflict', rows: dialogRows(HUNK_COMMANDS) },
    { name: "In a session's changes", rows: [...READING_KEYS, ...dialogRows(DIFF_COMMANDS)] },
    { name: 'Mouse', rows: MOUSE_HELP },
  ];
  const rows = groups.flatMap((group) => group.rows);
  const column = Math.max(...rows.map(({ keys }) => keys.length)) + 2;
  const { leaderLabel } = table;
  const taken = `${leaderLabel} ${leaderLabel}, and ${leaderLabel} before any other key that qtui takes, gives that key to the program.`;
  const widest = column + Math.max(...rows.map(({ title }) => title.length));
  return {
    width: Math.min(widest, HELP_WIDTH),
    lines: (width) => [
      ...groups.flatMap((group, index) => [
        ...(index > 0 ? [[]] : []),
        ...wrapped(group.name, width, 'strong'),
        ...group.rows.flatMap((row) => helpRow(row, column, width)),
      ]),
      [],
      ...wrapped(foreseenHelp(state.capabilities.unicode), width, 'muted'),
      [],
      ...wrapped(taken, width, 'muted'),
    ],
  };
}

function helpRow({ keys, title }: HelpRow, column: number, width: number): Line[] {
  const isBelow = width < column + TITLE_ROOM;
  const indent = isBelow ? 2 : column;
  const words = wrapText(title, width - indent).map((text): Line => {
    return [span(' '.repeat(indent)), span(text)];
  });
  if (isBelow) return [[span(keys, 'key')], ...words];
  const [first = [], ...rest] = words;
  return [[span(keys.padEnd(column), 'key'), ...first.slice(1)], ...rest];
}
