import { dvtm, isOnPath, raw, screen, tmux } from './others.js';
import type { Outer } from './outer.js';
import { qtui } from './qtui.js';
import { relay } from './relay.js';

const BUILT_IN = new Set(['raw', 'relay', 'qtui']);

/** Those of them that are installed; what is missing is said. */
export async function installed(outers: readonly Outer[]): Promise<Outer[]> {
  const found: Outer[] = [];
  for (const outer of outers) {
    if (BUILT_IN.has(outer.name) || (await isOnPath(outer.name))) found.push(outer);
    else process.stdout.write(`  ${outer.name} is not installed; measured without it\n`);
  }
  return found;
}

export const ALL_OUTERS: readonly Outer[] = [raw, tmux, screen, dvtm, qtui];
/** Without what multiplexers do: how long a key takes at least. */
export const FLOORS: readonly Outer[] = [raw, relay];
/** The two that every target compares. */
export const RIVALS: readonly Outer[] = [tmux, qtui];
