import { parse as parseToml } from 'smol-toml';
import * as z from 'zod/mini';
import { QtuiError } from '../core/errors.js';
import { type SettingsScope, typeIn } from './schema.js';
import type { Setting } from './settings/node.js';

/**
 * The value of a setting from the words of a command line: text as it is, a list as its words or as
 * TOML, everything else as TOML. Throws `usage` for what the setting cannot be in that file.
 */
export function readValue(
  key: string,
  setting: Setting,
  scope: SettingsScope,
  words: readonly string[],
): unknown {
  const type = typeIn(setting, scope);
  if (type === undefined) {
    throw refused(`${key} can only be set in your own settings, not in a repository's.`);
  }
  const value = valueFrom(setting.type, words);
  if (value === undefined) {
    throw refused(`${key} takes one value, not ${words.length}.`, 'Put it in quotes.');
  }
  const [word = ''] = words;
  if (setting.isCommand && words.length === 1 && Array.isArray(value) && /\s/.test(word)) {
    if (value[0] === word) {
      throw refused(
        `${key} is a program and its arguments, which no shell takes apart.`,
        `Give them as words: qtui config set ${key} -- ${word}`,
      );
    }
  }
  const result = type.safeParse(value);
  if (result.success) return value;
  const reasons = [...new Set(result.error.issues.map(({ message }) => message))].join('; ');
  throw refused(`${key} ${reasons}; it cannot be ${words.join(' ')}.`);
}

function valueFrom(type: Setting['type'], words: readonly string[]): unknown {
  const [word = ''] = words;
  if (type instanceof z.ZodMiniArray || type instanceof z.ZodMiniTuple) {
    const isToml = words.length === 1 && word.startsWith('[');
    const isOfTexts = type instanceof z.ZodMiniArray;
    if (isToml) return fromToml(word) ?? word;
    return words.map((item) => (isOfTexts ? item : (fromToml(item) ?? item)));
  }
  // What may be a list among others is one where it has several words.
  if (words.length !== 1) return type instanceof z.ZodMiniUnion ? words : undefined;
  const isText = type instanceof z.ZodMiniString || type instanceof z.ZodMiniEnum;
  if (!isText) return fromToml(word) ?? word;
  const isQuoted = /^(["']).*\1$/s.test(word);
  return isQuoted ? (fromToml(word) ?? word) : word;
}

/** The value that a word is in TOML; undefined where it is none. */
function fromToml(word: string): unknown {
  try {
    const document = parseToml(`value = ${word}`);
    return Object.keys(document).length === 1 ? document['value'] : undefined;
  } catch {
    // No value of TOML: the word is text.
    return undefined;
  }
}

function refused(message: string, hint?: string): QtuiError {
  return new QtuiError('usage', message, {
    untouched: 'Nothing was changed.',
    ...(hint !== undefined && { hint }),
  });
}
