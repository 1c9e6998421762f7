/** Lines at the end of a commit message: https://git-scm.com/docs/git-interpret-trailers */

/** The key of the trailer that names a further author. */
const CO_AUTHOR = 'Co-authored-by';

/** `Key: value` on one line, or undefined for what git would not take for a trailer. */
export function parseTrailer(text: string): { key: string; value: string } | undefined {
  const [, key = '', value = ''] = /^([a-z0-9][a-z0-9-]*)[ \t]*:(.*)$/iu.exec(text.trim()) ?? [];
  if (key === '' || value.trim() === '' || /\p{Cc}/u.test(value)) return undefined;
  return { key, value: value.trim() };
}

/** The trailer for a further author, `Name <mail>`; undefined for what is none. */
export function coAuthorTrailer(author: string): string | undefined {
  const [, name = '', mail = ''] = /^([^<>]*)<([^<>\s]+)>$/u.exec(author.trim()) ?? [];
  if (name.trim() === '' || /\p{Cc}/u.test(name)) return undefined;
  return `${CO_AUTHOR}: ${name.trim()} <${mail}>`;
}

/**
 * The trailers without those that say what one before them says: of a further author the mail
 * counts, of all others key and value.
 */
export function uniqueTrailers(trailers: readonly string[]): string[] {
  const seen = new Set<string>();
  return trailers.filter((trailer) => {
    const identity = identityOf(trailer);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

function identityOf(text: string): string {
  const { key, value } = parseTrailer(text) ?? { key: '', value: text };
  const name = key.toLowerCase();
  if (name !== CO_AUTHOR.toLowerCase()) return `${name}: ${value}`;
  return `${name}: ${(/<([^<>]*)>\s*$/.exec(value)?.[1] ?? value).toLowerCase()}`;
}
