import type { ColorDepth } from '../../core/config.js';

type Env = Readonly<Record<string, string | undefined>>;

const COLORLESS_TERMS = /^(?:|dumb|unknown|vt\d+.*)$/;

/**
 * Colours of the terminal by its environment, or as many as it is known to take; a setting other than
 * `auto` overrules NO_COLOR too. https://no-color.org
 */
export function detectColorDepth(
  env: Env,
  setting: ColorDepth | 'auto',
  known?: '256' | 'truecolor',
): ColorDepth {
  if (setting !== 'auto') return setting;
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return 'none';
  const term = env['TERM'] ?? '';
  if (COLORLESS_TERMS.test(term)) return 'none';
  const isDirect = /^(?:truecolor|24bit)$/i.test(env['COLORTERM'] ?? '') || /-direct$/.test(term);
  if (isDirect || known === 'truecolor') return 'truecolor';
  return known ?? (term.includes('256color') ? '256' : '16');
}

/** Whether the locale's characters are UTF-8, by the first variable that is set. */
export function detectUnicode(env: Env, setting: boolean | 'auto'): boolean {
  if (setting !== 'auto') return setting;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale);
}

/** What the terminal is not to be asked or sent, by its environment. */
export interface TerminalQuirks {
  /** Terminal.app prints the last letter of a DECRQM. */
  printsModeQuery: boolean;
  /** A console without a window, which may print the text of an OSC or DCS. */
  takesNoStrings: boolean;
}

const STRINGLESS_TERMS = /^(?:linux|dumb|unknown|vt\d+.*|cons\d+.*|eterm.*|)$/;

/** By `TERM` and `TERM_PROGRAM`: what does harm has to be known before anything is asked. */
export function detectQuirks(env: Env): TerminalQuirks {
  return {
    printsModeQuery: env['TERM_PROGRAM'] === 'Apple_Terminal',
    takesNoStrings: STRINGLESS_TERMS.test(env['TERM'] ?? ''),
  };
}
