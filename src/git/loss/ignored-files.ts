import { join } from 'node:path';
import type { RemovalRules } from '../../core/repository.js';
import { SECRET_FILES } from '../../core/secret-files.js';
import { createPathMatcher, type PathMatcher } from '../ignore-patterns.js';
import { isMark, MARK_DIRECTORY } from '../mark.js';
import { namesIn } from '../paths.js';

/** Secrets, keys, databases and settings of one's own: nobody can make them again. */
const IMPORTANT_FILES = [
  ...SECRET_FILES,
  ...['*.local', '*.local.*'],
  ...['*.sqlite*', '*.db', '*.db-*', '*.mdb', '*.dump', '*.sql'],
];

/** What installing, building and testing makes again. */
const ORDINARY_FILES = [
  ...['node_modules/', 'bower_components/', '.pnpm-store/', '.yarn/', 'jspm_packages/'],
  ...['.venv/', 'venv/', '__pycache__/', '*.py[co]', '*.egg-info/', '.tox/', '.nox/'],
  ...['.pytest_cache/', '.mypy_cache/', '.ruff_cache/', '.hypothesis/'],
  ...['target/', 'build/', 'dist/', 'out/', '_build/', '.gradle/', '.dart_tool/', 'DerivedData/'],
  ...['.next/', '.nuxt/', '.svelte-kit/', '.angular/', '.turbo/', '.parcel-cache/', '.cache/'],
  ...['coverage/', '.nyc_output/', '.coverage', '.eslintcache', '*.tsbuildinfo', '.terraform/'],
  ...['*.o', '*.obj', '*.a', '*.so', '*.class', '*.tmp', '*.swp', '.DS_Store'],
];

export interface IgnoredFiles {
  /** Meant by a rule as such, first; then what no rule knows, files before directories. */
  important: string[];
  ordinary: string[];
}

/**
 * Sorts ignored files (a directory that is ignored as a whole is one) by what they are worth.
 * `rules` add to those that hold everywhere. What no rule knows is important: better asked once
 * too often.
 */
export function sortIgnored(paths: readonly string[], rules: RemovalRules): IgnoredFiles {
  const { isImportant, isOrdinary } = matchersOf(rules);
  const ranks = new Map<string, number>();
  for (const path of paths) {
    if (isImportant(path)) ranks.set(path, 0);
    else if (isOrdinary(path)) ranks.set(path, 3);
    else ranks.set(path, path.endsWith('/') ? 2 : 1);
  }
  const rankOf = (path: string) => ranks.get(path) ?? 0;
  const sorted = [...paths].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  return {
    important: sorted.filter((path) => rankOf(path) < 3),
    ordinary: sorted.filter((path) => rankOf(path) === 3),
  };
}

interface Matchers {
  isImportant: PathMatcher;
  isOrdinary: PathMatcher;
}

const knownMatchers = new WeakMap<RemovalRules, Matchers>();

/** Made once for rules that many worktrees share. */
function matchersOf(rules: RemovalRules): Matchers {
  const known = knownMatchers.get(rules);
  if (known !== undefined) return known;
  const made = {
    isImportant: createPathMatcher([...IMPORTANT_FILES, ...rules.important]),
    isOrdinary: createPathMatcher([...ORDINARY_FILES, ...rules.ordinary]),
  };
  knownMatchers.set(rules, made);
  return made;
}

/** A repository that ignores all of `.qtui/` lists it as one: names what is not the mark. */
export async function expandMarkDirectory(
  root: string,
  ignored: readonly string[],
): Promise<string[]> {
  if (!ignored.includes(MARK_DIRECTORY)) return [...ignored];
  const names = await namesIn(join(root, MARK_DIRECTORY));
  const inside = names.map((name) => `${MARK_DIRECTORY}${name}`).filter((path) => !isMark(path));
  return [...ignored.filter((path) => path !== MARK_DIRECTORY), ...inside];
}
