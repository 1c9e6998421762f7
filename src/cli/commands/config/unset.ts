import { EXIT, QtuiError } from '../../../core/errors.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { changeSetting } from './change.js';
import { notOne, PROJECT_OPTION, pathOf, placeOf, type ScopeOptions } from './place.js';

export const unsetConfigCommand: CommandDefinition = {
  name: 'unset',
  summary: 'take one setting out of a file; what applies without it holds again',
  details: 'Also takes out a name that is no setting, such as one of an older version.',
  arguments: [{ syntax: '<key>', description: 'the setting: merge.strategy' }],
  options: [PROJECT_OPTION, JSON_OPTION],
  examples: [{ command: 'qtui config unset keys.leader', does: 'makes it ctrl-b again' }],
  async run(context, [word], given) {
    const path = await pathOf(textOf(word) ?? '');
    const { scope, file } = await placeOf(context.app, given as ScopeOptions);
    const { tomlKey, unsetInToml, isSetting, nodeAt, SETTINGS } = await import('./engine.js');
    const key = tomlKey(path);
    const node = nodeAt(SETTINGS, path);
    const isTable = node !== undefined && !isSetting(node);
    await changeSetting(context, { scope, file, path, key }, (source) => {
      const edited = unsetInToml(source, path);
      if (isTable && edited === source) throw notOne(key);
      if (edited !== undefined) return edited;
      throw new QtuiError(
        'invalid-config',
        `${printable(file)} is written so that ${key} cannot be taken out in place.`,
        {
          hint: 'Take it out by hand.',
          data: { file },
        },
      );
    });
    return EXIT.done;
  },
};
