import { tmpdir, userInfo } from 'node:os';
import type { Environment } from '../config/env.js';
import { homeDirectory, type Paths, resolvePaths } from '../config/paths.js';

/** Where everything of this user is. Throws `usage` for a relative socket path. */
export function pathsOf({ env, hostSocket }: { env: Environment; hostSocket?: string }): Paths {
  const uid = process.getuid?.();
  return resolvePaths(env, {
    home: homeDirectory(env, () => userInfo().homedir),
    temporary: tmpdir(),
    ...(uid !== undefined && { uid }),
    ...(hostSocket !== undefined && { hostSocket }),
  });
}
