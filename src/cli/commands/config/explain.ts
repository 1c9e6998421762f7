import { EXIT } from '../../../core/errors.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import type { Output } from '../../output.js';
import { type Entry, entriesAt, entryJson, originWords, valueWords } from './entry.js';
import { nodeOf, pathOf } from './place.js';

const NOT_RUN = 'not trusted, not run: see "qtui trust"';

export const explainConfigCommand: CommandDefinition = {
  name: 'explain',
  summary: 'show what every setting is, and which file and line says so',
  details:
    'The repository’s .qtui/config.toml wins over your settings, and yours over the defaults. ' +
    'What was overridden is shown below what holds.',
  arguments: [{ syntax: '[key]', description: 'a setting or a table; all by default' }],
  options: [JSON_OPTION],
  examples: [
    { command: 'qtui config explain merge', does: 'shows what holds for merges, and why' },
  ],
  async run({ app, out }, [word]) {
    const key = textOf(word);
    const path = key === undefined ? [] : await pathOf(key);
    const node = path.length === 0 ? undefined : await nodeOf(path);
    const entries = await entriesAt(app, path);
    if (out.json) out.answer({ settings: entries.map(entryJson) });
    else if (node?.['kind'] === 'setting')
      for (const entry of entries) explain(entry, out, app.paths.home);
    else list(entries, out, app.paths.home);
    return EXIT.done;
  },
};

function list(entries: readonly Entry[], out: Output, home: string): void {
  out.table(
    [
      { title: 'SETTING' },
      { title: 'VALUE', flexible: true },
      { title: 'FROM', flexible: true, cut: 'start' },
    ],
    entries.flatMap(({ key, value, setting, origins, isTrusted }) => {
      const [first, ...overridden] = origins;
      const from = first === undefined ? 'default' : originWords(first, home);
      return [
        [printable(key), valueWords(value, setting.otherwise), from],
        ...(isTrusted === false ? [['', NOT_RUN, '']] : []),
        ...overridden
          .filter((origin) => origin.from !== 'default')
          .map((origin) => [
            '',
            `${setting.meets === 'both' ? 'with' : 'over'} ${valueWords(origin.value)}`,
            originWords(origin, home),
          ]),
      ];
    }),
  );
}

function explain(
  { key, value, setting, origins, isTrusted }: Entry,
  out: Output,
  home: string,
): void {
  const [first, ...overridden] = origins;
  out.print(`${printable(key)} = ${valueWords(value, setting.otherwise)}`);
  out.print(`  ${setting.summary}`);
  if (isTrusted !== undefined) out.print(`  ${isTrusted ? 'trusted: it runs' : NOT_RUN}`);
  out.print(`  from ${first === undefined ? 'default' : originWords(first, home)}`);
  for (const origin of overridden) {
    const verb = setting.meets === 'both' && origin.from !== 'default' ? 'with' : 'over';
    out.print(`  ${verb} ${valueWords(origin.value)} from ${originWords(origin, home)}`);
  }
  if (setting.project === undefined) out.print('  a repository cannot set it');
  if (setting.restart === 'host') out.print('  taken up by a host that is started anew');
}
