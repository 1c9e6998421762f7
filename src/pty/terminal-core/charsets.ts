/** What a character set shows in place of ASCII characters, by their codes; others stay. */
export type Charset = ReadonlyMap<number, number>;

export const NO_CHARSETS: readonly (Charset | undefined)[] = [];

function charset(from: string, to: string): Charset {
  const targets = [...to];
  return new Map([...from].map((character, at) => [code(character), code(targets[at] ?? '')]));
}

function code(character: string): number {
  return character.codePointAt(0) ?? 0;
}

const SCANDINAVIAN = '[\\]^`{|}~';
const NORDIC = '@[\\]^`{|}~';
const FINNISH = charset(SCANDINAVIAN, 'ÄÖÅÜéäöåü');
const NORWEGIAN = charset(NORDIC, 'ÄÆØÅÜäæøåü');
const SWEDISH = charset(NORDIC, 'ÉÄÖÅÜéäöåü');

/** The upper half of ISO 8859-1 by the ASCII characters in whose place it is invoked. */
export const LATIN_1: Charset = new Map(
  Array.from({ length: 95 }, (_, offset) => [0x20 + offset, 0xa0 + offset]),
);

/** Sets by the final that designates them; undefined is ASCII. VT510, "Character sets". */
export const CHARSETS: ReadonlyMap<string, Charset | undefined> = new Map([
  ['B', undefined],
  ['0', charset('`abcdefghijklmnopqrstuvwxyz{|}~', '◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·')],
  ['A', charset('#', '£')],
  ['4', charset('#@[\\]{|}~', '£¾i½|¨f¼´')],
  ['C', FINNISH],
  ['5', FINNISH],
  ['R', charset('#@[\\]{|}~', '£à°ç§éùè¨')],
  ['Q', charset('@[\\]^`{|}~', 'àâçêîôéùèû')],
  ['K', charset('@[\\]{|}~', '§ÄÖÜäöüß')],
  ['Y', charset('#@[\\]`{|}~', '£§°çéùàòèì')],
  ['E', NORWEGIAN],
  ['6', NORWEGIAN],
  ['Z', charset('#@[\\]{|}', '£§¡Ñ¿°ñç')],
  ['H', SWEDISH],
  ['7', SWEDISH],
  ['=', charset('#@[\\]^_`{|}~', 'ùàéçêîèôäöüû')],
]);

/** Sets that are designated and invoked (ECMA-35), for ASCII characters. */
export class Charsets {
  /** G0 to G3. */
  #designated: (Charset | undefined)[] = [];
  #level = 0;
  /** What characters are mapped with. */
  #current: Charset | undefined;
  #single: Charset | undefined;
  #isShiftedOnce = false;

  /** Nothing is mapped. */
  get isPlain(): boolean {
    return this.#current === undefined && !this.#isShiftedOnce;
  }

  /** What an ASCII character is shown as; takes a single shift. */
  map(character: number): number {
    let set = this.#current;
    if (this.#isShiftedOnce) {
      this.#isShiftedOnce = false;
      set = this.#single;
    }
    return set?.get(character) ?? character;
  }

  designate(level: number, set: Charset | undefined): void {
    this.#designated[level] = set;
    if (this.#level === level) this.#invoke();
  }

  shift(level: number): void {
    this.#level = level;
    this.#invoke();
  }

  /** SS2 and SS3: the next ASCII character is of G2 or G3. */
  shiftOnce(level: number): void {
    this.#single = this.#designated[level];
    this.#isShiftedOnce = true;
  }

  #invoke(): void {
    this.#current = this.#designated[this.#level];
    this.#isShiftedOnce = false;
  }

  get saved(): { charsets: readonly (Charset | undefined)[]; charsetLevel: number } {
    return { charsets: [...this.#designated], charsetLevel: this.#level };
  }

  restore(charsets: readonly (Charset | undefined)[], level: number): void {
    this.#designated = [...charsets];
    this.shift(level);
  }
}
