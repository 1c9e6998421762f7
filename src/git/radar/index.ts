import type { Radar } from '../../core/ports/git.js';
import type { GitRunner } from '../run.js';
import { scanRadar } from './scan.js';

/** The radar, with what it found out before below `directory`. */
export function createRadar(git: GitRunner, directory: string): Radar {
  return {
    scan: (repo, subjects, options) => scanRadar(git, directory, repo, subjects, options),
  };
}
