import type { PaneModes } from '../../../src/core/frame.js';
import { EMPTY_LAYOUT, placePane, type SplitDirection } from '../../../src/tui/model/layout.js';
import { toDocument } from '../../../src/tui/model/layout-document.js';
import type { Robot, RobotOptions } from './robot.js';
import { start } from './robots.js';
import { ScriptedHost } from './scripted-host.js';
import { ScriptedSessions } from './scripted-sessions.js';

interface SplitOptions extends Omit<RobotOptions, 'sessions' | 'scriptedHost'> {
  modes?: Partial<PaneModes>;
  direction?: SplitDirection;
}

/** A client whose one tab shows these shells in a split; the last one has the focus. */
export async function startSplit(
  ids: readonly string[],
  { modes = {}, direction = 'row', ...options }: SplitOptions = {},
): Promise<Robot> {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  for (const id of ids) {
    sessions.open({ id, agent: { kind: 'shell', command: [] } });
    Object.assign(host.pane(id).modes, modes);
  }
  const [first = '', ...others] = ids;
  const layout = others.reduce(
    (current, id) => placePane(current, id, { kind: 'split', beside: first, direction }, true),
    placePane(EMPTY_LAYOUT, first, { kind: 'tab' }, true),
  );
  host.layout = { revision: 1, document: toDocument(layout) };
  const robot = start({ scriptedHost: host, sessions, ...options });
  for (const id of ids) host.print(id, `the ${id} program`);
  await robot.see(...ids.map((id) => `the ${id} program`));
  return robot;
}
