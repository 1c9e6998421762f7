import { parse as parseToml, TomlError } from 'smol-toml';
import type * as z from 'zod/mini';
import { QtuiError } from '../core/errors.js';
import { lineOfKey } from './key-lines.js';
import { nearest } from './nearest.js';
import { isSettable, type SettingsScope, schemaFor } from './schema.js';
import { entriesOf, isNamed, isSetting, nodeAt, type SettingsTree } from './settings/node.js';
import { SETTINGS } from './settings/table.js';

/**
 * The settings of a file of TOML, as it writes them; `file` is only named in errors. What a
 * repository may not set is refused by name. Throws `invalid-config` with every mistake.
 */
export function parseSettings(source: string, file: string, scope: SettingsScope): SettingsTree {
  const document = parseDocument(source, file);
  const result = schemaFor(scope).safeParse(document);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describe(issue, scope));
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

function describe(issue: z.core.$ZodIssue, scope: SettingsScope): Problem[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    const words = issue.message === 'Invalid input' ? 'must be a table' : issue.message;
    return [{ path, words }];
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

/** Names of the settings in the table at `path`. */
function namesAt(path: readonly string[], scope: SettingsScope): string[] {
  const node = nodeAt(SETTINGS, path);
  if (node === undefined || isSetting(node)) return [];
  if (isNamed(node)) return [...(node.names ?? [])];
  return entriesOf(node).flatMap(([name, inner]) => (isSettable(inner, scope) ? [name] : []));
}
