import { stat } from 'node:fs/promises';
import type { Config } from '../core/config.js';
import { llmUnavailable } from '../core/llm.js';
import { commandWords, printable } from '../core/text.js';
import { keySource, missingVariable } from '../llm/api-key.js';
import type { Application } from './compose.js';

/** Who is asked for the names of branches, in words; throws `llm-unavailable` for what is missing. */
export async function describeNames({ env, userConfig }: Application): Promise<string> {
  const { llm, names } = await userConfig();
  const wait = `within ${names.timeoutSeconds} s`;
  switch (names.suggest) {
    case 'off':
      return 'made of the first message; nothing is sent anywhere (names.suggest is "off")';
    case 'command':
      await requireProgram(llm.command, env);
      return `suggested by \`${commandWords(llm.command)}\` ${wait}`;
    case 'llm':
      return `suggested by ${endpointWords(llm, env)} ${wait}`;
  }
}

/** Sends one made-up task, and says what name came back. Throws `llm-unavailable`. */
export async function tryNames(app: Application): Promise<string> {
  const described = await describeNames(app);
  const question = { message: 'Fix the redirect after the login', type: 'feature' } as const;
  const name = await (await app.names()).suggest(question);
  return name === undefined ? described : `${described}; it answers: ${printable(name)}`;
}

/** Who is asked about merges, in words; throws `llm-unavailable` for what is missing. */
export async function describeMergeModel({ env, userConfig }: Application): Promise<string> {
  const { llm } = await userConfig();
  const when = 'only when you ask it';
  if (llm.model !== undefined) return `${endpointWords(llm, env)} ${when}`;
  if (llm.command.length === 0) return 'none is set; conflicts and messages are yours';
  await requireProgram(llm.command, env);
  return `\`${commandWords(llm.command)}\`, ${when}`;
}

function endpointWords(llm: Config['llm'], env: Readonly<Record<string, string>>): string {
  if (llm.model === undefined) {
    const hint = 'Set llm.model in your settings, or names.suggest to "off".';
    throw llmUnavailable('not-configured', 'llm.model is not set', hint);
  }
  const variable = missingVariable(llm, env);
  if (variable !== undefined) {
    throw llmUnavailable('no-key', `${variable} is not set`, `Set ${variable}.`);
  }
  const at = llm.baseUrl === undefined ? 'OpenAI' : new URL(llm.baseUrl).host;
  const key = keySource(llm);
  return `${printable(llm.model)} at ${at}, ${key === undefined ? 'without a key' : `key from ${key}`},`;
}

async function requireProgram(
  [program]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  if (program === undefined) {
    const hint = 'Set llm.command in your settings, or names.suggest to "off".';
    throw llmUnavailable('not-configured', 'llm.command is not set', hint);
  }
  const places = program.includes('/')
    ? [program]
    : (env['PATH'] ?? '').split(':').map((directory) => `${directory}/${program}`);
  const found = await Promise.all(places.map((place) => stat(place).catch(() => undefined)));
  if (found.some((facts) => facts?.isFile())) return;
  const words = `${printable(program)} is not on PATH`;
  throw llmUnavailable('not-configured', words, 'Correct llm.command in your settings.');
}
