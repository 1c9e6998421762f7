/** Asks before a paste whose line breaks would act as Enter. */
import { span } from '../views/line.js';
import type { DialogStack } from './dialog-stack.js';
import { ask } from './simple.js';
import { blankLine, paragraph, TextBlock } from './widget.js';

/** Lines of the paste that are shown. */
const SHOWN_LINES = 6;
/** Bytes that are looked at for them. */
const SHOWN_BYTES = 4096;

export type PasteAnswer = 'paste' | 'one-line';

export interface PasteFacts {
  /** Whose input it is. */
  title: string;
  /** Beginning of the paste, or all of it. */
  beginning: Uint8Array;
  lines: number;
}

/** Undefined when the person does not want it pasted, which is what Enter chooses. */
export async function askPaste(
  dialogs: DialogStack,
  { title, beginning, lines }: PasteFacts,
): Promise<PasteAnswer | undefined> {
  const shown = firstLines(beginning);
  const more = lines - shown.length;
  const answer = await ask<PasteAnswer | 'cancel'>(dialogs, {
    title: lines === 1 ? 'Paste a line with its Enter?' : `Paste ${lines} lines?`,
    body: [
      paragraph(
        `The program in ${title} cannot tell a paste from typing: each line break acts as Enter.`,
      ),
      blankLine(),
      new TextBlock(() => shown.map((line) => [span(line, 'accent')])),
      ...(more > 0 ? [paragraph(`… and ${more} more`, 'muted')] : []),
    ],
    selected: 'cancel',
    options: [
      { value: 'cancel', label: 'Cancel', note: 'Nothing is pasted.' },
      { value: 'paste', label: 'Paste', note: 'Each line is entered as if it were typed.' },
      {
        value: 'one-line',
        label: 'Paste as one line',
        note: 'Blanks take the place of the line breaks; nothing is entered.',
      },
    ],
  });
  return answer === 'cancel' ? undefined : answer;
}

/** As harmless text: what is pasted may hold anything. */
function firstLines(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes.subarray(0, SHOWN_BYTES));
  return text
    .replace(/[\r\n]+$/, '')
    .split(/\r\n|\r|\n/)
    .slice(0, SHOWN_LINES)
    .map((line) => line.replace(/\p{Cc}/gu, ' '));
}
