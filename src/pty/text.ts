import { printable } from '../core/text.js';

/** Longest title kept, UTF-16 units. */
const MAX_TITLE = 256;

/** Longest message kept, UTF-16 units. */
const MAX_TEXT = 1_024;

/** A name or title that came from outside, as harmless text of one line. */
export function cleanTitle(text: string): string {
  return printable(text).slice(0, MAX_TITLE);
}

/** A message that came from outside, as harmless text of one line. */
export function cleanText(text: string): string {
  return printable(text).slice(0, MAX_TEXT);
}

/**
 * Agents take a line and its Enter that arrive in one read for a paste and do not submit it, so
 * Enter follows after a pause. Milliseconds.
 */
export const ENTER_DELAY = 150;

/** A text that is to be submitted: several lines are pasted, one is typed as it is. */
export function submittedText(text: string, bracketed: boolean): string {
  return /[\r\n]/.test(text.trimEnd()) ? pasteOf(text, bracketed) : text.replace(/[\r\n]+$/, '');
}

/**
 * A prompt as bytes typed at once. Inside a bracketed paste only the end mark is dangerous; a
 * program without it would take each newline for Enter, so they become spaces.
 */
export function pasteOf(prompt: string, bracketed: boolean): string {
  const text = prompt.replace(/\r\n?/g, '\n').trimEnd();
  const harmless = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
  if (bracketed) return `\u001b[200~${harmless.replaceAll('\n', '\r')}\u001b[201~`;
  return harmless.replace(/\s*\n\s*/g, ' ');
}
