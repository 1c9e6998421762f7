import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import type { Config } from '../../../src/core/config.js';
import { createLanguageModel, type LanguageModel } from '../../../src/llm/language-model.js';
import { caught } from '../../support/caught.js';
import { FakeLlm, type LlmAnswer } from '../../support/fake-llm.js';

const SECRET = 'sk-very-secret-0123456789';
const SHAPE = {
  name: 'answer',
  schema: z.object({ name: z.string(), note: z.nullable(z.string()) }),
};
const GOOD = '{"name":"a/b","note":null}';

let server: FakeLlm;

beforeEach(async () => {
  server = await FakeLlm.start();
});
afterEach(() => server.dispose());

function modelAt(
  change: Partial<Config['llm']> = {},
  env: Record<string, string> = { TEST_KEY: SECRET },
): LanguageModel {
  const settings = {
    ...DEFAULT_CONFIG.llm,
    ...{ baseUrl: server.baseUrl, model: 'small', apiKeyEnv: 'TEST_KEY' },
    ...change,
  };
  return createLanguageModel(settings, 'llm', { env, cwd: process.cwd() });
}

const ask = (model: LanguageModel, signal?: AbortSignal) =>
  model.complete({ prompt: 'say it', shape: SHAPE, signal }).then(({ answer }) => answer);

describe('an endpoint', () => {
  test('is asked for a JSON schema, with the key and the model of the settings', async () => {
    server.answers = [{ text: GOOD }];
    expect(await ask(modelAt())).toEqual({ name: 'a/b', note: null });
    expect(server.requests).toHaveLength(1);
    const [{ path, headers, body } = { path: '', headers: {}, body: {} }] = server.requests;
    expect(path).toBe('/v1/chat/completions');
    expect(headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(body).toMatchObject({
      model: 'small',
      response_format: {
        type: 'json_schema',
        json_schema: {
          strict: true,
          schema: { required: ['name', 'note'], additionalProperties: false },
        },
      },
    });
    expect(body.messages[0].content).toContain('say it');
  });

  test('that knows no schema is asked for an object, then by words alone, and that is kept', async () => {
    server.answers = [{ status: 400 }, { status: 400 }, { text: `Here: ${GOOD}` }];
    const model = modelAt();
    expect(await ask(model)).toMatchObject({ name: 'a/b' });
    server.answers = [{ text: GOOD }];
    await ask(model);
    const forms = server.requests.map(({ body }) => body.response_format?.type);
    expect(forms).toEqual(['json_schema', 'json_object', undefined, undefined]);
    for (const { body } of server.requests)
      expect(body.messages[0].content).toContain('JSON schema');
  });

  test('gets one more try when it fails', async () => {
    server.answers = [{ status: 500, headers: { 'retry-after-ms': '1' } }, { text: GOOD }];
    expect(await ask(modelAt())).toMatchObject({ name: 'a/b' });
    expect(server.requests).toHaveLength(2);
  });

  const broken: [string, LlmAnswer, string][] = [
    ['a refused key', { status: 401, body: { error: { message: `bad ${SECRET}` } } }, 'denied'],
    ['a key without the right', { status: 403 }, 'denied'],
    ['a request it never takes', { status: 400 }, 'rejected'],
    ['an unknown model', { status: 404 }, 'not-found'],
    ['too many requests', { status: 429, headers: { 'retry-after': '3600' } }, 'rate-limited'],
    ['a failure', { status: 500, headers: { 'x-should-retry': 'false' } }, 'server-failed'],
    [
      'a refusal',
      { choice: { finish_reason: 'stop', message: { content: null, refusal: 'no' } } },
      'refused',
    ],
    ['a filter', { choice: { finish_reason: 'content_filter', message: {} } }, 'refused'],
    ['no choice', { raw: '{"choices":[]}', type: 'application/json' }, 'empty'],
    ['an empty text', { text: '  ' }, 'empty'],
    [
      'a truncated answer',
      { choice: { finish_reason: 'length', message: { content: '{"name":"a' } } },
      'truncated',
    ],
    ['a page', { raw: '<html>Sign in</html>', type: 'text/html' }, 'unreadable'],
    ['a page that says it is JSON', { raw: '<html>', type: 'application/json' }, 'unreadable'],
    ['no completion', { raw: '{"ok":true}', type: 'application/json' }, 'unreadable'],
    ['another shape', { text: '{"title":"a"}' }, 'unreadable'],
    ['prose', { text: 'I would call it Bob.' }, 'unreadable'],
    ['a cut stream', { part: '{"choices":[', cut: true }, 'cut-off'],
  ];

  test.each(broken)(
    'with %s is unavailable, in words of our own',
    async (_what, answer, reason) => {
      server.answers = [answer];
      const error = await caught(ask(modelAt()));
      expect(error).toMatchObject({ code: 'llm-unavailable', data: { reason } });
      const told = JSON.stringify([error.message, error.hint, error.data, error.cause]);
      expect(told).not.toContain(SECRET);
      expect(told).not.toContain('<');
    },
  );

  test('that hangs up is tried twice and is unavailable', async () => {
    server.answers = ['hang-up'];
    const error = await caught(ask(modelAt()));
    expect(error).toMatchObject({ code: 'llm-unavailable', data: { reason: 'offline' } });
    expect(server.requests).toHaveLength(2);
  });

  test('that is not there is unavailable', async () => {
    const model = modelAt();
    await server.dispose();
    const error = await caught(ask(model));
    server = await FakeLlm.start();
    expect(error).toMatchObject({ code: 'llm-unavailable', data: { reason: 'offline' } });
  });

  test.each<[string, LlmAnswer]>([
    ['is silent', 'silence'],
    ['stalls in its body', { part: '{"choices":[' }],
    ['wants to be asked again later', { status: 429, headers: { 'retry-after': '1' } }],
  ])('that %s is given up at the limit', async (_what, answer) => {
    server.answers = [answer];
    const limit = new AbortController();
    const asked = caught(ask(modelAt(), limit.signal));
    await server.asked(1);
    limit.abort(new DOMException('time is up', 'TimeoutError'));
    expect(await asked).toMatchObject({ code: 'llm-unavailable', data: { reason: 'timeout' } });
  });

  test('is given up when the person cancels', async () => {
    server.answers = ['silence'];
    const cancel = new AbortController();
    const asked = caught(ask(modelAt(), cancel.signal));
    await server.asked(1);
    cancel.abort();
    expect((await asked).code).toBe('aborted');
  });

  test('gets no key of another one', async () => {
    server.answers = [{ text: GOOD }];
    const settings = { ...DEFAULT_CONFIG.llm, baseUrl: server.baseUrl, model: 'small' };
    const env = { OPENAI_API_KEY: SECRET };
    await ask(createLanguageModel(settings, 'llm', { env, cwd: process.cwd() }));
    expect(JSON.stringify(server.requests)).not.toContain(SECRET);
  });

  test('without a key names the variable to set, and is sent nothing', async () => {
    const error = await caught(ask(modelAt({}, {})));
    expect(error).toMatchObject({ code: 'llm-unavailable', data: { reason: 'no-key' } });
    expect(error.hint).toContain('TEST_KEY');
    expect(server.requests).toEqual([]);
  });

  test('is sent the key that a command prints, which is not told when that fails', async () => {
    server.answers = [{ text: GOOD }];
    const print = (code: number) => [
      'sh',
      '-c',
      `echo ${SECRET}; echo ${SECRET} >&2; exit ${code}`,
    ];
    await ask(modelAt({ apiKeyCommand: print(0) }));
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    const error = await caught(ask(modelAt({ apiKeyCommand: print(3) })));
    expect(error).toMatchObject({ code: 'llm-unavailable', data: { reason: 'command-failed' } });
    expect(JSON.stringify([error.message, error.hint])).not.toContain(SECRET);
    expect(server.requests).toHaveLength(1);
  });

  test('is not asked without a model', async () => {
    const settings = { ...DEFAULT_CONFIG.llm, baseUrl: server.baseUrl };
    const model = createLanguageModel(settings, 'llm', { env: {}, cwd: process.cwd() });
    const error = await caught(ask(model));
    expect(error).toMatchObject({ data: { reason: 'not-configured' } });
    expect(server.requests).toEqual([]);
  });

  test('refuses a shape with fields that may be left out', async () => {
    const shape = { name: 'loose', schema: z.object({ name: z.optional(z.string()) }) };
    const error = await caught(modelAt().complete({ prompt: '', shape }));
    expect(error.message).toContain('name');
    expect(server.requests).toEqual([]);
  });
});
