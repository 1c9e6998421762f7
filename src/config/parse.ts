import { parse as parseToml, TomlError, type TomlTable } from 'smol-toml';
import type * as z from 'zod/mini';
import { QtuiError } from '../core/errors.js';
import { lineOfKey } from './key-lines.js';
import { nearest } from './nearest.js';
import { isSettable, type SettingsScope, schemaFor } from './schema.js';
import { entriesOf, isNamed, isSetting, nodeAt, type SettingsTree } from './settings/node.js';
import { SETTINGS } from './settings/table.js';
import { lineAt, scanToml } from './toml-scan.js';
import { tomlKey } from './toml-value.js';

/** Mistakes that are told of one file; who has that many corrects the first ones first. */
const MOST_PROBLEMS = 10;

/**
 * The settings of a file of TOML, as it writes them; `file` is only named in errors. What a
 * repository may not set is refused by name. Throws `invalid-config` with every mistake.
 */
export function parseSettings(source: string, file: string, scope: SettingsScope): SettingsTree {
  const document = parseDocument(source, file);
  const result = schemaFor(scope).safeParse(document);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describe(issue, document, scope));
  const lines = problems.slice(0, MOST_PROBLEMS).map(({ path, words }) => {
    const line = lineOfKey(source, path);
    return `${file}${line === undefined ? '' : `:${line}`}: ${tomlKey(path)} ${words}`;
  });
  const more = problems.length - lines.length;
  throw invalid([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'), file);
}

/** A file of TOML, not yet checked. Throws `invalid-config` with the line of its first mistake. */
export function parseDocument(source: string, file: string): TomlTable {
  try {
    return parseToml(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const twice = repeatedAt(source, error.line);
    if (twice !== undefined) throw invalid(`${file}:${error.line}: ${twice}`, file);
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw invalid(`${file}:${error.line}:${error.column}: ${reason}`, file);
  }
}

/** What is wrong with a line that sets what is set before it; undefined where it does not. */
function repeatedAt(source: string, line: number): string | undefined {
  const items = scanToml(source);
  const index = items.findIndex(({ keyStart }) => lineAt(source, keyStart) === line);
  const repeated = items[index];
  if (repeated === undefined) return undefined;
  const name = tomlKey(repeated.path);
  const first = items.slice(0, index).find(({ path }) => tomlKey(path) === name);
  if (first === undefined) return undefined;
  const before = `on line ${lineAt(source, first.keyStart)} already`;
  return repeated.kind === 'header' ? `[${name}] begins ${before}` : `${name} is set ${before}`;
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

function describe(issue: z.core.$ZodIssue, document: TomlTable, scope: SettingsScope): Problem[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    const value = valueAt(document, path);
    if (value === undefined) return [{ path, words: `is not set; it ${issue.message}` }];
    const isTable = issue.message === 'Invalid input';
    const words = isTable ? 'must be a table' : issue.message;
    const isMany = isTable && Array.isArray(value);
    return [{ path, words: isMany ? `${words}: write [${tomlKey(path)}] once` : words }];
  }
  return issue.keys.map((key) => ({ path: [...path, key], words: unknownWords(path, key, scope) }));
}

function unknownWords(path: readonly string[], key: string, scope: SettingsScope): string {
  if (nodeAt(SETTINGS, [...path, key]) !== undefined) {
    return "can only be set in your own settings, not in a repository's";
  }
  const known = namesAt(path, scope);
  const meant = nearest(key, known);
  return meant === undefined
    ? `is no setting; known here: ${known.join(', ')}`
    : `is no setting; did you mean "${meant}"?`;
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    document,
  );
}

/** Names of the settings in the table at `path`. */
function namesAt(path: readonly string[], scope: SettingsScope): string[] {
  const node = nodeAt(SETTINGS, path);
  if (node === undefined || isSetting(node)) return [];
  if (isNamed(node)) return [...(node.names ?? [])];
  return entriesOf(node).flatMap(([name, inner]) => (isSettable(inner, scope) ? [name] : []));
}
