import type { NameSuggestion } from '../../core/ports/naming.js';
import type { SessionType } from '../../core/session.js';
import { slugify } from './naming.js';

const MIN_WORDS = 2;
const MAX_WORDS = 4;
/** A longer answer is no name; a model may have lost itself. */
const LONGEST_ANSWER = 200;

/**
 * What a model's answer says: two to four words, or that the message tells nothing (GENERIC);
 * undefined for anything else. What it says before the last slash is not its to choose.
 */
export function readSuggestion(answer: string): NameSuggestion | undefined {
  const line = answer.trim();
  // Part of a control sequence would look like a word.
  if (line.length > LONGEST_ANSWER || /[^\P{Cc}\n\t]/u.test(line)) return undefined;
  const last =
    line
      .replace(/^["'`\s]+|["'`\s]+$/g, '')
      .split('/')
      .at(-1) ?? '';
  if (/^generic$/i.test(last.trim())) return { kind: 'generic' };
  const words = slugify(last)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
  return words.length < MIN_WORDS ? undefined : { kind: 'words', words: words.join('-') };
}

/** The branch of suggested words: below the prefix of the settings, else below the type. */
export function suggestedBranch(words: string, type: SessionType, prefix: string): string {
  return `${prefix || `${type}/`}${words}`;
}
