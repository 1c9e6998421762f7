import { parse as parseToml } from 'smol-toml';

/** `key = value` of a TOML source, also one inside an inline table; offsets are of the source. */
export interface TomlPair {
  kind: 'pair';
  /** From the root of the document. */
  path: readonly string[];
  /** The table that it stands in: a header's, or that of an inline table. */
  table: readonly string[];
  /** It stands in an inline table, and so may share its line. */
  isInline: boolean;
  keyStart: number;
  valueStart: number;
  valueEnd: number;
  /** A comment stands between the parts of its value. */
  holdsComment: boolean;
}

/** `[table]` or `[[table]]`. */
export interface TomlHeader {
  kind: 'header';
  path: readonly string[];
  keyStart: number;
  /** Behind its last bracket. */
  end: number;
}

export type TomlItem = TomlPair | TomlHeader;

/**
 * Where the keys of a TOML document stand, in the order of the source. The document is expected to
 * be valid: of one that is not, what comes before the mistake is found, and maybe more.
 */
export function scanToml(source: string): TomlItem[] {
  return new Scanner(source).scan();
}

/** The 1-based line that an offset is on. */
export function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < offset; at = source.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}

const BARE_KEY = /[\w-]+/y;
const BLANK = /[ \t]*/y;
/** Spaces, line breaks and comments: what may stand between the parts of a list. */
const GAP = /(?:[ \t\r\n\ufeff]|#[^\n]*)*/y;
/** Strings of all four kinds; a long one may end in two quotes of its own. */
const STRING =
  /"""(?:[^\\]|\\[\s\S])*?"{3,5}(?!")|'''[\s\S]*?'{3,5}(?!')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
/** Numbers, true, false, and dates, which may hold a space. */
const PLAIN = /[^,\]}#\s]*(?: \d[^,\]}#\s]*)?/y;

class Scanner {
  readonly #source: string;
  readonly #items: TomlItem[] = [];
  #at = 0;
  #table: readonly string[] = [];
  #comments = 0;

  constructor(source: string) {
    this.#source = source;
  }

  scan(): TomlItem[] {
    for (;;) {
      this.#take(GAP);
      const start = this.#at;
      if (start >= this.#source.length) return this.#items;
      const isRead = this.#next === '[' ? this.#header() : this.#pair(this.#table, false);
      // Not TOML: what follows is read from the next line on.
      if (!isRead || this.#at === start) this.#take(/[^\n]*\n?/y);
    }
  }

  get #next(): string {
    return this.#source[this.#at] ?? '';
  }

  /** Moves behind what matches here; undefined where nothing does. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #skip(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at += 1;
    return true;
  }

  #header(): boolean {
    const keyStart = this.#at;
    this.#take(/\[\[?/y);
    const path = this.#key();
    if (path === undefined || this.#take(/\]\]?/y) === undefined) return false;
    this.#table = path;
    this.#items.push({ kind: 'header', path, keyStart, end: this.#at });
    return true;
  }

  #pair(table: readonly string[], isInline: boolean): boolean {
    const keyStart = this.#at;
    const key = this.#key();
    if (key === undefined || !this.#skip('=')) return false;
    this.#take(BLANK);
    const path = [...table, ...key];
    const valueStart = this.#at;
    const commentsBefore = this.#comments;
    const index = this.#items.length;
    this.#value(path);
    // Before what stands in its own inline table.
    this.#items.splice(index, 0, {
      ...{ kind: 'pair', path, table, isInline, keyStart, valueStart },
      valueEnd: this.#at,
      holdsComment: this.#comments > commentsBefore,
    });
    return true;
  }

  /** The parts of a dotted key; undefined where none begins here. */
  #key(): string[] | undefined {
    const parts: string[] = [];
    do {
      this.#take(BLANK);
      const bare = this.#take(BARE_KEY);
      const part = bare ?? unquote(this.#take(STRING));
      if (part === undefined) return undefined;
      parts.push(part);
      this.#take(BLANK);
    } while (this.#skip('.'));
    return parts;
  }

  #value(path: readonly string[]): void {
    if (this.#take(STRING) !== undefined) return;
    if (this.#skip('[')) this.#list(']', () => this.#value(path));
    else if (this.#skip('{')) this.#list('}', () => this.#pair(path, true));
    else this.#take(PLAIN);
  }

  /** What stands between brackets, separated by commas. */
  #list(end: string, part: () => void): void {
    for (;;) {
      if (this.#take(GAP)?.includes('#')) this.#comments += 1;
      if (this.#skip(end) || this.#at >= this.#source.length) return;
      const start = this.#at;
      part();
      if (this.#take(GAP)?.includes('#')) this.#comments += 1;
      this.#skip(',');
      if (this.#at === start) return;
    }
  }
}

function unquote(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  try {
    return Object.keys(parseToml(`${quoted} = 0`))[0];
  } catch {
    // What TOML does not take for a key names nothing.
    return undefined;
  }
}
