import type { TerminalReply } from './decoder.js';
import type { KeyEvent } from './events.js';
import { OWN_KITTY_FLAGS } from './kitty-flags.js';

/**
 * What the outer terminal has told of its keyboard. It is asked for kitty's protocol first; every
 * terminal answers the device attributes that are asked behind it, so an answer to those alone
 * means that there is no kitty protocol. https://sw.kovidgoyal.net/kitty/keyboard-protocol/#detection-of-support-for-this-protocol
 */
export interface Negotiation {
  stage: 'asking' | 'kitty' | 'modify-other-keys';
  /** Proven that Ctrl-m arrives as something else than Enter. */
  distinguishesCtrlM: boolean;
  /** The terminal knows synchronized updates (mode 2026). */
  synchronizedUpdates: boolean;
}

export interface NegotiationStep {
  state: Negotiation;
  /** To be written to the terminal now; empty when nothing is. */
  write: string;
}

/** How long to wait for an answer before the terminal counts as one without, in milliseconds. */
export const NEGOTIATION_TIMEOUT = 1000;

const ASK_KITTY = '\x1b[?u';
const ASK_SYNCHRONIZED_UPDATES = '\x1b[?2026$p';
const ASK_DEVICE_ATTRIBUTES = '\x1b[c';
const PUSH_KITTY = `\x1b[>${OWN_KITTY_FLAGS}u`;
const SET_MODIFY_OTHER_KEYS = '\x1b[>4;2m';
const RESET_MODIFY_OTHER_KEYS = '\x1b[>4;0m';
const ASK_MODIFY_OTHER_KEYS = '\x1b[?4m';

/** Begins: the questions, the device attributes last. `askModes` off where DECRQM does harm. */
export function startNegotiation(askModes: boolean): NegotiationStep {
  return {
    state: { stage: 'asking', distinguishesCtrlM: false, synchronizedUpdates: false },
    write: `${ASK_KITTY}${askModes ? ASK_SYNCHRONIZED_UPDATES : ''}${ASK_DEVICE_ATTRIBUTES}`,
  };
}

function withoutKitty(state: Negotiation): NegotiationStep {
  if (state.stage !== 'asking') return { state, write: '' };
  return {
    state: { ...state, stage: 'modify-other-keys' },
    write: SET_MODIFY_OTHER_KEYS + ASK_MODIFY_OTHER_KEYS,
  };
}

function withKitty(state: Negotiation): NegotiationStep {
  if (state.stage === 'kitty') return { state, write: '' };
  // An answer later than the timeout is still an answer.
  const undo = state.stage === 'modify-other-keys' ? RESET_MODIFY_OTHER_KEYS : '';
  return {
    state: { ...state, stage: 'kitty', distinguishesCtrlM: true },
    write: undo + PUSH_KITTY,
  };
}

/** Takes an answer of the terminal. */
export function negotiateReply(state: Negotiation, reply: TerminalReply): NegotiationStep {
  switch (reply.reply) {
    case 'kitty-flags':
      return withKitty(state);
    case 'device-attributes':
      return withoutKitty(state);
    case 'modify-other-keys': {
      const isProof = state.stage === 'modify-other-keys' && reply.level === 2;
      return { state: isProof ? { ...state, distinguishesCtrlM: true } : state, write: '' };
    }
    case 'mode-report': {
      const isKnown = reply.mode === 2026 && (reply.state === 1 || reply.state === 2);
      return { state: isKnown ? { ...state, synchronizedUpdates: true } : state, write: '' };
    }
    default:
      return { state, write: '' };
  }
}

/** `NEGOTIATION_TIMEOUT` has passed since the start. */
export function negotiateTimeout(state: Negotiation): NegotiationStep {
  return withoutKitty(state);
}

/**
 * A key that arrived: an extended Ctrl with a letter proves what no answer did. Shift+Enter proves
 * nothing: tmux 3.3 and 3.4 send it extended and still fold Ctrl-m to CR.
 */
export function negotiateKey(state: Negotiation, event: KeyEvent): NegotiationStep {
  if (state.distinguishesCtrlM || event.protocol === 'legacy') return { state, write: '' };
  const onlyCtrl =
    event.ctrl && !event.alt && !event.shift && !event.super && event.otherModifiers === undefined;
  const isLetter = /^[a-z]$/.test(event.key) || /^[a-z]$/.test(event.baseLayoutKey ?? '');
  if (!onlyCtrl || !isLetter) return { state, write: '' };
  return { state: { ...state, distinguishesCtrlM: true }, write: '' };
}

/** Asks a kitty terminal for our flags and those that the focused pane's program set. */
export function kittyFlagsSequence(paneFlags: number): string {
  return `\x1b[=${OWN_KITTY_FLAGS | paneFlags};1u`;
}

/** Gives the keyboard back; in the alternate screen, whose stack of flags is its own. */
export function endNegotiationSequence(state: Negotiation): string {
  if (state.stage === 'kitty') return '\x1b[<u';
  return state.stage === 'modify-other-keys' ? RESET_MODIFY_OTHER_KEYS : '';
}
