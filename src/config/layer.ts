import type { Config, ProjectCommands, SyntaxCommands } from '../core/config.js';
import type { ProjectFile } from '../core/ports/trust.js';
import { DEFAULT_CONFIG } from './defaults.js';
import {
  type AnyNode,
  codeName,
  entriesOf,
  isNamed,
  isSetting,
  type Setting,
  type SettingGroup,
  type SettingsTree,
} from './settings/node.js';
import { SETTINGS } from './settings/table.js';

/**
 * Lays the project's settings over the user's over the defaults; both are checked. The project's
 * commands stay apart, as they need the person's trust in `projectFile`.
 */
export function layer(
  user: SettingsTree,
  project: SettingsTree,
  projectFile?: ProjectFile,
): Config {
  // The table of settings is held to the type of the result where it is written.
  const config = layerGroup(SETTINGS, user, project, DEFAULT_CONFIG) as unknown as Config;
  if (projectFile === undefined) return config;
  const commands = commandsOf(project);
  const typeChecks = typeChecksOf(project);
  const syntax = table(table(project['merge'])['syntax']) as SyntaxCommands;
  const hasAny = (values: object) => Object.keys(values).length > 0;
  return {
    ...config,
    project: {
      ...{ file: projectFile, commands },
      ...(hasAny(typeChecks) && { typeChecks }),
      ...(hasAny(syntax) && { syntax }),
    },
  };
}

type Values = Readonly<Record<string, unknown>>;

function layerGroup(group: SettingGroup, user: Values, project: Values, base: object): Values {
  const result: Record<string, unknown> = {};
  for (const [name, node] of entriesOf(group)) {
    const value = layerNode(node, user[name], project[name], (base as Values)[codeName(name)]);
    if (value !== undefined) result[codeName(name)] = value;
  }
  return result;
}

function layerNode(node: AnyNode, user: unknown, project: unknown, base: unknown): unknown {
  if (isSetting(node)) return (node.meets === 'apart' ? user : meet(node, user, project)) ?? base;
  const [mine, theirs, shipped] = [table(user), table(project), table(base)];
  if (!isNamed(node)) return layerGroup(node, mine, theirs, shipped);
  const names = new Set([...Object.keys(shipped), ...Object.keys(mine), ...Object.keys(theirs)]);
  const { of, make } = node;
  const layered = [...names].map((name): [string, unknown] => {
    if (make !== undefined) return [name, make(name, { ...table(mine[name]) })];
    return [name, layerNode(of, mine[name], theirs[name], shipped[name])];
  });
  // What stays apart is not in force, not even its name.
  return Object.fromEntries(layered.filter(([, value]) => value !== undefined));
}

/** What a setting is by both files; of a command, the one that would run once it is trusted. */
export function meet(setting: Setting, user: unknown, project: unknown): unknown {
  if (setting.meets !== 'both') return project ?? user;
  if (user === undefined || project === undefined) return project ?? user;
  return [...(user as unknown[]), ...(project as unknown[])];
}

function table(value: unknown): Values {
  return (value ?? {}) as Values;
}

function commandsOf(project: SettingsTree): ProjectCommands {
  const { setup } = table(project['worktrees']);
  const { check } = table(project['merge']);
  return {
    ...(setup !== undefined && { setup: setup as string[] }),
    ...(check !== undefined && { check: check as string[] }),
  };
}

function typeChecksOf(
  project: SettingsTree,
): NonNullable<NonNullable<Config['project']>['typeChecks']> {
  const checks = Object.entries(table(project['types'])).flatMap(([type, policy]) => {
    const { check } = table(policy);
    return check === undefined ? [] : [[type, check]];
  });
  return Object.fromEntries(checks);
}
