import type { ExplainedSetting, SettingOrigin } from '../../../config/explain.js';
import { tomlKey, tomlValue } from '../../../config/toml-value.js';
import type { Config } from '../../../core/config.js';
import { QtuiError } from '../../../core/errors.js';
import { namedCommands } from '../../../core/project-commands.js';
import { printable } from '../../../core/text.js';
import type { Application } from '../../compose.js';

/** A setting as the commands show it. */
export interface Entry extends ExplainedSetting {
  key: string;
  /** Only of a repository's command: whether it may run. */
  isTrusted?: boolean;
}

/** What holds at or below a path, in the directory that the command runs in. */
export async function entriesAt(app: Application, path: readonly string[]): Promise<Entry[]> {
  const { loadSettings, explainSettings } = await import('./engine.js');
  const loaded = await loadSettings(await app.settingsSources());
  const isTrusted = await trustOf(app, loaded.config);
  return explainSettings(loaded, path).map((explained) => {
    const { setting, origins } = explained;
    const isOthers = setting.meets === 'apart' && origins[0]?.from === 'project';
    return { ...explained, key: tomlKey(explained.path), ...(isOthers && { isTrusted }) };
  });
}

async function trustOf(app: Application, { project }: Config): Promise<boolean> {
  if (project === undefined || namedCommands(project).length === 0) return false;
  try {
    return await (await app.trust()).isTrusted(project.file);
  } catch (error) {
    // A record that cannot be read trusts nothing; `qtui trust` says what is wrong with it.
    if (error instanceof QtuiError) return false;
    throw error;
  }
}

/** As it stands in `--json` answers. */
export function entryJson({ key, value, setting, origins, isTrusted }: Entry) {
  const [first, ...overridden] = origins;
  return {
    key,
    value: value ?? null,
    from: first?.from ?? 'default',
    file: first?.file ?? null,
    line: first?.line ?? null,
    overridden: overridden.map(({ from, value, file, line }) => ({
      ...{ from, value },
      ...{ file: file ?? null, line: line ?? null },
    })),
    ...(isTrusted !== undefined && { isTrusted }),
    project: setting.project !== undefined,
    restart: setting.restart ?? null,
    summary: setting.summary,
  };
}

/** The value in TOML, or what applies where there is none. */
export function valueWords(value: unknown, otherwise = 'not set'): string {
  return printable(value === undefined ? `(${otherwise})` : tomlValue(value));
}

/** Where a value is from, in words; `home` is written as `~`. */
export function originWords({ from, file, line }: SettingOrigin, home: string): string {
  if (file === undefined) return from;
  const short = file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
  return printable(line === undefined ? short : `${short}:${line}`);
}
