/**
 * Text that came from a program, a branch, a file or an agent, on one line and without control
 * characters and marks of direction, so that it can neither move the cursor nor break a table.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

/**
 * A program with its arguments as a person reads it, unambiguous: what is no plain word stands in
 * double quotes, with escapes for whatever could hide or move text. Not for a shell.
 */
export function commandWords(command: readonly string[]): string {
  return command
    .map((word) => (/^[\w@%+=:,./~^-]+$/.test(word) ? word : escaped(JSON.stringify(word))))
    .join(' ');
}

/** A command for a person to type: what means more than itself to a shell is quoted for it. */
export function shellCommand(...words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

/** Every character that shows as nothing, or as another one's place, by its number. */
function escaped(text: string): string {
  return text.replace(/[\p{C}\p{Z}]/gu, (character) =>
    character === ' ' ? ' ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** `1 file`, `2 files`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`;
}

const UNITS = ['KB', 'MB', 'GB', 'TB'];

/** The first three of the texts, and a sign that there are more: `a, b, c, …`. */
export function someOf(texts: readonly string[]): string {
  return texts.slice(0, 3).join(', ') + (texts.length > 3 ? ', …' : '');
}

/** A number of bytes for people: `512 bytes`, `64 KB`, `1.5 MB`; 1 KB is 1024 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  let amount = bytes / 1024;
  let unit = 0;
  for (; amount >= 1024 && unit < UNITS.length - 1; unit += 1) amount /= 1024;
  const rounded = amount < 10 ? amount.toFixed(1).replace(/\.0$/, '') : Math.round(amount);
  return `${rounded} ${UNITS[unit]}`;
}

/** How long ago, in words of at most two units' precision: `now`, `5m`, `3h`, `2d`. */
export function ago(iso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1000));
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return 'now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
