import { pathText } from '../path-text.js';

/**
 * The fields of `-z` output: every one is ended by NUL, the last one may lack it. Bytes that are
 * no UTF-8 come as `pathText` has them.
 */
export function splitNul(output: string | Buffer): string[] {
  const text = typeof output === 'string' ? output : pathText(output);
  const fields = text.split('\0');
  if (fields.at(-1) === '') fields.pop();
  return fields;
}

/** `git` printed something that its manual does not describe. */
export class UnexpectedOutput extends Error {
  override readonly name = 'UnexpectedOutput';

  constructor(command: string, field: string | undefined) {
    super(`unexpected output of git ${command}: ${JSON.stringify(field ?? 'end of output')}`);
  }
}
