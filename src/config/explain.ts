import type { LoadedSettings, SettingsFile } from './config.js';
import { DEFAULT_CONFIG } from './defaults.js';
import { lineOfKey } from './key-lines.js';
import { meet } from './layer.js';
import {
  type AnyNode,
  codeName,
  entriesOf,
  isNamed,
  isSetting,
  type Setting,
} from './settings/node.js';
import { SETTINGS } from './settings/table.js';

/** One place that says what a setting is. */
export interface SettingOrigin {
  from: 'project' | 'user' | 'default';
  value: unknown;
  file?: string;
  /** 1-based. */
  line?: number;
}

export interface ExplainedSetting {
  path: readonly string[];
  setting: Setting;
  /** What holds; undefined where nothing is set and no fixed default applies. */
  value: unknown;
  /** Who says something about it, the one that wins first. */
  origins: readonly SettingOrigin[];
}

interface Layers {
  user: unknown;
  project: unknown;
  base: unknown;
}

/**
 * What the files say of every setting at or below a path, which must be one of the table of
 * settings; of names that people choose, those that are there, and the one that the path names.
 */
export function explainSettings(
  loaded: LoadedSettings,
  wanted: readonly string[] = [],
): ExplainedSetting[] {
  const layers = {
    user: loaded.user?.settings,
    project: loaded.project?.settings,
    base: DEFAULT_CONFIG,
  };
  return below(SETTINGS, layers, [], wanted).map(({ path, setting, ...said }) => ({
    path,
    setting,
    value: meet(setting, said.user, said.project) ?? said.base,
    origins: originsOf(path, said, loaded),
  }));
}

type Found = Layers & { path: readonly string[]; setting: Setting };

function below(
  node: AnyNode,
  layers: Layers,
  path: readonly string[],
  [wanted, ...rest]: readonly string[],
): Found[] {
  if (isSetting(node)) return [{ path, setting: node, ...layers }];
  const { user, project, base } = layers;
  const names = isNamed(node)
    ? new Set([user, project, base].flatMap((table) => Object.keys(table ?? {})))
    : Object.keys(node);
  const chosen = wanted === undefined ? [...names] : [wanted];
  return chosen.flatMap((name) => {
    const inner = isNamed(node) ? node.of : entriesOf(node).find(([other]) => other === name)?.[1];
    if (inner === undefined) return [];
    const said = {
      user: valueIn(user, name),
      project: valueIn(project, name),
      base: valueIn(base, isNamed(node) ? name : codeName(name)),
    };
    return below(inner, said, [...path, name], rest);
  });
}

function originsOf(
  path: readonly string[],
  { user, project, base }: Layers,
  loaded: LoadedSettings,
): SettingOrigin[] {
  return [
    ...originIn('project', loaded.project, path, project),
    ...originIn('user', loaded.user, path, user),
    ...(base === undefined ? [] : [{ from: 'default' as const, value: base }]),
  ];
}

function originIn(
  from: 'project' | 'user',
  file: SettingsFile | undefined,
  path: readonly string[],
  value: unknown,
): SettingOrigin[] {
  if (file === undefined || value === undefined) return [];
  const line = lineOfKey(file.text, path);
  return [{ from, value, file: file.path, ...(line !== undefined && { line }) }];
}

function valueIn(table: unknown, name: string): unknown {
  if (typeof table !== 'object' || table === null || !Object.hasOwn(table, name)) return undefined;
  return (table as Record<string, unknown>)[name];
}
