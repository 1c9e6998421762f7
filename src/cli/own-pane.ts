import type { Application } from './compose.js';

/** Whether this process runs in a pane of the host that it would open the screen of. */
export function isInOwnPane({ env, paths }: Pick<Application, 'env' | 'paths'>): boolean {
  return Boolean(env['QTUI_SESSION_ID']) && env['QTUI_SOCKET'] === paths.socket;
}
