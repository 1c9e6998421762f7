import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../core/config.js';
import { toQtuiError } from '../core/errors.js';
import { DEFAULT_CONFIG } from './defaults.js';

/** Path of a project's settings inside its repository. */
const PROJECT_CONFIG = join('.qtui', 'config.toml');

export interface ConfigSources {
  /** The user's file. */
  userFile: string;
  /** Top of the work tree that the person is in; absent outside a repository. */
  worktree?: string;
}

/**
 * The settings in force: the project's file over the user's over the defaults. A missing file is
 * an empty one. Throws `invalid-config` naming file, line where known, and key; `permission-denied`
 * and the like when a file cannot be read.
 */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const projectFile =
    sources.worktree === undefined ? undefined : join(sources.worktree, PROJECT_CONFIG);
  const [user, project] = await Promise.all([
    readOptional(sources.userFile),
    projectFile === undefined ? undefined : readOptional(projectFile),
  ]);
  if (user === undefined && project === undefined) return DEFAULT_CONFIG;
  // The parser and the schema are worth their start-up time only when there is a file.
  const { parseUserSettings, parseProjectSettings, layer } = await import('./parse.js');
  return layer(
    user === undefined ? {} : parseUserSettings(user, sources.userFile),
    project === undefined ? {} : parseProjectSettings(project, projectFile ?? PROJECT_CONFIG),
  );
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw toQtuiError(error, 'read the settings', {
      hint: `Make ${file} a file that you can read, or remove it.`,
    });
  }
}
