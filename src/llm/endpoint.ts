import type OpenAI from 'openai';
import type { Config } from '../core/config.js';
import { QtuiError } from '../core/errors.js';
import { type LlmReason, llmUnavailable } from '../core/llm.js';
import { type AnswerShape, jsonSchemaOf } from './answer-schema.js';
import { readKey } from './api-key.js';
import { type Completion, readResponse, readWhole } from './completion.js';

/** A wait that a server asks for is kept up to this, s; a longer one is an answer. */
const LONGEST_WAIT = 1;

/** How an answer's form is asked for; each server knows the first so many of them. */
const LADDER = ['json-schema', 'json-object', 'prompt'] as const;

/** How an answer is to come where it is wanted in pieces; the first that the server has not refused. */
const WAYS = ['stream-with-usage', 'stream', 'whole'] as const;

export interface Question {
  prompt: string;
  shape: AnswerShape<unknown>;
  signal: AbortSignal;
  /** Is told the characters of the answer so far, where the server sends it in pieces. */
  onText?: ((received: number) => void) | undefined;
}

export interface EndpointPlace {
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Ends whatever is asked: the program that asks is about to end. */
  ending?: AbortSignal;
}

type Package = typeof import('openai');

/** An endpoint that speaks OpenAI's protocol, asked by the settings. */
export class Endpoint {
  readonly #settings: Config['llm'];
  readonly #place: EndpointPlace;
  #client: Promise<{ client: OpenAI; errors: Package }> | undefined;
  /** The first rung that the server has not refused, and the first way. */
  #rung = 0;
  #way = 0;

  constructor(settings: Config['llm'], place: EndpointPlace) {
    this.#settings = settings;
    this.#place = place;
  }

  /** The answer. Throws `llm-unavailable`, or the signal's reason. */
  async ask(question: Question): Promise<Completion> {
    const { model } = this.#settings;
    if (model === undefined) {
      const hint = 'Set llm.model in your settings.';
      throw llmUnavailable('not-configured', 'No model is named.', hint);
    }
    const { client, errors } = await this.#connect(question.signal);
    try {
      return await this.#climb(client, errors, model, question);
    } catch (thrown) {
      question.signal.throwIfAborted();
      const error = this.#explain(thrown, errors, model);
      // The next question fetches it anew: it may have been replaced.
      if (error.data['reason'] === 'denied') this.#client = undefined;
      throw error;
    }
  }

  #connect(signal: AbortSignal) {
    this.#client ??= this.#makeClient(signal).catch((thrown: unknown) => {
      this.#client = undefined;
      throw thrown;
    });
    return this.#client;
  }

  async #makeClient(signal: AbortSignal) {
    const { baseUrl, timeoutSeconds } = this.#settings;
    const apiKey = await readKey(this.#settings, { ...this.#place, signal });
    const errors = await import('openai');
    // All that it would else take from the environment is given: a key is no other endpoint's.
    const client = new errors.OpenAI({
      apiKey,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      baseURL: baseUrl ?? 'https://api.openai.com/v1',
      timeout: timeoutSeconds * 1000,
      maxRetries: 1,
      logLevel: 'off',
      fetch: impatientFetch,
    });
    return { client, errors };
  }

  async #climb(client: OpenAI, errors: Package, model: string, question: Question) {
    for (;;) {
      const form = LADDER[this.#rung] ?? 'prompt';
      const way = question.onText === undefined ? 'whole' : (WAYS[this.#way] ?? 'whole');
      try {
        return await this.#request(client, model, { form, way }, question);
      } catch (thrown) {
        if (!isAboutForm(thrown, errors)) throw thrown;
        if (way !== 'whole' && (form === 'prompt' || isAboutStreams(thrown))) this.#way += 1;
        else if (form !== 'prompt') this.#rung += 1;
        else throw thrown;
      }
    }
  }

  async #request(
    client: OpenAI,
    model: string,
    { form, way }: { form: (typeof LADDER)[number]; way: (typeof WAYS)[number] },
    { prompt, shape, signal, onText }: Question,
  ): Promise<Completion> {
    const schema = { name: shape.name, schema: jsonSchemaOf(shape), strict: true };
    const body = {
      model,
      messages: [{ role: 'user' as const, content: prompt }],
      ...(form === 'json-schema' && {
        response_format: { type: 'json_schema' as const, json_schema: schema },
      }),
      ...(form === 'json-object' && { response_format: { type: 'json_object' as const } }),
    };
    // `timeout` ends at the headers: only the signal ends a body that stalls.
    if (way === 'whole') return readWhole(await client.chat.completions.create(body, { signal }));
    const usage = way === 'stream-with-usage' && { stream_options: { include_usage: true } };
    const response = await client.chat.completions
      .create({ ...body, stream: true, ...usage }, { signal })
      .asResponse();
    return readResponse(response, { signal, onText });
  }

  #explain(thrown: unknown, { APIConnectionTimeoutError, APIError }: Package, model: string) {
    if (thrown instanceof QtuiError) return thrown;
    const name = this.#settings.baseUrl ?? 'https://api.openai.com/v1';
    const failed = (reason: LlmReason, words: string, hint?: string) =>
      llmUnavailable(reason, `The model at ${withoutSecrets(name)} ${words}.`, hint);
    if (thrown instanceof APIConnectionTimeoutError) {
      return failed('timeout', 'did not answer in time');
    }
    if (!(thrown instanceof APIError)) {
      return (thrown as Error | undefined)?.name === 'SyntaxError'
        ? failed('unreadable', 'sent an answer that is no JSON', 'Look at llm.base-url.')
        : failed('cut-off', 'broke its answer off');
    }
    const { status } = thrown;
    if (status === undefined) {
      const hint = 'Look whether it runs, and at llm.base-url.';
      return failed('offline', 'cannot be reached', hint);
    }
    if (status === 401 || status === 403) {
      return failed('denied', `refuses the key (${status})`, 'Look at the key and its rights.');
    }
    if (status === 404) {
      const hint = 'Look at llm.base-url (it mostly ends with /v1) and llm.model.';
      return failed('not-found', `does not know the path or the model ${model} (404)`, hint);
    }
    if (status === 429) return failed('rate-limited', 'takes no more requests now (429)');
    if (status >= 500) return failed('server-failed', `failed (${status})`);
    return failed('rejected', `refuses the request (${status})`, 'Look at llm.model.');
  }
}

/** An address may hold a password, or a key in its query. */
function withoutSecrets(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`.replace(/\/$/, '');
}

/** 400, as OpenAI says of a format it does not know, or 422, as validators of others do. */
function isAboutForm(thrown: unknown, { APIError }: Package): boolean {
  return thrown instanceof APIError && (thrown.status === 400 || thrown.status === 422);
}

/** Only to choose what to try next; servers that say nothing get all of it tried. */
function isAboutStreams(thrown: unknown): boolean {
  return /stream/i.test((thrown as Error | undefined)?.message ?? '');
}

/** Its client would sleep, whatever the signal says, for as long as a server asks it to. */
const impatientFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const asked = response.headers.get('retry-after-ms') ?? response.headers.get('retry-after');
  if (response.ok || asked === null) return response;
  const headers = new Headers(response.headers);
  headers.delete('retry-after-ms');
  headers.delete('retry-after');
  const isSeconds = !response.headers.has('retry-after-ms');
  const seconds = isSeconds ? Number(asked) : Number(asked) / 1000;
  // A date counts as long: it gives no number.
  if (!(seconds <= LONGEST_WAIT)) headers.set('x-should-retry', 'false');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
};
