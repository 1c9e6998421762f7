import { stringify } from 'smol-toml';

/** A value as TOML writes it on one line; of tables, only what is in lists of settings. */
export function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  return stringify({ value }).replace('value = ', '').trimEnd();
}

/** A dotted key as TOML writes it; names that are not bare are quoted. */
export function tomlKey(path: readonly string[]): string {
  return path.map((name) => (/^[\w-]+$/.test(name) ? name : tomlValue(name))).join('.');
}
