import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import type { Config } from '../../../src/core/config.js';
import type { AnswerProgress } from '../../../src/core/ports/merge-model.js';
import { createLanguageModel } from '../../../src/llm/language-model.js';
import { caught } from '../../support/caught.js';
import { FakeLlm, type LlmAnswer } from '../../support/fake-llm.js';

const SHAPE = { name: 'answer', schema: z.object({ name: z.string() }) };
const GOOD = '{"name":"one two three four"}';

let server: FakeLlm;

beforeEach(async () => {
  server = await FakeLlm.start();
});
afterEach(() => server.dispose());

function modelAt(change: Partial<Config['llm']> = {}) {
  const settings = { ...DEFAULT_CONFIG.llm, baseUrl: server.baseUrl, model: 'small', ...change };
  return createLanguageModel(settings, 'llm', { env: {}, cwd: process.cwd() });
}

async function ask(change: Partial<Config['llm']> = {}, signal?: AbortSignal) {
  const progress: AnswerProgress[] = [];
  const onProgress = (each: AnswerProgress) => progress.push(each);
  const request = { prompt: 'say it', shape: SHAPE, signal, onProgress };
  return { ...(await modelAt(change).complete(request)), progress };
}

const reasonOf = async (answer: LlmAnswer) => {
  server.answers = [answer];
  return (await caught(ask())).data['reason'];
};

describe('an answer in pieces', () => {
  test('is told of as it comes, and what it has used by the server’s word', async () => {
    server.answers = [{ text: GOOD, usage: { prompt_tokens: 1000, completion_tokens: 10 } }];
    const { answer, usage, progress } = await ask({ priceIn: 2, priceOut: 100 });
    expect(answer).toEqual({ name: 'one two three four' });
    expect(usage).toEqual({ tokensIn: 1000, tokensOut: 10, isEstimated: false, cost: 0.003 });
    expect(progress[0]).toMatchObject({ received: 7, usage: { isEstimated: true } });
    expect(progress.map(({ received }) => received)).toEqual([7, 14, 21, 28, 29, 29, 29]);
    expect(server.requests[0]?.body).toMatchObject({
      ...{ stream: true, stream_options: { include_usage: true } },
      response_format: { type: 'json_schema' },
    });
  });

  test('is reckoned by its length where the server does not tell, and has no cost without prices', async () => {
    server.answers = [{ text: GOOD }];
    const { usage } = await ask();
    expect(usage).toEqual({ tokensIn: expect.any(Number), tokensOut: 8, isEstimated: true });
    expect(usage.tokensIn).toBeGreaterThan(20);
  });

  test('is taken in one piece from a server that knows no other way', async () => {
    server.answers = [{ whole: GOOD }];
    expect((await ask()).answer).toEqual({ name: 'one two three four' });
  });

  test('is asked for otherwise where the server refuses a part of the request, which is remembered', async () => {
    const refusal = (message: string) => ({ status: 400, body: { error: { message } } });
    server.answers = [
      refusal('unknown field stream_options'),
      refusal('no such response_format'),
      refusal('json_object neither'),
      refusal('cannot stream'),
      { text: GOOD },
    ];
    const model = modelAt();
    const request = { prompt: 'say it', shape: SHAPE, onProgress: () => undefined };
    await model.complete(request);
    await model.complete(request);
    const forms = server.requests.map(({ body }) => [
      body.response_format?.type ?? 'none',
      body.stream ?? false,
      body.stream_options !== undefined,
    ]);
    expect(forms).toEqual([
      ['json_schema', true, true],
      ['json_schema', true, false],
      ['json_object', true, false],
      ['none', true, false],
      ['none', false, false],
      ['none', false, false],
    ]);
  });

  test('that is no whole answer is unavailable, and says why', async () => {
    expect(await reasonOf({ pieces: ['{"name":'], after: 'cut' })).toBe('cut-off');
    expect(await reasonOf({ pieces: ['{"name":'], after: 'end' })).toBe('cut-off');
    expect(await reasonOf({ pieces: [], after: 'end' })).toBe('cut-off');
    const choice = (finish_reason: string, message: object) => ({
      choice: { finish_reason, message },
    });
    expect(await reasonOf(choice('length', { content: GOOD }))).toBe('truncated');
    expect(await reasonOf(choice('content_filter', { content: '' }))).toBe('refused');
    expect(await reasonOf(choice('stop', { refusal: 'No.' }))).toBe('refused');
    expect(await reasonOf({ text: '{"other":1}' })).toBe('unreadable');
    expect(await reasonOf({ raw: '<html>', type: 'text/html' })).toBe('unreadable');
    expect(
      await reasonOf({ raw: 'data: {"error":{"message":"x"}}\n\n', type: 'text/event-stream' }),
    ).toBe('cut-off');
    // Some servers never say why they end.
    server.answers = [{ pieces: [GOOD], after: 'end' }];
    expect((await ask()).answer).toEqual({ name: 'one two three four' });
  });

  test('that stalls ends with its time, and with a cancel; what it used is told', async () => {
    server.answers = [{ pieces: ['{"na'], after: 'silence' }];
    const late = await caught(ask({ timeoutSeconds: 0.2 }));
    expect(late).toMatchObject({
      data: { reason: 'timeout', usage: { tokensOut: 1, isEstimated: true } },
    });
    const cancel = new AbortController();
    const model = modelAt();
    const asked = caught(
      model.complete({
        ...{ prompt: 'say it', shape: SHAPE, signal: cancel.signal },
        onProgress: () => cancel.abort(),
      }),
    );
    expect((await asked).code).toBe('aborted');
  });
});
