import { QtuiError } from '../core/errors.js';

/** What is wrong with a skill, where an editor goes to: `FILE:LINE: words.` */
export function invalidSkill(
  file: string,
  line: number,
  words: string,
  { hint = `Correct ${file}, or remove it.` }: { hint?: string } = {},
): QtuiError {
  return new QtuiError('invalid-skill', `${file}:${line}: ${words}.`, {
    hint,
    data: { file, line },
  });
}
