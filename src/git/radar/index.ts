import type { Radar } from '../../core/ports/git.js';
import type { GitRunner } from '../run.js';

/** The radar, with what it found out before below `directory`. */
export function createRadar(git: GitRunner, directory: string): Radar {
  return {
    async scan(repo, subjects, options) {
      // Loaded when somebody asks, not when qtui starts.
      const { scanRadar } = await import('./scan.js');
      return scanRadar(git, directory, repo, subjects, options);
    },
  };
}
