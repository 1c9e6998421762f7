import { QtuiError } from '../core/errors.js';

/** Whether a person can be asked: both ends are a terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks on stderr. Ctrl-c and the end of input throw `aborted`. */
async function ask(question: string): Promise<string> {
  const controller = new AbortController();
  // Every command has this module, and few ask.
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  prompt.once('SIGINT', () => controller.abort());
  prompt.once('close', () => controller.abort());
  try {
    return (await prompt.question(question, { signal: controller.signal })).trim();
  } catch (cause) {
    process.stderr.write('\n');
    throw new QtuiError('aborted', 'Cancelled at a question.', {
      untouched: 'Nothing was changed.',
      cause,
    });
  } finally {
    prompt.close();
  }
}

/** A text; nothing but Enter takes the proposal. */
export async function askText(question: string, proposal: string): Promise<string> {
  return (await ask(`${question} [${proposal}] `)) || proposal;
}

/** What is typed, as it is; '' for nothing but Enter. */
export function askWord(question: string): Promise<string> {
  return ask(question);
}

/** Yes or no; anything but a clear yes is no. */
export async function confirm(question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await ask(`${question} [y/N] `));
}

export interface Choice<T extends string> {
  value: T;
  /** The letter that picks it. */
  key: string;
  label: string;
}

/** One of several by its letter; asks again until the answer is one of them. */
export async function choose<T extends string>(
  question: string,
  choices: readonly Choice<T>[],
): Promise<T> {
  const menu = choices.map(({ key, label }) => `  ${key}  ${label}`).join('\n');
  for (;;) {
    const answer = (await ask(`${question}\n${menu}\n> `)).toLowerCase();
    const found = choices.find(({ key }) => key === answer);
    if (found !== undefined) return found.value;
  }
}

/** One of a list by its number; asks again until the answer is one of them. */
export async function chooseNumber<T>(
  question: string,
  choices: readonly { value: T; label: string }[],
): Promise<T> {
  const menu = choices.map(({ label }, index) => `  ${index + 1}  ${label}`).join('\n');
  for (;;) {
    const answer = await ask(`${question}\n${menu}\n> `);
    const found = /^\d+$/.test(answer) ? choices[Number(answer) - 1] : undefined;
    if (found !== undefined) return found.value;
  }
}
