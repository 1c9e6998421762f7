import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with one request; a completion comes in pieces where that is asked for. */
export type LlmAnswer =
  /** A completion with this text. */
  | { text: string; usage?: { prompt_tokens: number; completion_tokens: number } }
  /** A completion whose first choice is this. */
  | { choice: Record<string, unknown> }
  /** A completion in one piece, whatever is asked for: the server knows no other way. */
  | { whole: string }
  /** These pieces, and then nothing: `cut` ends the connection, `end` the answer. */
  | { pieces: readonly string[]; after: 'silence' | 'cut' | 'end' }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** A body of this type, whatever a completion would be. */
  | { raw: string; type: string }
  /** Headers and the beginning of a body, and then nothing: `cut` ends the connection. */
  | { part: string; cut?: boolean }
  /** Nothing at all. */
  | 'silence'
  /** The connection is ended. */
  | 'hang-up'
  /** Held until `release` is called, then as `text`. */
  | { text: string; held: true };

export interface LlmRequest {
  path: string;
  headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: read field by field in expectations
  body: any;
}

/** A local endpoint that speaks OpenAI's protocol, plays scripted answers and keeps what it was sent. */
export class FakeLlm {
  readonly requests: LlmRequest[] = [];
  readonly #server: Server;
  readonly #held: (() => void)[] = [];
  #waiting: { count: number; resolve: () => void }[] = [];
  /** For the next requests, in turn; the last one stays. */
  answers: LlmAnswer[] = [{ text: '{"name":"GENERIC"}' }];

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeLlm> {
    const fake = new FakeLlm();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Resolves when so many requests have come. */
  async asked(count: number): Promise<void> {
    if (this.requests.length >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** Lets everything that is held go. */
  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  async dispose(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    this.requests.push({ path: request.url ?? '', headers: request.headers, body });
    const answer = (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? 'silence';
    for (const { count, resolve } of this.#waiting) if (this.requests.length >= count) resolve();
    this.#waiting = this.#waiting.filter(({ count }) => this.requests.length < count);
    play(answer, response, this.#held, body);
  }
}

/** What a request says of the form of its answer. */
interface Wish {
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
}

function play(answer: LlmAnswer, response: ServerResponse, held: (() => void)[], wish: Wish): void {
  if (answer === 'silence') return;
  if (answer === 'hang-up') {
    response.destroy();
  } else if ('status' in answer) {
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body ?? { error: { message: 'as scripted' } }));
  } else if ('raw' in answer) {
    response.writeHead(200, { 'content-type': answer.type });
    response.end(answer.raw);
  } else if ('part' in answer) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '10000' });
    response.write(answer.part, () => {
      if (answer.cut) response.destroy();
    });
  } else if ('held' in answer) {
    held.push(() => play({ text: answer.text }, response, held, wish));
  } else if ('pieces' in answer) {
    playPieces(answer, response);
  } else {
    playCompletion(answer, response, wish);
  }
}

function playPieces(
  { pieces, after }: Extract<LlmAnswer, { pieces: unknown }>,
  response: ServerResponse,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunks = pieces.map((content) => event({ choices: [{ delta: { content } }] }));
  response.write(chunks.join(''), () => {
    if (after === 'cut') response.destroy();
    else if (after === 'end') response.end();
  });
}

function playCompletion(
  answer: Extract<LlmAnswer, { text: string } | { choice: unknown } | { whole: string }>,
  response: ServerResponse,
  wish: Wish,
): void {
  const text = 'whole' in answer ? answer.whole : 'text' in answer ? answer.text : '';
  const choice =
    'choice' in answer
      ? answer.choice
      : { finish_reason: 'stop', message: { role: 'assistant', content: text } };
  const usage = 'usage' in answer ? answer.usage : undefined;
  if (!wish.stream || 'whole' in answer) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: '1', object: 'chat.completion', choices: [choice], usage }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const { message, finish_reason } = choice as {
    message?: { content?: string; refusal?: string };
    finish_reason?: string;
  };
  // Cut anywhere, as tokens are.
  const pieces = message?.content?.match(/[\s\S]{1,7}/g) ?? [];
  const events = [
    ...pieces.map((content) => event({ choices: [{ delta: { content } }] })),
    ...(message?.refusal ? [event({ choices: [{ delta: { refusal: message.refusal } }] })] : []),
    event({ choices: [{ delta: {}, finish_reason: finish_reason ?? 'stop' }] }),
    ...(wish.stream_options?.include_usage && usage ? [event({ choices: [], usage })] : []),
    'data: [DONE]\n\n',
  ];
  response.end(events.join(''));
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
