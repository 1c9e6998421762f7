import { hostname } from 'node:os';
import { isOwnHost } from '../../core/host-name.js';
import type { EmulatorContext } from './context.js';
import { onOsc } from './payload.js';

/** Longest path of the system, and its characters may all be percent-encoded. */
const MAX_PATH = 4_096;
const MAX_URI = 3 * MAX_PATH + 300;

/** Where the program is: OSC 7 (a URI), and iTerm2's OSC 1337 (a path). */
export function registerWorkingDirectory({ core, listener }: EmulatorContext): void {
  const tell = (path: string | undefined) => {
    if (path !== undefined) listener.workingDirectory(path);
  };
  onOsc(core, 7, MAX_URI, (data) => tell(pathOfUri(data)));
  onOsc(core, 1337, MAX_PATH + 100, (data) => {
    const path = /^CurrentDir=(.*)$/.exec(data)?.[1];
    if (path !== undefined) tell(localPath(path));
  });
}

/** A path that may stand in double quotes, as in ConEmu's OSC 9;9. */
export function quotedPath(text: string): string | undefined {
  return localPath(text.replace(/^"(.*)"$/, '$1'));
}

/** `file://host/path` of this machine; a path of another one would mislead. */
function pathOfUri(uri: string): string | undefined {
  const match = /^(?:file|kitty-shell-cwd):\/\/([^/]*)(\/.*)$/.exec(uri);
  if (!match || !isOwnHost(match[1] ?? '', hostname())) return undefined;
  const path = match[2] ?? '';
  return localPath(uri.startsWith('file:') ? percentDecoded(path) : path);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8, or a lone percent sign: no path then.
    return '';
  }
}

function localPath(path: string): string | undefined {
  // No path that anybody shows has control characters.
  const isUsable = path.startsWith('/') && path.length <= MAX_PATH && !/\p{Cc}/u.test(path);
  return isUsable ? path : undefined;
}
