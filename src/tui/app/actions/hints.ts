/** Key hints, made from the actions. */
import type { AppState } from '../../model/state.js';
import type { ScreenTexts } from '../../views/chrome.js';
import type { KeyHint } from '../../views/key-hint.js';
import type { TaughtKeys } from '../../views/messages.js';
import { CLOSE_TOOL_KEY } from '../tool/keys.js';
import type { ActionFacts, ActionTable } from './action.js';
import { HELP, MERGE, NEW_SESSION, SESSIONS } from './taught.js';

function hintOf(
  table: ActionTable<ActionFacts>,
  state: AppState,
  id: string,
  words: string,
): KeyHint[] {
  const action = table.find(id);
  const [key] = action ? table.labels(action, state.capabilities.distinguishesCtrlM) : [];
  return action && key ? [{ key, words, actionId: id }] : [];
}

/** What the status bar names: what the leader can be followed by, else the keys to know. */
export function statusHints(table: ActionTable<ActionFacts>, state: AppState): KeyHint[] {
  if (state.tool) {
    const key = `${table.leaderLabel} ${CLOSE_TOOL_KEY}`;
    return [{ key, words: 'give up', actionId: '' }];
  }
  if (!state.isLeaderPending) {
    return [
      ...hintOf(table, state, NEW_SESSION.id, 'new'),
      ...(table.find(MERGE.id)?.disabledReason?.(state)
        ? []
        : hintOf(table, state, MERGE.id, 'merge')),
      ...hintOf(table, state, HELP.id, 'help'),
    ];
  }
  return table.actions.flatMap((action) => {
    const [key] = table.leaderKeys(action);
    if (!action.hint || !key || action.disabledReason?.(state)) return [];
    return [{ key, words: action.hint, actionId: action.id }];
  });
}

/** The keys that the empty screen teaches, as they work here. */
function taughtKeys(table: ActionTable<ActionFacts>, state: AppState): TaughtKeys {
  const label = (id: string) => hintOf(table, state, id, '')[0]?.key ?? '';
  return {
    newSession: label(NEW_SESSION.id),
    merge: label(MERGE.id),
    help: label(HELP.id),
    sessions: label(SESSIONS.id),
  };
}

/** What the views are given to name keys by. */
export function screenTexts(table: ActionTable<ActionFacts>, state: AppState): ScreenTexts {
  return {
    hints: statusHints(table, state),
    taught: taughtKeys(table, state),
    leader: table.leaderLabel,
  };
}
