/** `git version 2.39.5 (Apple Git-154)` as numbers; undefined when it is something else. */
export function parseVersion(text: string): [number, number, number] | undefined {
  const found = /^git version (\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : undefined;
}
