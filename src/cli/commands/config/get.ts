import { EXIT } from '../../../core/errors.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { entriesAt, entryJson, valueWords } from './entry.js';
import { nodeOf, pathOf } from './place.js';

export const getConfigCommand: CommandDefinition = {
  name: 'get',
  summary: 'print a setting as it holds here, or all settings of a table',
  details: 'Text is printed as it is, everything else as TOML. "explain" says where it comes from.',
  arguments: [{ syntax: '<key>', description: 'a setting or a table: merge.strategy, merge' }],
  options: [JSON_OPTION],
  examples: [
    { command: 'qtui config get merge.strategy', does: 'prints merge' },
    { command: 'qtui config get merge', does: 'prints every setting of the table' },
  ],
  async run({ app, out }, [word]) {
    const path = await pathOf(textOf(word) ?? '');
    const node = await nodeOf(path);
    const entries = await entriesAt(app, path);
    const isOne = node['kind'] === 'setting';
    const [entry] = entries;
    if (out.json) {
      if (isOne && entry !== undefined) out.answer({ setting: entryJson(entry) });
      else out.answer({ settings: entries.map(entryJson) });
      return EXIT.done;
    }
    if (!isOne || entry === undefined) {
      const set = entries.filter(({ value }) => value !== undefined);
      for (const { key, value } of set) out.print(`${printable(key)} = ${valueWords(value)}`);
      return EXIT.done;
    }
    const { key, value, setting } = entry;
    if (value === undefined) out.note(`${printable(key)} is not set: ${setting.otherwise}.`);
    else out.print(typeof value === 'string' ? printable(value) : valueWords(value));
    return EXIT.done;
  },
};
