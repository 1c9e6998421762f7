/** Key hints, made from the actions. */

import type { AppState } from '../model/state.js';
import { type Line, span, wrapped } from '../views/line.js';
import type { TaughtKeys } from '../views/messages.js';
import type { KeyHint } from '../views/status-bar.js';
import type { ActionTable } from './action.js';
import { GROUPS } from './action.js';

function hintOf(table: ActionTable, state: AppState, id: string, words: string): KeyHint[] {
  const action = table.find(id);
  const [key] = action ? table.labels(action, state.capabilities.distinguishesCtrlM) : [];
  return action && key ? [{ key, words, actionId: id }] : [];
}

/** What the status bar names: what the leader can be followed by, else the keys to know. */
export function statusHints(table: ActionTable, state: AppState): KeyHint[] {
  if (!state.isLeaderPending) {
    return [
      ...hintOf(table, state, 'new-session', 'new'),
      ...(table.find('merge')?.disabledReason?.(state)
        ? []
        : hintOf(table, state, 'merge', 'merge')),
      ...hintOf(table, state, 'help', 'help'),
    ];
  }
  return table.actions.flatMap((action) => {
    const [key] = table.leaderKeys(action);
    if (!action.hint || !key || action.disabledReason?.(state)) return [];
    return [{ key, words: action.hint, actionId: action.id }];
  });
}

export function taughtKeys(table: ActionTable, state: AppState): TaughtKeys {
  const label = (id: string) => hintOf(table, state, id, '')[0]?.key ?? '';
  return { newSession: label('new-session'), merge: label('merge'), help: label('help') };
}

/** Every action under its group with its keys; wide enough for `width` cells. */
export function helpLines(table: ActionTable, state: AppState): (width: number) => Line[] {
  const rows = table.actions.map((action) => ({
    action,
    keys: table.labels(action, state.capabilities.distinguishesCtrlM).join('  '),
  }));
  const column = Math.max(...rows.map(({ keys }) => keys.length)) + 2;
  const { leaderLabel } = table;
  const taken = `${leaderLabel} ${leaderLabel}, and ${leaderLabel} before any other key that qtui takes, gives that key to the program.`;
  return (width) => {
    const isNarrow = width < column + 24;
    const groups = GROUPS.flatMap((group, index) => [
      ...(index > 0 ? [[]] : []),
      [span(group, 'strong')],
      ...rows
        .filter(({ action, keys }) => action.group === group && keys)
        .flatMap(({ action, keys }): Line[] =>
          isNarrow
            ? [[span(keys, 'key')], [span(`  ${action.title}`)]]
            : [[span(keys.padEnd(column), 'key'), span(action.title)]],
        ),
    ]);
    return [...groups, [], ...wrapped(taken, width, 'muted')];
  };
}
