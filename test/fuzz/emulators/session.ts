import type { Appearance } from '../../../src/core/ports/host.js';
import { Choices } from '../../support/streams/stream.js';
import { Output } from './output.js';

/** What can happen to an emulator from outside. */
export type Step =
  | { readonly kind: 'parse'; readonly bytes: Buffer }
  | { readonly kind: 'resize'; readonly cols: number; readonly rows: number }
  | { readonly kind: 'releaseHold' }
  | { readonly kind: 'answerClipboard'; readonly text: string | undefined }
  | { readonly kind: 'setAppearance'; readonly scheme: Appearance['scheme'] };

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** An emulator's life: how it is made, and what happens to it. */
export interface Session extends Size {
  readonly scrollback: number;
  readonly steps: readonly Step[];
}

/** Bytes of a session, about. */
const SESSION_BYTES = 24_000;

const SCROLLBACKS = [1, 2, 7, 40, 200, 1_000];

/** The smallest sizes are those at which the most edges meet. */
function anySize(choices: Choices): Size {
  const kind = choices.below(20);
  if (kind < 8) return { cols: choices.between(2, 14), rows: choices.between(1, 6) };
  if (kind < 17) return { cols: choices.between(10, 50), rows: choices.between(2, 16) };
  if (kind < 19) return { cols: choices.between(60, 120), rows: choices.between(10, 36) };
  return { cols: choices.between(2, 300), rows: choices.between(1, 100) };
}

/** The same for the same numbers. */
export function sessionOf(seed: number, size = SESSION_BYTES): Session {
  const choices = new Choices(seed);
  const output = new Output(choices);
  // Small pieces show a difference where it comes to be, large ones get through more of them.
  const most = choices.pick([12, 40, 150, 150, 600, 4_000]);
  const resizes = choices.pick([0, 0.02, 0.1]);
  const steps: Step[] = [];
  for (let length = 0; length < size; ) {
    const bytes = output.bytes(choices.between(1, most));
    length += bytes.length;
    // Characters and sequences are cut wherever it comes to pass.
    const cut = choices.chance(0.3) ? choices.below(bytes.length + 1) : bytes.length;
    steps.push({ kind: 'parse', bytes: bytes.subarray(0, cut) });
    if (cut < bytes.length) steps.push({ kind: 'parse', bytes: bytes.subarray(cut) });
    if (choices.chance(resizes)) steps.push({ kind: 'resize', ...anySize(choices) });
    if (choices.chance(0.02)) steps.push(otherStep(choices));
  }
  return { ...anySize(choices), scrollback: choices.pick(SCROLLBACKS), steps };
}

function otherStep(choices: Choices): Step {
  return choices.pick<Step>([
    { kind: 'releaseHold' },
    { kind: 'answerClipboard', text: choices.pick(['pasted ä', '', undefined]) },
    { kind: 'setAppearance', scheme: choices.pick(['dark', 'light']) },
  ]);
}

export function bytesOf({ steps }: Session): number {
  return steps.reduce((sum, step) => sum + (step.kind === 'parse' ? step.bytes.length : 0), 0);
}

/** As TypeScript to be pasted into a test. */
export function sessionText({ cols, rows, scrollback, steps }: Session): string {
  return [
    `{ cols: ${cols}, rows: ${rows}, scrollback: ${scrollback} }`,
    ...steps.map(stepText),
  ].join('\n');
}

export function stepText(step: Step): string {
  switch (step.kind) {
    case 'parse':
      return `parse(${bytesText(step.bytes)})`;
    case 'resize':
      return `resize(${step.cols}, ${step.rows})`;
    case 'releaseHold':
      return 'releaseHold()';
    case 'answerClipboard':
      return `answerClipboard(${step.text === undefined ? 'undefined' : textLiteral(step.text)})`;
    case 'setAppearance':
      return `setAppearance('${step.scheme}')`;
  }
}

function bytesText(bytes: Buffer): string {
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return textLiteral(text);
  const latin1 = [...bytes.toString('latin1')].map((unit) => escaped(unit, 0x7f)).join('');
  return `Buffer.from('${latin1}', 'latin1')`;
}

function textLiteral(text: string): string {
  return `'${[...text].map((character) => escaped(character, 0xffff)).join('')}'`;
}

/** Characters that cannot be seen, or not be told apart, by their numbers. */
function escaped(character: string, last: number): string {
  const code = character.codePointAt(0) ?? 0;
  const named: Record<string, string> = { '\r': '\\r', '\n': '\\n', '\t': '\\t', '\b': '\\b' };
  if (named[character]) return named[character];
  if (character === "'" || character === '\\') return `\\${character}`;
  if (code >= 0x20 && code < 0x7f) return character;
  if (code < 0x100 && (code <= 0xff || code > last))
    return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
