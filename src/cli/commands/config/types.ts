import { EXIT } from '../../../core/errors.js';
import { SESSION_TYPES, type SessionType } from '../../../core/session.js';
import { commandWords, count, printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import type { Output } from '../../output.js';
import { type Entry, entriesAt, entryJson, originWords, valueWords } from './entry.js';

/** What a type says of itself, in the order of the table. */
const FIELDS = [
  'worktree',
  'temporary',
  'base',
  'prefix',
  'strategy',
  'check',
  'check-when-idle',
  'background',
  'cleanup-days',
  'archive-days',
] as const;
type Field = (typeof FIELDS)[number];

/** The settings of all sessions that hold where a type says nothing. */
const OF_ALL: Partial<Record<Field, string>> = {
  prefix: 'branches.prefix',
  strategy: 'merge.strategy',
  check: 'merge.check',
};

/** For each field the setting that holds: the type's own, or that of all sessions. */
type TypeEntries = Readonly<Record<Field, Entry>>;

export const configTypesCommand: CommandDefinition = {
  name: 'types',
  summary: 'show what each type of session asks for here, and which file says so',
  details:
    'What differs from what is shipped is listed below the table with its file and line. Change it ' +
    'with "qtui config set types.TYPE.SETTING VALUE".',
  options: [JSON_OPTION],
  examples: [
    { command: 'qtui config types', does: 'shows the nine types' },
    { command: 'qtui config set types.hotfix.base origin/production', does: 'changes one' },
  ],
  async run({ app, out }) {
    const entries = new Map((await entriesAt(app, [])).map((entry) => [entry.key, entry]));
    const types = SESSION_TYPES.map((type) => ({ type, entries: entriesOf(type, entries) }));
    if (out.json) out.answer({ types: types.map(typeJson) });
    else print(types, out, app.paths.home);
    return EXIT.done;
  },
};

function entriesOf(type: SessionType, entries: ReadonlyMap<string, Entry>): TypeEntries {
  const found = FIELDS.flatMap((field) => {
    const own = entries.get(`types.${type}.${field}`);
    const isInherited = own?.value === undefined || (field === 'check' && own.value === true);
    const entry = (isInherited && entries.get(OF_ALL[field] ?? '')) || own;
    return entry === undefined ? [] : [[field, entry] as const];
  });
  return Object.fromEntries(found) as unknown as TypeEntries;
}

interface Listed {
  type: SessionType;
  entries: TypeEntries;
}

function print(types: readonly Listed[], out: Output, home: string): void {
  out.table(
    [
      { title: 'TYPE' },
      { title: 'WORKTREE' },
      { title: 'STRATEGY' },
      { title: 'CHECK', flexible: true },
      { title: 'BASE', flexible: true, optional: true },
      { title: 'PREFIX', flexible: true, optional: true },
      { title: 'BACKGROUND', optional: true },
      { title: 'CLEANUP', align: 'right', optional: true },
      { title: 'ARCHIVE', align: 'right', optional: true },
    ],
    types.map(({ type, entries }) => [
      type,
      worktreeWords(entries),
      textOf(entries.strategy),
      checkWords(entries.check),
      textOf(entries.base) || '-',
      textOf(entries.prefix) || '-',
      textOf(entries.background),
      daysWords(entries['cleanup-days']),
      daysWords(entries['archive-days']),
    ]),
  );
  const said = new Map(
    types
      .flatMap(({ entries }) => FIELDS.map((field) => entries[field]))
      .filter(({ origins }) => origins[0] !== undefined && origins[0].from !== 'default')
      .map((entry) => [entry.key, entry]),
  );
  if (said.size === 0) return;
  out.print('');
  out.table(
    [
      { title: 'CHANGED' },
      { title: 'VALUE', flexible: true },
      { title: 'FROM', flexible: true, cut: 'start' },
    ],
    [...said.values()].map(({ key, value, origins, isTrusted }) => [
      key,
      valueWords(value) + (isTrusted === false ? ' (not trusted: see "qtui trust")' : ''),
      origins[0] === undefined ? 'default' : originWords(origins[0], home),
    ]),
  );
}

function worktreeWords({ worktree, temporary }: TypeEntries): string {
  const words = textOf(worktree);
  return temporary.value === true && words !== 'temporary' ? `${words}, temporary` : words;
}

/** A command that is not trusted stops a merge: what would run is told as it is. */
function checkWords({ value }: Entry): string {
  if (value === false) return 'off';
  const command = Array.isArray(value) ? (value as string[]) : [];
  return command.length === 0 ? '-' : commandWords(command);
}

function daysWords({ value }: Entry): string {
  return value === 0 ? 'never' : count(Number(value), 'day');
}

function textOf({ value }: Entry): string {
  return value === undefined ? '' : printable(String(value));
}

function typeJson({ type, entries }: Listed) {
  return {
    type,
    ...Object.fromEntries(
      FIELDS.map((field) => {
        const { key, value, from, file, line, isTrusted } = {
          isTrusted: undefined,
          ...entryJson(entries[field]),
        };
        const trust = isTrusted === undefined ? {} : { isTrusted };
        return [field, { key, value, from, file, line, ...trust }];
      }),
    ),
  };
}
