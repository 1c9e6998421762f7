import type { Appearance } from '../../core/ports/host.js';

/** What programs are told before any client has told how its terminal looks. */
const DARK: Appearance = {
  foreground: 0xd0d0d0,
  background: 0x101010,
  cursor: 0xd0d0d0,
  palette: [],
  scheme: 'dark',
};

/** How the terminal of the client used last looks; every pane's program is told this. */
export interface AppearanceStore {
  current: Appearance;
}

/** Dark until a client tells otherwise. */
export function createAppearanceStore(): AppearanceStore {
  return { current: DARK };
}
