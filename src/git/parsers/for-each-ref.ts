import { UnexpectedOutput } from './fields.js';

/** `--format` that `parseRefRows` reads back; `atoms` without their `%()`. */
export function refFormat(atoms: readonly string[]): string {
  return `--format=${atoms.map((atom) => `%(${atom})%00`).join('')}`;
}

/** Rows of `git for-each-ref` with `refFormat`; a field may hold any byte but NUL. */
export function parseRefRows(output: string | Buffer, width: number): string[][] {
  const text = typeof output === 'string' ? output : output.toString('utf8');
  const fields = text.split('\0');
  // git ends a row with a line feed after our NUL.
  const last = fields.pop();
  if ((last !== '' && last !== '\n') || fields.length % width !== 0) {
    throw new UnexpectedOutput('for-each-ref', last);
  }
  const rows: string[][] = [];
  for (let i = 0; i < fields.length; i += width) {
    const [first = '', ...others] = fields.slice(i, i + width);
    rows.push([i === 0 ? first : first.replace(/^\n/, ''), ...others]);
  }
  return rows;
}
