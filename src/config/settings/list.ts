import * as z from 'zod/mini';
import { DEFAULT_CONFIG } from '../defaults.js';
import { type AnyNode, codeName, entriesOf, isNamed, isSetting, type Setting } from './node.js';
import { SETTINGS } from './table.js';

/** A setting with its place. */
export interface ListedSetting {
  /** Names of its tables and its own; a placeholder for a name that people choose. */
  path: readonly string[];
  setting: Setting;
  /** What applies where no file says otherwise; undefined where that is no fixed value. */
  base: unknown;
}

/** Every setting, in the order of documents. */
export function listSettings(): ListedSetting[] {
  return below(SETTINGS, [], DEFAULT_CONFIG);
}

function below(node: AnyNode, path: readonly string[], base: unknown): ListedSetting[] {
  if (isSetting(node)) return [{ path, setting: node, base }];
  if (isNamed(node)) return below(node.of, [...path, node.placeholder], undefined);
  return entriesOf(node).flatMap(([name, inner]) =>
    below(inner, [...path, name], (base as Record<string, unknown> | undefined)?.[codeName(name)]),
  );
}

/** The values of a setting that has few; undefined for all others. */
export function choicesOf({ type }: Setting): string[] | undefined {
  if (type instanceof z.ZodMiniEnum) return type.options.map(String);
  if (type instanceof z.ZodMiniBoolean) return ['true', 'false'];
  return undefined;
}
