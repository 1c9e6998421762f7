/** The end that a line gets which has none of its own. */
export type LineEnd = '\n' | '\r\n';

/** The lines of a text, each with its end; only the last one may have none. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A line without its end. */
export function withoutEnd(line: string): string {
  return line.replace(/\r?\n$/, '');
}

/** Whether the line has no end, as the last one of a file may. */
export function isOpen(line: string | undefined): boolean {
  return line !== undefined && !line.endsWith('\n');
}

/** The end that most of the lines have; undefined where as many have the other, or none has any. */
export function usualEnd(lines: readonly string[]): LineEnd | undefined {
  const crlf = lines.filter((line) => line.endsWith('\r\n')).length;
  const lf = lines.filter((line) => line.endsWith('\n')).length - crlf;
  if (crlf === lf) return undefined;
  return crlf > lf ? '\r\n' : '\n';
}

/** The lines one after the other; one that has no end gets `end`, unless it is the last. */
export function joined(lines: readonly string[], end: LineEnd): string {
  return lines
    .map((line, index) => (isOpen(line) && index < lines.length - 1 ? line + end : line))
    .join('');
}
