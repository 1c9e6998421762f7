import { EXIT, QtuiError } from '../../../core/errors.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { changeSetting } from './change.js';
import { nodeOf, notOne, PROJECT_OPTION, pathOf, placeOf, type ScopeOptions } from './place.js';

export const setConfigCommand: CommandDefinition = {
  name: 'set',
  summary: 'change one setting in a file; the rest of the file stays as it is',
  details:
    'The whole result is checked before anything is written. A list is given as its words, or as ' +
    'TOML in quotes: \'["a", "b"]\', \'[]\'. With --project, a command that the file names runs ' +
    'only when it is trusted, also where you have set it yourself: you are asked.',
  arguments: [
    { syntax: '<key>', description: 'the setting: merge.strategy' },
    {
      syntax: '<value...>',
      description: 'its value; a word that is an option of this command goes behind "--"',
    },
  ],
  takesDashedWords: true,
  options: [PROJECT_OPTION, JSON_OPTION],
  examples: [
    { command: 'qtui config set merge.strategy squash', does: 'squashes from now on' },
    {
      command: 'qtui config set --project merge.check npm test --silent',
      does: 'names a check for everybody who works on this repository',
    },
  ],
  async run(context, [word, words], given) {
    const { app } = context;
    const name = textOf(word) ?? '';
    if (name.startsWith('-')) {
      throw new QtuiError('usage', `unknown option '${printable(name)}'`, {
        untouched: 'Nothing was changed.',
        hint: 'See "qtui config set --help".',
      });
    }
    const path = await pathOf(name);
    const node = await nodeOf(path);
    const { isSetting } = await import('./engine.js');
    if (!isSetting(node)) throw notOne(path.join('.'));
    const { scope, file } = await placeOf(app, given as ScopeOptions);
    const { readValue, tomlKey, tomlValue, setInToml } = await import('./engine.js');
    const key = tomlKey(path);
    const value = readValue(key, node, scope, listOf(words));
    await changeSetting(context, { scope, file, path, key }, (source) => {
      const edited = setInToml(source, path, value);
      if (edited !== undefined) return edited;
      throw new QtuiError(
        'invalid-config',
        `${printable(file)} is written so that ${key} cannot be changed in place.`,
        {
          hint: `Edit it by hand: ${key} = ${tomlValue(value)}`,
          data: { file },
        },
      );
    });
    return EXIT.done;
  },
};

function listOf(words: string | undefined | readonly string[]): readonly string[] {
  return typeof words === 'string' ? [words] : (words ?? []);
}
