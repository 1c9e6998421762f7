/** A SKILL.md as a value. The one place that knows YAML; loaded where there is a skill to read. */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { SESSION_TYPES, type SessionType } from '../core/session.js';
import type { Skill } from '../core/skill.js';
import { printable } from '../core/text.js';
import type { FoundSkill } from './find.js';
import { invalidSkill } from './invalid.js';

/** Longest description that is kept; agentskills.io allows no longer one. */
const MOST_DESCRIPTION = 1024;

/** The values of the front matter, with the lines they stand on. */
type Fields = ReadonlyMap<string, { value: unknown; line: number }>;

/**
 * The skill of a text. What its front matter says beside what we know is left alone; in a skill
 * that was made for another program `type` and `agent` have that one's meaning, and are left alone
 * too. Throws `invalid-skill` with file and line.
 */
export function parseSkill(text: string, { name, place, file, hides }: FoundSkill): Skill {
  const { yaml, body } = split(text, file);
  const fields = fieldsOf(yaml, file);
  const requiresWorktree = requirementOf(fields, file);
  const type = place.isOwn ? typeOf(fields, file) : undefined;
  const agentKind = place.isOwn ? agentOf(fields, file) : undefined;
  const prompt = cleanPrompt(body);
  const description = descriptionOf(fields, file);
  if (prompt === '') {
    throw invalidSkill(file, text.split('\n').length, 'there is no text below the front matter', {
      hint: 'Write there what the agent shall do.',
    });
  }
  return {
    ...{ name, description, origin: place.origin, file, prompt, hides },
    ...(requiresWorktree !== undefined && { requiresWorktree }),
    ...(type !== undefined && { type }),
    ...(agentKind !== undefined && { agentKind }),
  };
}

function split(text: string, file: string): { yaml: string; body: string } {
  const lines = text.split(/\r\n|\r|\n/);
  const isFence = (line: string) => /^---[ \t]*$/.test(line);
  if (!isFence(lines[0] ?? '')) {
    throw invalidSkill(file, 1, 'it does not begin with a front matter', {
      hint: 'Begin with a line "---", then "description: what it is for", then a line "---".',
    });
  }
  const end = lines.findIndex((line, index) => index > 0 && isFence(line));
  if (end < 0) {
    throw invalidSkill(file, 1, 'its front matter does not end', {
      hint: 'Put a line "---" below it, before what the agent is told.',
    });
  }
  return { yaml: lines.slice(1, end).join('\n'), body: lines.slice(end + 1).join('\n') };
}

function fieldsOf(yaml: string, file: string): Fields {
  const counter = new LineCounter();
  // The first line is the one of dashes.
  const lineAt = (offset: number) => counter.linePos(offset).line + 1;
  const document = parseDocument(yaml, {
    ...{ lineCounter: counter, prettyErrors: false, logLevel: 'silent' },
  });
  const [error] = document.errors;
  if (error) {
    const words = printable(error.message).replace(/\.$/, '');
    const isAboutQuotes = error.code !== 'DUPLICATE_KEY';
    throw invalidSkill(file, lineAt(error.pos[0]), `its front matter is no YAML: ${words}`, {
      ...(isAboutQuotes && {
        hint: 'Text that holds ": " or " #", or begins with a sign, must stand in quotes.',
      }),
    });
  }
  const { contents } = document;
  if (contents === null) return new Map();
  if (!isMap(contents)) {
    throw invalidSkill(
      file,
      lineAt(contents.range?.[0] ?? 0),
      'its front matter is no list of names with values',
      {
        hint: 'Write one "name: value" on each line.',
      },
    );
  }
  const fields = new Map<string, { value: unknown; line: number }>();
  for (const { key, value } of contents.items) {
    if (!isScalar(key) || typeof key.value !== 'string') continue;
    const known = isScalar(value) ? value.value : value;
    fields.set(key.value, { value: known, line: lineAt(key.range?.[0] ?? 0) });
  }
  return fields;
}

function descriptionOf(fields: Fields, file: string): string {
  const { value, line = 1 } = fields.get('description') ?? {};
  const text = typeof value === 'string' ? printable(value).slice(0, MOST_DESCRIPTION) : '';
  if (text !== '') return text;
  const words = value === undefined ? 'it has no description' : 'its description is no text';
  throw invalidSkill(file, line, words, {
    hint: 'Add "description: what it is for" to its front matter.',
  });
}

function requirementOf(fields: Fields, file: string): boolean | undefined {
  for (const name of ['requires-worktree', 'requiresWorktree']) {
    const field = fields.get(name);
    if (field === undefined) continue;
    if (typeof field.value === 'boolean') return field.value;
    throw invalidSkill(file, field.line, `${name} is neither true nor false`);
  }
  return undefined;
}

function typeOf(fields: Fields, file: string): SessionType | undefined {
  const field = fields.get('type');
  if (field === undefined) return undefined;
  const type = SESSION_TYPES.find((known) => known === field.value);
  if (type !== undefined) return type;
  throw invalidSkill(file, field.line, 'its type is no type of session', {
    hint: `Types: ${SESSION_TYPES.join(', ')}.`,
  });
}

function agentOf(fields: Fields, file: string): string | undefined {
  const field = fields.get('agent');
  if (field === undefined) return undefined;
  const { value } = field;
  if (typeof value === 'string' && /^[\w][\w.-]{0,63}$/.test(value)) return value;
  throw invalidSkill(file, field.line, 'its agent is no kind of agent', {
    hint: 'Name one as "qtui doctor" lists them: claude, codex, shell.',
  });
}

/** An agent may be given it as if it were typed: a control character would be a key. */
function cleanPrompt(body: string): string {
  return body.replace(/[^\P{Cc}\n\t]/gu, '').trim();
}
