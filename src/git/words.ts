const SHOWN = 5;

/** A few of the paths, and how many more there are, for a sentence. */
export function listed(paths: readonly string[]): string {
  const rest = paths.length - SHOWN;
  const shown = paths.slice(0, rest === 1 ? SHOWN + 1 : SHOWN).join(', ');
  return rest > 1 ? `${shown} and ${rest} more` : shown;
}
