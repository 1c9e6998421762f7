import { join } from 'node:path';
import type { Config } from '../core/config.js';
import type { ProjectFile } from '../core/ports/trust.js';
import { DEFAULT_CONFIG } from './defaults.js';
import type { SettingsTree } from './settings/node.js';
import { readSettingsFile, type SettingsText } from './settings-file.js';

/** Path of a project's settings inside its repository. */
const PROJECT_CONFIG = join('.qtui', 'config.toml');

export interface ConfigSources {
  /** The user's file. */
  userFile: string;
  /** The work tree that the person is in; absent outside a repository. */
  project?: {
    /** Top of the work tree, whose file counts. */
    worktree: string;
    /** Main worktree of the repository, or the bare repository. */
    root: string;
  };
}

/** A file of settings that is right. */
export interface SettingsFile extends SettingsText {
  settings: SettingsTree;
}

/** The settings in force, and the files that they are of. */
export interface LoadedSettings {
  config: Config;
  user?: SettingsFile;
  project?: SettingsFile;
}

/** Where the project's settings of a work tree are. */
export function projectFileOf(worktree: string): string {
  return join(worktree, PROJECT_CONFIG);
}

/**
 * The settings in force: the project's file over the user's over the defaults. A missing file is
 * an empty one. Throws `invalid-config` naming file, line where known, and key; `permission-denied`
 * and the like when a file cannot be read.
 */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  return (await loadSettings(sources)).config;
}

/** As `loadConfig`, with what each file says. */
export async function loadSettings({ userFile, project }: ConfigSources): Promise<LoadedSettings> {
  const [mine, theirs] = await Promise.all([
    readSettingsFile(userFile),
    project && readSettingsFile(projectFileOf(project.worktree)),
  ]);
  if (mine === undefined && theirs === undefined) return { config: DEFAULT_CONFIG };
  // The parser and the schema are worth their start-up time only when there is a file.
  const { parseSettings } = await import('./parse.js');
  const { layer } = await import('./layer.js');
  const user = mine && { ...mine, settings: parseSettings(mine.text, mine.path, 'user') };
  const shared = theirs && {
    ...theirs,
    settings: parseSettings(theirs.text, theirs.path, 'project'),
  };
  const file: ProjectFile | undefined = theirs &&
    project && { path: theirs.path, root: project.root, hash: theirs.hash };
  return {
    config: layer(user?.settings ?? {}, shared?.settings ?? {}, file),
    ...(user && { user }),
    ...(shared && { project: shared }),
  };
}
