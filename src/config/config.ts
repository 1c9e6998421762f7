import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../core/config.js';
import { isMissing, toQtuiError } from '../core/errors.js';
import { DEFAULT_CONFIG } from './defaults.js';

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

/**
 * The settings in force: the project's file over the user's over the defaults. A missing file is
 * an empty one. Throws `invalid-config` naming file, line where known, and key; `permission-denied`
 * and the like when a file cannot be read.
 */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const [user, project] = await Promise.all([
    readOptional(sources.userFile),
    sources.project && readProject(sources.project),
  ]);
  if (user === undefined && project === undefined) return DEFAULT_CONFIG;
  // The parser and the schema are worth their start-up time only when there is a file.
  const { parseSettings } = await import('./parse.js');
  const { layer } = await import('./layer.js');
  return layer(
    user === undefined ? {} : parseSettings(user.toString('utf8'), sources.userFile, 'user'),
    project === undefined ? {} : parseSettings(project.text, project.file.path, 'project'),
    project?.file,
  );
}

/** Text and hash are of the same bytes, so that what is trusted is what runs. */
async function readProject({ worktree, root }: NonNullable<ConfigSources['project']>) {
  const path = join(worktree, PROJECT_CONFIG);
  const bytes = await readOptional(path);
  if (bytes === undefined) return undefined;
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { text: bytes.toString('utf8'), file: { path, root, hash } };
}

async function readOptional(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw toQtuiError(error, 'read the settings', {
      hint: `Make ${file} a file that you can read, or remove it.`,
    });
  }
}
