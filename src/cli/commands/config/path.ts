import { access } from 'node:fs/promises';
import { projectFileOf } from '../../../config/config.js';
import { EXIT } from '../../../core/errors.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import { PROJECT_OPTION, placeOf, type ScopeOptions } from './place.js';

export const configPathCommand: CommandDefinition = {
  name: 'path',
  summary: 'print where the file of settings is, whether it is there or not',
  options: [PROJECT_OPTION, JSON_OPTION],
  examples: [{ command: '$EDITOR "$(qtui config path)"', does: 'edits your settings' }],
  async run({ app, out }, _words, given) {
    const options = given as ScopeOptions;
    if (!out.json) {
      out.print((await placeOf(app, options)).file);
      return EXIT.done;
    }
    if (options.project) await placeOf(app, options);
    const { userFile, project } = await app.settingsSources();
    out.answer({
      user: await described(userFile),
      project: project === undefined ? null : await described(projectFileOf(project.worktree)),
    });
    return EXIT.done;
  },
};

async function described(path: string) {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return { path, exists };
}
