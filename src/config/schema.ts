import * as z from 'zod/mini';
import {
  type AnyNode,
  entriesOf,
  isNamed,
  isSetting,
  type Setting,
  type SettingGroup,
} from './settings/node.js';
import { SETTINGS } from './settings/table.js';

/** Which file is read: the person's own, or one that came with a repository. */
export type SettingsScope = 'user' | 'project';

/** What a file of that scope may hold. */
export function schemaFor(scope: SettingsScope): z.ZodMiniType<Record<string, unknown>> {
  return tableOf(SETTINGS, scope);
}

/** What a setting may be in a file of that scope; undefined where it may not be set. */
export function typeIn(setting: Setting, scope: SettingsScope): Setting['type'] | undefined {
  if (scope === 'user' || setting.project === true) return setting.type;
  return setting.project;
}

/** Whether a file of that scope may set the node, or something in it. */
export function isSettable(node: AnyNode, scope: SettingsScope): boolean {
  if (isSetting(node)) return typeIn(node, scope) !== undefined;
  if (isNamed(node)) return isSettable(node.of, scope);
  return entriesOf(node).some(([, inner]) => isSettable(inner, scope));
}

function tableOf(group: SettingGroup, scope: SettingsScope) {
  const shape: Record<string, z.ZodMiniType> = {};
  for (const [name, node] of entriesOf(group)) {
    if (!isSettable(node, scope)) continue;
    const isRequired = isSetting(node) && node.required;
    shape[name] = isRequired ? schemaOf(node, scope) : z.optional(schemaOf(node, scope));
  }
  return z.strictObject(shape);
}

function schemaOf(node: AnyNode, scope: SettingsScope): z.ZodMiniType {
  if (isSetting(node)) return typeIn(node, scope) ?? z.never();
  if (!isNamed(node)) return tableOf(node, scope);
  const inner = schemaOf(node.of, scope);
  if (node.names !== undefined) {
    return z.strictObject(
      Object.fromEntries(node.names.map((name) => [name, z.optional(inner)] as const)),
    );
  }
  return z.record(z.string(), inner, 'must be a table');
}
