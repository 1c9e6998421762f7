import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT, QtuiError, toQtuiError } from '../../../core/errors.js';
import { makeDirectories } from '../../../core/make-directories.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import { PROJECT_OPTION, placeOf, type ScopeOptions } from './place.js';

export const initConfigCommand: CommandDefinition = {
  name: 'init',
  summary: 'write a file of settings with every setting in it as a comment',
  details: 'It says what each setting does and what applies without it. No file is overwritten.',
  options: [PROJECT_OPTION, JSON_OPTION],
  async run({ app, out }, _words, given) {
    const { scope, file } = await placeOf(app, given as ScopeOptions);
    const { settingsTemplate } = await import('./engine.js');
    try {
      await makeDirectories(mkdir, dirname(file), 0o700);
      await writeFile(file, settingsTemplate(scope), { flag: 'wx', mode: 0o600 });
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code === 'EEXIST') throw isThere(file);
      throw toQtuiError(thrown, 'write the settings', { untouched: 'No settings were changed.' });
    }
    if (out.json) out.answer({ file });
    else out.print(`Written: ${printable(file)}. It changes nothing until you edit it.`);
    return EXIT.done;
  },
};

function isThere(file: string): QtuiError {
  return new QtuiError('path-exists', `There is ${printable(file)} already.`, {
    untouched: 'It was left as it is.',
    hint: 'Edit it; docs/config.md and "qtui config explain" tell every setting.',
    data: { file },
  });
}
