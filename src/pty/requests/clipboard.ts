import type { EmulatorContext } from './context.js';
import { onOsc } from './payload.js';

/** Longest text a program may put on the clipboard, UTF-16 units of base64. */
const MAX_CLIPBOARD = 4 * 1024 * 1024;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Clipboard, primary, secondary, selection, and xterm's cut buffers, which nobody else has. */
const SELECTIONS = /^[cpqs0-7]*$/;
const ONLY_CUT_BUFFERS = /^[0-7]+$/;

/**
 * OSC 52: `selections ; base64` copies, `selections ; ?` asks. Anything else clears, as in xterm.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Operating-System-Commands
 */
export function registerClipboard({ core, listener, answers }: EmulatorContext): void {
  let isAsked = false;

  const ask = (selection: string, terminator: string) => {
    const answer = (text = '') => {
      const base64 = Buffer.from(text).toString('base64');
      answers.send(`\u001b]52;${selection};${base64}${terminator}`);
    };
    if (isAsked) {
      answer();
      return;
    }
    isAsked = true;
    listener.clipboardRead((text) => {
      isAsked = false;
      answer(text);
    });
  };

  onOsc(core, 52, MAX_CLIPBOARD, (data) => {
    const [selections = '', payload] = splitOnce(data);
    if (payload === undefined || !SELECTIONS.test(selections)) return;
    if (payload === '?') {
      answers.afterOsc((terminator) => ask(selections.slice(0, 1), terminator));
    } else if (!ONLY_CUT_BUFFERS.test(selections)) {
      listener.clipboard(decode(payload));
    }
  });
}

function splitOnce(data: string): [string, string?] {
  const at = data.indexOf(';');
  return at < 0 ? [data] : [data.slice(0, at), data.slice(at + 1)];
}

function decode(payload: string): string {
  return BASE64.test(payload) ? Buffer.from(payload, 'base64').toString('utf8') : '';
}
