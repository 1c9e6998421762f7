import { llmUnavailable } from '../core/llm.js';
import { findJson } from './json-answer.js';

/** What a server has answered, and what it says that this has used. */
export interface Completion {
  text: string;
  /** Tokens; absent where the server does not tell. */
  usage?: { in: number; out: number };
}

export interface Reading {
  signal: AbortSignal;
  onText?: ((received: number) => void) | undefined;
}

/** Longer answers are not read on: nothing that is asked for is so long. */
const LONGEST = 1024 * 1024;

/** A completion in one piece. Whatever a server sends: nothing of it is trusted to be there. */
export function readWhole(completion: unknown): Completion {
  const choices = field(completion, 'choices');
  if (!Array.isArray(choices)) {
    throw llmUnavailable(
      'unreadable',
      'The server answered with something else than a completion.',
      'Look at llm.base-url: it may be that of a web page.',
    );
  }
  const message = field(choices[0], 'message');
  const text = textOf({
    content: field(message, 'content'),
    isRefused: Boolean(field(message, 'refusal')),
    reason: field(choices[0], 'finish_reason'),
  });
  return withUsage(text, field(completion, 'usage'));
}

/** A completion in pieces, or in one where the server knows no other way. */
export async function readResponse(response: Response, reading: Reading): Promise<Completion> {
  const type = response.headers.get('content-type') ?? '';
  if (/json|html/.test(type) && !type.includes('event-stream')) {
    return readWhole(await response.json());
  }
  const { Stream } = await import('openai/core/streaming');
  const pieces = Stream.fromSSEResponse<unknown>(response, new AbortController());
  try {
    return await readPieces(pieces, reading);
  } finally {
    pieces.controller.abort();
  }
}

async function readPieces(
  pieces: AsyncIterable<unknown>,
  { signal, onText }: Reading,
): Promise<Completion> {
  let text = '';
  let isRefused = false;
  let reason: unknown;
  let usage: unknown;
  try {
    for await (const piece of pieces) {
      const choices = field(piece, 'choices');
      const choice = Array.isArray(choices) ? choices[0] : undefined;
      const content = field(field(choice, 'delta'), 'content');
      if (typeof content === 'string') text += content;
      if (field(field(choice, 'delta'), 'refusal')) isRefused = true;
      reason = field(choice, 'finish_reason') ?? reason;
      usage = field(piece, 'usage') ?? usage;
      if (text.length > LONGEST) break;
      onText?.(text.length);
    }
  } catch {
    // Whatever the stream broke off with, nothing of half an answer is taken.
    signal.throwIfAborted();
    throw cutOff();
  }
  signal.throwIfAborted();
  const isWhole = typeof reason === 'string' || isRefused || findJson(text) !== undefined;
  if (!isWhole) throw cutOff();
  return withUsage(textOf({ content: text, isRefused, reason }), usage);
}

function cutOff() {
  return llmUnavailable('cut-off', 'The model broke its answer off.');
}

function textOf({
  content,
  isRefused,
  reason,
}: {
  content: unknown;
  isRefused: boolean;
  reason: unknown;
}): string {
  if (isRefused || reason === 'content_filter') {
    throw llmUnavailable('refused', 'The model refuses to answer.');
  }
  if (reason === 'length') throw llmUnavailable('truncated', "The model's answer was cut off.");
  if (typeof content === 'string' && content.trim() !== '') return content;
  throw llmUnavailable('empty', 'The model answered nothing.');
}

function withUsage(text: string, usage: unknown): Completion {
  const [used, made] = [field(usage, 'prompt_tokens'), field(usage, 'completion_tokens')];
  if (typeof used !== 'number' || typeof made !== 'number') return { text };
  return { text, usage: { in: used, out: made } };
}

function field(value: unknown, name: string): unknown {
  return (value as Record<string, unknown> | null | undefined)?.[name];
}
