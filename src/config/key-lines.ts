import { lineAt, scanToml } from './toml-scan.js';

/**
 * The 1-based line of a TOML source where a key is set, its table begins, or the list is set that
 * it is an entry of; undefined where none is.
 */
export function lineOfKey(source: string, path: readonly string[]): number | undefined {
  let found: number | undefined;
  let longest = 0;
  for (const { path: here, keyStart } of scanToml(source)) {
    const shared = sharedLength(here, path);
    const covers = shared === path.length || shared === here.length;
    if (covers && shared > longest) {
      longest = shared;
      found = lineAt(source, keyStart);
    }
  }
  return found;
}

function sharedLength(one: readonly string[], other: readonly string[]): number {
  const different = one.findIndex((part, index) => part !== other[index]);
  return different < 0 ? one.length : different;
}
