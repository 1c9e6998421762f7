/**
 * The 1-based line of a TOML source where a key is set, or its table begins; undefined when the
 * key is written in a way that cannot be told from text alone. Only error messages use it.
 */
export function lineOfKey(source: string, path: readonly string[]): number | undefined {
  const wanted = path.join('.');
  let table: string[] = [];
  let found: number | undefined;
  let longest = 0;
  source.split('\n').forEach((line, index) => {
    const header = /^\s*\[\[?([^\]]+)\]\]?/.exec(line)?.[1];
    if (header !== undefined) table = segments(header);
    const assignment = header === undefined ? /^\s*([\w."'-]+)\s*=/.exec(line)?.[1] : undefined;
    if (header === undefined && assignment === undefined) return;
    const here = assignment === undefined ? table : [...table, ...segments(assignment)];
    const name = here.join('.');
    const covers = wanted === name || wanted.startsWith(`${name}.`);
    if (covers && here.length > longest) {
      longest = here.length;
      found = index + 1;
    }
  });
  return found;
}

function segments(dotted: string): string[] {
  return [...dotted.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}
