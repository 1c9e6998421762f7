import { stringify } from 'smol-toml';

/** A value as TOML writes it on one line; of tables, only what is in lists of settings. */
export function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  return stringify({ value }).replace('value = ', '').trimEnd();
}
