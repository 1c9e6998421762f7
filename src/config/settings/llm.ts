import type { Config } from '../../core/config.js';
import { amount, choice, command, price, text, variable, webAddress } from './kinds.js';
import type { SettingsOf } from './node.js';

/** How a language model is reached: the person's alone, as it says where text goes. */
export const LLM = {
  'base-url': {
    kind: 'setting',
    type: webAddress(),
    summary: 'address of an endpoint that speaks OpenAI’s protocol',
    otherwise: 'OpenAI’s',
    example: 'http://localhost:11434/v1',
    see: 'config.md#a-language-model',
  },
  model: {
    kind: 'setting',
    type: text(),
    summary: 'name of the model there',
    otherwise: 'none',
    example: 'gpt-4.1-mini',
  },
  'api-key-env': {
    kind: 'setting',
    type: variable(),
    summary: 'name of the variable that holds the key',
    otherwise: 'OPENAI_API_KEY for OpenAI, else no key is sent',
    example: 'OPENAI_API_KEY',
  },
  'api-key-command': {
    kind: 'setting',
    type: command(),
    isCommand: true,
    summary: 'program with its arguments that prints the key, in place of a variable',
  },
  command: {
    kind: 'setting',
    type: command(),
    isCommand: true,
    summary: 'program with its arguments that answers a prompt, in place of an endpoint',
  },
  'timeout-seconds': {
    kind: 'setting',
    type: amount(1, 600, 'seconds'),
    summary: 'seconds that an answer may take',
  },
  'conflict-timeout-seconds': {
    kind: 'setting',
    type: amount(1, 3600, 'seconds'),
    summary: 'seconds that an answer about a place in conflict may take',
    see: 'merge.md#the-model',
  },
  'conflicts-at-once': {
    kind: 'setting',
    type: amount(1, 16, 'questions'),
    summary: 'questions about places in conflict that are under way at the same time',
    see: 'merge.md#the-model',
  },
  'price-in': {
    kind: 'setting',
    type: price(),
    summary: 'what a million tokens cost that are sent, in a currency of your choice',
    otherwise: 'no cost is shown',
    example: 0.4,
  },
  'price-out': {
    kind: 'setting',
    type: price(),
    summary: 'what a million tokens cost that are answered',
    otherwise: 'no cost is shown',
    example: 1.6,
  },
} satisfies SettingsOf<Config['llm']>;

export const NAMES = {
  suggest: {
    kind: 'setting',
    type: choice(['off', 'llm', 'command']),
    summary:
      'who suggests the names of branches: nobody ("off"), the endpoint ("llm") or the "command" of llm',
    see: 'sessions.md#names',
  },
  'timeout-seconds': {
    kind: 'setting',
    type: amount(1, 60, 'seconds'),
    summary: 'seconds that a suggested name is waited for, beside the work',
  },
} satisfies SettingsOf<Config['names']>;
