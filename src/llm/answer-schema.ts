import * as z from 'zod/mini';
import { llmUnavailable } from '../core/llm.js';
import { findJson } from './json-answer.js';

/** What an answer must be: a zod object whose fields are all required, `null` where they may be. */
export interface AnswerShape<T> {
  /** What servers call it: letters, digits, `_` and `-`. */
  name: string;
  schema: z.ZodMiniType<T>;
}

/**
 * The JSON schema of an answer, as strict servers take it. Throws for a field that may be left
 * out: they refuse that; say `z.nullable` in its place.
 */
export function jsonSchemaOf({ name, schema }: AnswerShape<unknown>): Record<string, unknown> {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema) as Record<string, unknown>;
  const fields = Object.keys((json['properties'] as object | undefined) ?? {});
  const required = new Set(json['required'] as string[] | undefined);
  const loose = fields.filter((field) => !required.has(field));
  if (json['type'] !== 'object' || loose.length > 0) {
    throw new TypeError(`The answer ${name} must be an object without optional fields: ${loose}`);
  }
  return json;
}

/** A model's words as the answer that was asked for; whatever the server has promised. */
export function readAnswer<T>(text: string, { schema }: AnswerShape<T>): T {
  const result = schema.safeParse(findJson(text));
  if (result.success) return result.data;
  throw llmUnavailable('unreadable', 'The model answered something else than it was asked for.');
}

/** Tells a model that knows no formats what to answer with. */
export function formatWords(shape: AnswerShape<unknown>): string {
  return (
    'Answer with one JSON object and nothing else. It must fit this JSON schema:\n' +
    JSON.stringify(jsonSchemaOf(shape))
  );
}
