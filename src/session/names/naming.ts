import { printable } from '../../core/text.js';
import { ADJECTIVES, NOUNS, STOP_WORDS } from './words.js';

/** Longest branch name that is derived, in characters (all of them ASCII). */
export const MAX_NAME_LENGTH = 60;
const MAX_TITLE_LENGTH = 200;
const MAX_WORDS = 5;
const MIN_WORDS = 2;
/** A pasted log may be one line of megabytes. */
const MAX_LINE_LENGTH = 400;

/**
 * A text as one component of a branch name: lower-case ASCII, `[a-z0-9][a-z0-9._-]*`, at most 60
 * characters, valid for git-check-ref-format(1). Empty when nothing of the text can be used.
 */
export function slugify(text: string): string {
  return trimSlug(
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/['’]/g, '')
      .replace(/[^a-z0-9._]+/g, '-')
      .replace(/\.{2,}/g, '.')
      .replace(/-{2,}/g, '-'),
  );
}

/** A given name as a branch name; slashes part components, empty ones are dropped. */
export function slugifyPath(name: string): string {
  const components = name.split('/').map(slugify);
  return trimSlug(components.filter((component) => component !== '').join('/'));
}

/**
 * Two to five words of the message's first line that tell what it is about, as a slug. Empty for
 * a message without Latin letters or digits.
 */
export function slugFromMessage(message: string): string {
  const line = message.split('\n').find((text) => text.trim() !== '') ?? '';
  const words = line
    .slice(0, MAX_LINE_LENGTH)
    .replace(/\S+:\/\/\S*/g, ' ')
    .split(/[^\p{L}\p{M}\p{N}'’]+/u)
    .map(slugify)
    .filter((word) => word !== '');
  const meaningful = words.filter((word) => !STOP_WORDS.has(word));
  const chosen = meaningful.length >= MIN_WORDS ? meaningful : words;
  return trimSlug(chosen.slice(0, MAX_WORDS).join('-'));
}

/** A session's name as it is stored: one line without control or direction marks, at most
 * 200 characters. */
export function cleanName(name: string): string {
  const line = printable(name).replace(/\s+/g, ' ');
  return [...line].slice(0, MAX_TITLE_LENGTH).join('').trim();
}

/** Two random words, for a session that nothing is known of. `random` gives [0, 1). */
export function wordPair(random: () => number = Math.random): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? 'new';
  return `${pick(ADJECTIVES)}-${pick(NOUNS)}`;
}

/** The configured prefix with `{user}` replaced; without a user the placeholder is left out. */
export function expandPrefix(prefix: string, user: string | undefined): string {
  return prefix
    .replaceAll('{user}', slugify(user ?? ''))
    .replace(/\/{2,}/g, '/')
    .replace(/^\//, '');
}

/**
 * What to try in turn for a wanted branch name: itself, `-2` … `-9`, then a random ending, so
 * that it always ends.
 */
export function* nameCandidates(wanted: string, suffix: () => string): Generator<string> {
  yield wanted;
  for (let number = 2; number <= 9; number += 1) yield withEnding(wanted, String(number));
  for (let attempt = 0; attempt < 3; attempt += 1) yield withEnding(wanted, suffix());
}

function withEnding(name: string, ending: string): string {
  return `${trimSlug(name.slice(0, MAX_NAME_LENGTH - ending.length - 1))}-${ending}`;
}

/** Cut to length, and rid of what git or a file system refuses at the ends of a component. */
function trimSlug(text: string): string {
  let slug = text.slice(0, MAX_NAME_LENGTH);
  for (let before = ''; before !== slug; ) {
    before = slug;
    slug = slug.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '').replace(/\.lock(?=\/|$)/g, '');
  }
  return slug;
}
