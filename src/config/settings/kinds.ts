import * as z from 'zod/mini';
import { isTreeDirectory } from '../../core/repository.js';
import { parseTrailer } from '../../core/trailers.js';

/** One key press in words: modifiers, then a character or a key's name. */
const KEY_NAME =
  /^(?:(?:ctrl|alt|shift|super)-)*(?:[!-~]|space|tab|enter|escape|backspace|insert|delete|home|end|pageup|pagedown|up|down|left|right|f[1-9]|f[12]\d|f3[0-5])$/;
/** A binding that would swallow what people type must not be possible. */
const TYPES_SOMETHING =
  /^(?:shift-)?(?:[!-~]|space|tab|enter|escape|backspace|up|down|left|right)$|^ctrl-[ij]$/;

export const text = () => z.string('must be text in quotes');

export const flag = () => z.boolean('must be true or false');

export const list = () => z.array(text(), 'must be a list of texts');

/** A program with its arguments, which no shell reads; empty for none. */
export const command = () =>
  z.array(text(), 'must be a list: the program, then its arguments').check(
    z.refine(([program]) => program !== '', 'must name a program first'),
    z.refine((words) => words.every((word) => !word.includes('\0')), 'must not contain NUL'),
  );

export const programs = () =>
  z
    .array(text().check(z.minLength(1, 'must not be empty')), 'must be a list of program names')
    .check(z.minLength(1, 'must name at least one program'));

export const directories = () =>
  z.array(
    text().check(z.refine(isTreeDirectory, 'must be a directory inside the repository: "src/web"')),
    'must be a list of directories',
  );

export const trailers = () =>
  z.array(
    text().check(
      z.refine((line) => parseTrailer(line) !== undefined, 'is no trailer; write "Key: value"'),
    ),
    'must be a list of texts',
  );

/** Patterns of which none takes back what another says. */
export const additions = () =>
  z.array(
    text().check(
      z.refine((pattern) => !pattern.startsWith('!'), 'must not begin with "!" in a project'),
    ),
    'must be a list of texts',
  );

export const amount = (least: number, most: number, unit: string) =>
  z
    .int('must be a whole number')
    .check(
      z.gte(least, `must be ${least} or more`),
      z.lte(most, `must be at most ${most} ${unit}`),
    );

export const price = () => z.number('must be a number').check(z.gte(0, 'must be 0 or more'));

const port = () => amount(1024, 65_535, 'as a port');

export const portRange = () =>
  z
    .tuple([port(), port()], 'must be two ports: the first and the last')
    .check(z.refine(([first, last]) => first <= last, 'must begin with the lower port'));

export const key = () =>
  text().check(
    z.refine((name) => KEY_NAME.test(name), 'is no key; write it as "ctrl-b", "alt-n" or "f5"'),
    z.refine(
      (name) => !TYPES_SOMETHING.test(name),
      'would take away a key that programs need; use one with ctrl or alt, or a function key',
    ),
  );

export const choice = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be one of ${values.map((value) => `"${value}"`).join(', ')}`);

export const flagOrAuto = () =>
  z.union([z.literal('auto'), flag()], 'must be true, false or "auto"');

export const worktreePattern = () =>
  text().check(
    z.refine(
      (path) => path.includes('{name}'),
      'must contain {name}, or sessions would share a directory',
    ),
  );

export const webAddress = () =>
  text().check(z.refine(isWebAddress, 'must be an address: "http://localhost:11434/v1"'));

/** Whoever writes a key here must not be shown it. */
export const variable = () =>
  text().check(
    z.refine(
      (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
      'must be the name of a variable, not the key itself',
    ),
  );

export const patterns = () =>
  z.array(
    text().check(z.refine(isPattern, 'is no valid regular expression')),
    'must be a list of regular expressions',
  );

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'imu');
    return true;
  } catch {
    // RegExp throws for nothing else.
    return false;
  }
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
