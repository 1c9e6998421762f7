/** What a query means as a regular expression. */
import type { SearchQuery } from './state.js';

const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/** Small letters mean both cases; a capital one means what it says. Escapes (`\S`) are no letters. */
function ignoresCase({ pattern, isRegex }: SearchQuery): boolean {
  const letters = isRegex ? pattern.replace(/\\(?:[pP]\{[^}]*\}|.)/gs, '') : pattern;
  return !/\p{Lu}/u.test(letters);
}

/** Throws `SyntaxError` where a regular expression is none. */
export function toRegExp(query: SearchQuery): RegExp {
  const { pattern, isRegex } = query;
  const flags = ignoresCase(query) ? 'gi' : 'g';
  if (!isRegex) return new RegExp(pattern.replace(SPECIAL, '\\$&'), `${flags}u`);
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    // Without Unicode mode more is allowed, such as `\-` and a lone `{`.
    return new RegExp(pattern, flags);
  }
}

/** Why the query is no pattern, in words; undefined when it is one. */
export function patternProblem(query: SearchQuery): string | undefined {
  try {
    toRegExp(query);
    return undefined;
  } catch (thrown) {
    const words = thrown instanceof Error ? thrown.message : String(thrown);
    return words.replace(/^Invalid regular expression: (?:.*\/[a-z]*: )?/s, '');
  }
}
