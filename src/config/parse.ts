import { parse as parseToml, TomlError } from 'smol-toml';
import * as z from 'zod/mini';
import type { AgentManifest } from '../core/agent.js';
import type { Config, ProjectCommands } from '../core/config.js';
import { QtuiError } from '../core/errors.js';
import type { ProjectFile } from '../core/ports/trust.js';
import { DEFAULT_CONFIG } from './defaults.js';
import { lineOfKey } from './key-lines.js';
import { nearest } from './nearest.js';
import {
  type ManifestSettings,
  PROJECT_SCHEMA,
  type ProjectSettings,
  USER_SCHEMA,
  type UserSettings,
} from './schema.js';

/** The user's settings from TOML; `file` is only named in errors. Throws `invalid-config`. */
export function parseUserSettings(source: string, file: string): UserSettings {
  return validate(USER_SCHEMA, source, file);
}

/** A project's settings; what only the user may set is refused by name. Throws `invalid-config`. */
export function parseProjectSettings(source: string, file: string): ProjectSettings {
  return validate(PROJECT_SCHEMA, source, file, USER_SCHEMA);
}

/**
 * Lays the project's settings over the user's over the defaults. Its commands stay apart, as they
 * need the person's trust in `projectFile`.
 */
export function layer(
  user: UserSettings,
  project: ProjectSettings,
  projectFile?: ProjectFile,
): Config {
  const base = DEFAULT_CONFIG;
  const agent = user.agents?.default;
  return {
    keys: {
      leader: user.keys?.leader ?? base.keys.leader,
      newSession: user.keys?.['new-session'] ?? base.keys.newSession,
      merge: user.keys?.merge ?? base.keys.merge,
    },
    agents: {
      ...(agent !== undefined && { default: agent }),
      manifests: manifests(user.agents?.manifests ?? {}),
      newlines: user.agents?.newlines ?? base.agents.newlines,
    },
    worktrees: worktrees(user.worktrees ?? {}, project.worktrees ?? {}),
    sessions: sessions(user.sessions ?? {}),
    workspaces: { depth: user.workspaces?.depth ?? base.workspaces.depth },
    branches: {
      prefix: project.branches?.prefix ?? user.branches?.prefix ?? base.branches.prefix,
      protected: project.branches?.protected ?? user.branches?.protected ?? base.branches.protected,
    },
    merge: mergeSettings(user.merge ?? {}, project.merge ?? {}),
    ...(projectFile && { project: { file: projectFile, commands: commandsOf(project) } }),
    removal: removal(user, project),
    backups: {
      keepDays: user.backups?.['keep-days'] ?? base.backups.keepDays,
      keepCount: user.backups?.['keep-count'] ?? base.backups.keepCount,
    },
    terminal: terminal(user.terminal ?? {}),
  };
}

function worktrees(
  user: NonNullable<UserSettings['worktrees']>,
  project: NonNullable<ProjectSettings['worktrees']>,
): Config['worktrees'] {
  const base = DEFAULT_CONFIG.worktrees;
  return {
    path: user.path ?? base.path,
    copy: project.copy ?? user.copy ?? base.copy,
    link: project.link ?? user.link ?? base.link,
    sparse: project.sparse ?? user.sparse ?? base.sparse,
    submodules: project.submodules ?? user.submodules ?? base.submodules,
    setup: user.setup ?? base.setup,
    fetch: user.fetch ?? base.fetch,
  };
}

function mergeSettings(
  user: NonNullable<UserSettings['merge']>,
  project: NonNullable<ProjectSettings['merge']>,
): Config['merge'] {
  const base = DEFAULT_CONFIG.merge;
  const { strategy, target, trailers, 'check-minutes': minutes } = { ...user, ...project };
  return {
    strategy: strategy ?? base.strategy,
    ...(target !== undefined && { target }),
    check: user.check ?? base.check,
    checkMinutes: minutes ?? base.checkMinutes,
    trailers: trailers ?? base.trailers,
  };
}

function sessions(user: NonNullable<UserSettings['sessions']>): Config['sessions'] {
  const base = DEFAULT_CONFIG.sessions;
  return {
    ports: user.ports ?? base.ports,
    portCount: user['port-count'] ?? base.portCount,
  };
}

function commandsOf({ worktrees, merge }: ProjectSettings): ProjectCommands {
  return {
    ...(worktrees?.setup && { setup: worktrees.setup }),
    ...(merge?.check && { check: merge.check }),
  };
}

/** A repository may have more asked about, and takes nothing away from that. */
function removal(user: UserSettings, project: ProjectSettings): Config['removal'] {
  return {
    important: [...(user.removal?.important ?? []), ...(project.removal?.important ?? [])],
    ordinary: user.removal?.ordinary ?? DEFAULT_CONFIG.removal.ordinary,
  };
}

function terminal(user: NonNullable<UserSettings['terminal']>): Config['terminal'] {
  const base = DEFAULT_CONFIG.terminal;
  return {
    scrollback: user.scrollback ?? base.scrollback,
    saveScrollback: user['save-scrollback'] ?? base.saveScrollback,
    color: user.color ?? base.color,
    unicode: user.unicode ?? base.unicode,
    mouse: user.mouse ?? base.mouse,
    pasteNewlines: user['paste-newlines'] ?? base.pasteNewlines,
    copyOnSelect: user['copy-on-select'] ?? base.copyOnSelect,
    ...(user['open-command'] && { openCommand: user['open-command'] }),
    bell: user.bell ?? base.bell,
    notifications: user.notifications ?? base.notifications,
    clipboardRead: user['clipboard-read'] ?? base.clipboardRead,
    copyCommand: user['copy-command'] ?? base.copyCommand,
    pasteCommand: user['paste-command'] ?? base.pasteCommand,
  };
}

function manifests(settings: Readonly<Record<string, ManifestSettings>>) {
  return Object.fromEntries(
    Object.entries(settings).map(([kind, setting]) => [kind, toManifest(kind, setting)]),
  );
}

function toManifest(kind: string, setting: ManifestSettings): AgentManifest {
  const promptArgs = setting['prompt-args'];
  const how = setting.prompt ?? (promptArgs === undefined ? 'none' : 'argument');
  const markers: Record<string, object> = {};
  for (const [state, found] of Object.entries(setting.markers ?? {})) {
    if (found !== undefined) markers[state] = found;
  }
  return {
    kind,
    label: setting.label ?? kind,
    programs: setting.programs,
    args: setting.args ?? [],
    prompt: how === 'argument' ? { how, args: promptArgs ?? ['{prompt}'] } : { how },
    ...(setting.newline !== undefined && { newline: setting.newline }),
    markers,
    ...(setting.frozen !== undefined && { frozen: setting.frozen }),
  };
}

function validate<T extends z.core.$ZodType>(
  schema: T,
  source: string,
  file: string,
  wider?: z.core.$ZodType,
): z.infer<T> {
  const document = parseDocument(source, file);
  const result = z.safeParse(schema, document);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describe(issue, schema, wider));
  const lines = problems.map(({ path, words }) => {
    const line = lineOfKey(source, path);
    return `${file}${line === undefined ? '' : `:${line}`}: ${path.join('.')} ${words}`;
  });
  throw invalid(lines.join('\n'), file);
}

function parseDocument(source: string, file: string): unknown {
  try {
    return parseToml(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw invalid(`${file}:${error.line}:${error.column}: ${reason}`, file);
  }
}

function invalid(message: string, file: string): QtuiError {
  return new QtuiError('invalid-config', message, {
    untouched: 'Nothing was started.',
    hint: `Correct ${file}; docs/config.md lists every setting.`,
    data: { file },
  });
}

interface Problem {
  path: string[];
  words: string;
}

function describe(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  wider: z.core.$ZodType | undefined,
): Problem[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    const words = issue.message === 'Invalid input' ? 'must be a table' : issue.message;
    return [{ path, words }];
  }
  return issue.keys.map((key) => {
    const known = keysAt(schema, path);
    if (wider !== undefined && keysAt(wider, path).includes(key)) {
      return {
        path: [...path, key],
        words: "can only be set in your own settings, not in a repository's",
      };
    }
    const meant = nearest(key, known);
    const words =
      meant === undefined
        ? `is no setting; known here: ${known.join(', ')}`
        : `is no setting; did you mean "${meant}"?`;
    return { path: [...path, key], words };
  });
}

/** Names of the settings in the table at `path`. */
function keysAt(schema: z.core.$ZodType, path: readonly string[]): string[] {
  let current: z.core.$ZodType | undefined = schema;
  for (const segment of path) current = childOf(current, segment);
  const table = current === undefined ? undefined : unwrap(current);
  return table instanceof z.ZodMiniObject ? Object.keys(table._zod.def.shape) : [];
}

function childOf(
  schema: z.core.$ZodType | undefined,
  segment: string,
): z.core.$ZodType | undefined {
  if (schema === undefined) return undefined;
  const table = unwrap(schema);
  if (table instanceof z.ZodMiniObject) return table._zod.def.shape[segment];
  if (table instanceof z.ZodMiniRecord) return table._zod.def.valueType;
  return undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodMiniOptional ? unwrap(schema._zod.def.innerType) : schema;
}
