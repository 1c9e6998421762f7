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
  const found = await readSettingsFile(userFile);
  const user = found && (await parsed(found, 'user'));
  return loadProject(project, user);
}

/** A project's settings over a user's that have been read before. */
export async function loadProject(
  project: ConfigSources['project'],
  user: SettingsFile | undefined,
): Promise<LoadedSettings> {
  const found = project && (await readSettingsFile(projectFileOf(project.worktree)));
  if (user === undefined && found === undefined) return { config: DEFAULT_CONFIG };
  const theirs = found && (await parsed(found, 'project'));
  const file: ProjectFile | undefined = found &&
    project && { path: found.path, root: project.root, hash: found.hash };
  const { layer } = await import('./layer.js');
  return {
    config: layer(user?.settings ?? {}, theirs?.settings ?? {}, file),
    ...(user && { user }),
    ...(theirs && { project: theirs }),
  };
}

/** The parser and the schema are worth their start-up time only when there is a file. */
async function parsed(file: SettingsText, scope: 'user' | 'project'): Promise<SettingsFile> {
  const { parseSettings } = await import('./parse.js');
  return { ...file, settings: parseSettings(file.text, file.path, scope) };
}
