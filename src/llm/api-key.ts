import type { Config } from '../core/config.js';
import { llmUnavailable } from '../core/llm.js';
import type { ModelProblem } from '../core/ports/merge-model.js';
import { type CommandPlace, runCommand } from './command.js';

/** Where OpenAI's own service is asked, whose key everybody keeps here. */
const OPENAI_VARIABLE = 'OPENAI_API_KEY';
/** Servers of one's own ask for none, and the client for any. */
const NO_KEY = 'none';

/** Where the key of the settings comes from, in words; undefined where none is sent. */
export function keySource(settings: Config['llm']): string | undefined {
  if (settings.apiKeyCommand.length > 0) return 'llm.api-key-command';
  return variableOf(settings);
}

/** The variable that must be set and is not; undefined where nothing is missing. */
export function missingVariable(
  settings: Config['llm'],
  env: Readonly<Record<string, string>>,
): string | undefined {
  if (settings.apiKeyCommand.length > 0) return undefined;
  const variable = variableOf(settings);
  return variable !== undefined && !env[variable]?.trim() ? variable : undefined;
}

/** OpenAI's key goes to another endpoint only where the person says so. */
function variableOf({ apiKeyEnv, baseUrl }: Config['llm']): string | undefined {
  return apiKeyEnv ?? (baseUrl === undefined ? OPENAI_VARIABLE : undefined);
}

/** The key that the endpoint is sent. Throws `llm-unavailable` where there is none. */
export async function readKey(
  settings: Config['llm'],
  place: Omit<CommandPlace, 'setting'>,
): Promise<string> {
  if (settings.apiKeyCommand.length > 0) {
    const setting = 'llm.api-key-command';
    const printed = await runCommand(settings.apiKeyCommand, undefined, { ...place, setting });
    const key = printed.split('\n', 1)[0]?.trim();
    if (key) return key;
    throw llmUnavailable('no-key', `The command of ${setting} printed no key.`);
  }
  const variable = variableOf(settings);
  if (variable === undefined) return NO_KEY;
  const key = place.env[variable]?.trim();
  if (key) return key;
  const { message, hint } = noKey(variable);
  throw llmUnavailable('no-key', message, hint);
}

/** Says that there is no key, and what to do. */
export function noKey(variable: string): ModelProblem {
  return {
    message: `There is no key for the model: ${variable} is not set.`,
    hint: `Set ${variable}, or say in llm.api-key-env or llm.api-key-command where the key is.`,
  };
}
