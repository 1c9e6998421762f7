/** The first frame: all that can be shown before anything is asked of anybody. */
import type { Config } from '../../core/config.js';
import { initialState } from '../model/state.js';
import type { OuterTerminalOptions } from '../terminal/outer-terminal.js';
import { TakenTerminal } from '../terminal/taken.js';
import { drawChrome } from '../views/chrome.js';
import { type ActionFacts, ActionTable } from './actions/action.js';
import { screenTexts } from './actions/hints.js';
import { TAUGHT } from './actions/taught.js';

export interface FirstFrameOptions extends OuterTerminalOptions {
  keys: Config['keys'];
  /** Absolute directory the person started in. */
  directory: string;
  version: string;
}

/**
 * Takes the terminal and shows the screen as it is before its panes are known. What is returned is
 * for `openOuterTerminal`, or to be released.
 */
export function showFirstFrame(options: FirstFrameOptions): TakenTerminal {
  const { keys, directory, version } = options;
  const table = new ActionTable<ActionFacts>(TAUGHT, keys);
  return new TakenTerminal(options, (surface, known) => {
    const state = initialState({ ...known, directory, version, now: Date.now() });
    drawChrome(surface, state, screenTexts(table, state));
  });
}
