import * as z from 'zod/mini';
import { MERGE_STRATEGIES } from '../core/merge.js';
import { isTreeDirectory } from '../core/repository.js';
import { parseTrailer } from '../core/trailers.js';

/** One key press in words: modifiers, then a character or a key's name. */
const KEY_NAME =
  /^(?:(?:ctrl|alt|shift|super)-)*(?:[!-~]|space|tab|enter|escape|backspace|insert|delete|home|end|pageup|pagedown|up|down|left|right|f[1-9]|f[12]\d|f3[0-5])$/;
/** A binding that would swallow what people type must not be possible. */
const TYPES_SOMETHING =
  /^(?:shift-)?(?:[!-~]|space|tab|enter|escape|backspace|up|down|left|right)$|^ctrl-[ij]$/;

const text = () => z.string('must be text in quotes');
const flag = () => z.boolean('must be true or false');
const list = () => z.array(text(), 'must be a list of texts');
/** A program with its arguments, which no shell reads; empty for none. */
const command = () =>
  z.array(text(), 'must be a list: the program, then its arguments').check(
    z.refine(([program]) => program !== '', 'must name a program first'),
    z.refine((words) => words.every((word) => !word.includes('\0')), 'must not contain NUL'),
  );
const directories = () =>
  z.array(
    text().check(z.refine(isTreeDirectory, 'must be a directory inside the repository: "src/web"')),
    'must be a list of directories',
  );
const amount = (least: number, most: number, unit: string) =>
  z
    .int('must be a whole number')
    .check(
      z.gte(least, `must be ${least} or more`),
      z.lte(most, `must be at most ${most} ${unit}`),
    );
const port = () => amount(1024, 65_535, 'as a port');
const portRange = () =>
  z
    .tuple([port(), port()], 'must be two ports: the first and the last')
    .check(z.refine(([first, last]) => first <= last, 'must begin with the lower port'));
const key = () =>
  text().check(
    z.refine((name) => KEY_NAME.test(name), 'is no key; write it as "ctrl-b", "alt-n" or "f5"'),
    z.refine(
      (name) => !TYPES_SOMETHING.test(name),
      'would take away a key that programs need; use one with ctrl or alt, or a function key',
    ),
  );
const choice = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be one of ${values.map((value) => `"${value}"`).join(', ')}`);
const patterns = () =>
  z.optional(
    z.array(
      text().check(z.refine(isPattern, 'is no valid regular expression')),
      'must be a list of regular expressions',
    ),
  );

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'imu');
    return true;
  } catch {
    return false;
  }
}

const table = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject(shape);
const markers = z.optional(table({ title: patterns(), screen: patterns() }));

const manifest = table({
  label: z.optional(text()),
  programs: z
    .array(text().check(z.minLength(1, 'must not be empty')), 'must be a list of program names')
    .check(z.minLength(1, 'must name at least one program')),
  args: z.optional(list()),
  prompt: z.optional(choice(['argument', 'typed', 'none'])),
  'prompt-args': z.optional(list()),
  newline: z.optional(text()),
  frozen: patterns(),
  markers: z.optional(table({ starting: markers, busy: markers, waiting: markers, idle: markers })),
});

const branches = table({ prefix: z.optional(text()), protected: z.optional(list()) });
const removal = table({ important: z.optional(list()), ordinary: z.optional(list()) });
/** A repository may have more asked about, never less. */
const projectRemoval = table({
  important: z.optional(
    z.array(
      text().check(
        z.refine((pattern) => !pattern.startsWith('!'), 'must not begin with "!" in a project'),
      ),
      'must be a list of texts',
    ),
  ),
});
const merge = table({
  strategy: z.optional(choice(MERGE_STRATEGIES)),
  target: z.optional(text()),
  check: z.optional(command()),
  trailers: z.optional(
    z.array(
      text().check(
        z.refine((line) => parseTrailer(line) !== undefined, 'is no trailer; write "Key: value"'),
      ),
      'must be a list of texts',
    ),
  ),
  'check-minutes': z.optional(amount(1, 1440, 'minutes')),
});

/** What new worktrees get, as the user or the project says. */
const shared = {
  copy: z.optional(list()),
  link: z.optional(list()),
  sparse: z.optional(directories()),
  submodules: z.optional(flag()),
};

/** The user's file. */
export const USER_SCHEMA = table({
  keys: z.optional(
    table({
      leader: z.optional(key()),
      'new-session': z.optional(key()),
      merge: z.optional(key()),
    }),
  ),
  agents: z.optional(
    table({
      default: z.optional(text()),
      manifests: z.optional(z.record(z.string(), manifest, 'must be a table of agents')),
      newlines: z.optional(z.record(z.string(), text(), 'must be a table of texts')),
    }),
  ),
  worktrees: z.optional(
    table({
      path: z.optional(
        text().check(
          z.refine(
            (path) => path.includes('{name}'),
            'must contain {name}, or sessions would share a directory',
          ),
        ),
      ),
      ...shared,
      setup: z.optional(command()),
      fetch: z.optional(flag()),
    }),
  ),
  workspaces: z.optional(table({ depth: z.optional(amount(0, 3, 'levels')) })),
  sessions: z.optional(
    table({
      ports: z.optional(portRange()),
      'port-count': z.optional(amount(0, 1000, 'ports')),
    }),
  ),
  branches: z.optional(branches),
  merge: z.optional(merge),
  removal: z.optional(removal),
  backups: z.optional(
    table({
      'keep-days': z.optional(amount(1, 3650, 'days')),
      'keep-count': z.optional(amount(1, 10_000, 'backups')),
    }),
  ),
  terminal: z.optional(
    table({
      scrollback: z.optional(amount(0, 1_000_000, 'lines')),
      'save-scrollback': z.optional(flag()),
      color: z.optional(choice(['auto', 'truecolor', '256', '16', 'none'])),
      unicode: z.optional(z.union([z.literal('auto'), flag()], 'must be true, false or "auto"')),
      mouse: z.optional(flag()),
      'paste-newlines': z.optional(choice(['ask', 'allow'])),
      'copy-on-select': z.optional(flag()),
      'open-command': z.optional(list()),
      bell: z.optional(choice(['mark', 'forward'])),
      notifications: z.optional(choice(['off', 'show', 'forward'])),
      'clipboard-read': z.optional(choice(['ask', 'deny'])),
      'copy-command': z.optional(list()),
      'paste-command': z.optional(list()),
    }),
  ),
});

/**
 * The project's file. It comes with the repository, so it says nothing that places files or
 * changes the person's keys and screen; its commands run only when the person trusts the file.
 */
export const PROJECT_SCHEMA = table({
  worktrees: z.optional(table({ ...shared, setup: z.optional(command()) })),
  branches: z.optional(branches),
  merge: z.optional(merge),
  removal: z.optional(projectRemoval),
});

export type UserSettings = z.infer<typeof USER_SCHEMA>;
export type ProjectSettings = z.infer<typeof PROJECT_SCHEMA>;
export type ManifestSettings = z.infer<typeof manifest>;
