import { projectFileOf } from '../../../config/config.js';
import { nearest } from '../../../config/nearest.js';
import type { SettingsScope } from '../../../config/schema.js';
import type { AnyNode } from '../../../config/settings/node.js';
import { tomlKey } from '../../../config/toml-value.js';
import { QtuiError } from '../../../core/errors.js';
import type { OptionDefinition } from '../../command.js';
import type { Application } from '../../compose.js';

export const PROJECT_OPTION: OptionDefinition = {
  flags: '--project',
  description: 'the repository’s .qtui/config.toml in place of your own settings',
};

export interface ScopeOptions {
  project?: boolean;
}

/** The file that a command is about. Throws `not-a-repository` for a project's outside of one. */
export async function placeOf(
  app: Application,
  { project }: ScopeOptions,
): Promise<{ scope: SettingsScope; file: string }> {
  if (!project) return { scope: 'user', file: app.paths.configFile };
  await app.requireGit();
  const sources = await app.settingsSources();
  if (sources.project === undefined) {
    throw new QtuiError('not-a-repository', `${app.cwd} is in no work tree of a repository.`, {
      untouched: 'Nothing was changed.',
      hint: 'Without --project it is about your own settings.',
    });
  }
  return { scope: 'project', file: projectFileOf(sources.project.worktree) };
}

/** The parts of a dotted key as TOML writes it, names in quotes too. Throws `usage`. */
export async function pathOf(key: string): Promise<string[]> {
  const { scanToml } = await import('./engine.js');
  const [pair, ...more] = scanToml(`${key} = 0`);
  if (pair?.kind === 'pair' && more.length === 0 && !pair.holdsComment) return [...pair.path];
  throw new QtuiError('usage', `"${key}" is no name of a setting.`, {
    hint: 'Write it as "merge.strategy"; "qtui config explain" lists every setting.',
  });
}

/** The setting or the table of settings at a path. Throws `usage` with the nearest name. */
export async function nodeOf(path: readonly string[]): Promise<AnyNode> {
  const { isSetting, isNamed, entriesOf, nodeAt, SETTINGS } = await import('./engine.js');
  const node = nodeAt(SETTINGS, path);
  if (node !== undefined) return node;
  const length = path.findIndex(
    (_, index) => nodeAt(SETTINGS, path.slice(0, index + 1)) === undefined,
  );
  const above = nodeAt(SETTINGS, path.slice(0, length)) ?? SETTINGS;
  const at = path.slice(0, length).join('.');
  const known = isSetting(above)
    ? []
    : isNamed(above)
      ? [...(above.names ?? [])]
      : entriesOf(above).map(([name]) => name);
  const meant = nearest(path[length] ?? '', known);
  const prefix = at === '' ? '' : `${at}.`;
  throw new QtuiError('usage', `There is no setting ${tomlKey(path)}.`, {
    untouched: 'Nothing was changed.',
    hint:
      meant !== undefined
        ? `Did you mean ${prefix}${meant}?`
        : known.length > 0
          ? `Known: ${known.map((name) => prefix + name).join(', ')}.`
          : `${at} is a setting itself.`,
  });
}

/** What is said to who changes a table as if it were a setting. */
export function notOne(key: string): QtuiError {
  return new QtuiError('usage', `${key} is a table of settings, not one.`, {
    untouched: 'Nothing was changed.',
    hint: `See its settings with "qtui config explain ${key}".`,
  });
}
