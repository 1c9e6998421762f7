/*
 * Saved output is a file that anything may have been written into: of the sequences in it only
 * those that say how text looks, to the end of the row, and where it leads reach a terminal.
 */

/** SGR and `CSI K`; OSC 8; any other sequence, whole or cut off; any other control character but newline. */
const SEQUENCE =
  /(\u001b\[(?:[\d;:]*m|K))|(\u001b\]8;[^;\u0000-\u001f\u007f-\u009f]*;[^\u0000-\u001f\u007f-\u009f]*\u001b\\)|\u001b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[ -/]*[0-~]?)|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/** Text with its SGR, `CSI K` and OSC 8 sequences, and nothing else a terminal would act on. */
export function styledTextOnly(text: string): string {
  return text.replace(SEQUENCE, (_all, rendition?: string, link?: string) => {
    return rendition ?? link ?? '';
  });
}

/** Text alone, without any sequence or control character but newlines. */
export function plainTextOnly(text: string): string {
  return text.replace(SEQUENCE, '');
}

/** The last `count` lines, each with its newline. */
export function lastLines(text: string, count: number): string {
  let start = text.length;
  for (let line = 0; line <= count && start > 0; line++) start = text.lastIndexOf('\n', start - 1);
  return start <= 0 ? text : text.slice(start + 1);
}

/** A line of qtui's own between those of programs, dim. */
export function noteLine(words: string): string {
  return `\u001b[2m── ${words} ──\u001b[0m`;
}

/** Local date and time to the minute, `2026-11-20 14:03`. */
export function minuteOf(time: Date): string {
  const two = (value: number) => `${value}`.padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
