import { hostname } from 'node:os';
import type { EmulatorContext } from './context.js';
import { onOsc } from './payload.js';

/** Longest path of the system, and its characters may all be percent-encoded. */
const MAX_PATH = 4_096;
const MAX_URI = 3 * MAX_PATH + 300;

/** Control characters, which no path that anybody shows has. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;

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
  if (!match || !isThisMachine(match[1] ?? '')) return undefined;
  const path = match[2] ?? '';
  return localPath(uri.startsWith('file:') ? percentDecoded(path) : path);
}

function isThisMachine(host: string): boolean {
  const name = host.toLowerCase();
  const own = hostname().toLowerCase();
  return ['', 'localhost', own, own.replace(/\..*$/, '')].includes(name);
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
  const isUsable = path.startsWith('/') && path.length <= MAX_PATH && !CONTROLS.test(path);
  return isUsable ? path : undefined;
}
