import type { Config } from '../../core/config.js';
import { linesOf } from '../../core/conflict/lines.js';
import { llmUnavailable, NO_USAGE } from '../../core/llm.js';
import { limitedTo } from '../../core/pool.js';
import type { AnswerProgress, MergeModel } from '../../core/ports/merge-model.js';
import { printable } from '../../core/text.js';
import { missingVariable, noKey } from '../api-key.js';
import type { EndpointPlace } from '../endpoint.js';
import { createLanguageModel, type LanguageModel } from '../language-model.js';
import { priced } from '../usage.js';
import { HUNK_ANSWER, promptForHunk } from './conflict-prompt.js';
import { MESSAGE_ANSWER, promptForMessage } from './message-prompt.js';

/** A person is to read it beside the lines. */
const LONGEST_EXPLANATION = 1000;

/** The model of the settings, asked about merges; nothing is sent before the first question. */
export function createMergeModel(llm: Config['llm'], place: EndpointPlace): MergeModel {
  const kind = wayOf(llm);
  const model = (timeoutSeconds: number, timeSetting: string): LanguageModel => {
    if (kind !== undefined) {
      return createLanguageModel({ ...llm, timeoutSeconds }, kind, place, { timeSetting });
    }
    const { message, hint } = NONE;
    return { complete: () => Promise.reject(llmUnavailable('not-configured', message, hint)) };
  };
  const forConflicts = model(llm.conflictTimeoutSeconds, 'llm.conflict-timeout-seconds');
  const inTurn = limitedTo(llm.conflictsAtOnce);
  const forMessages = model(llm.timeoutSeconds, 'llm.timeout-seconds');
  return {
    async problem() {
      if (kind === undefined) return NONE;
      const variable = kind === 'llm' ? missingVariable(llm, place.env) : undefined;
      return variable === undefined ? undefined : noKey(variable);
    },
    priced: async (used) => priced(llm, used),
    async solve(question, { signal, onProgress = () => undefined } = {}) {
      const { conflictTimeoutSeconds: limitSeconds } = llm;
      const told = (progress: AnswerProgress) => onProgress({ ...progress, limitSeconds });
      const ask = () => {
        told({ received: 0, usage: NO_USAGE });
        return forConflicts.complete({
          ...{ prompt: promptForHunk(question), shape: HUNK_ANSWER },
          ...{ signal, onProgress: told },
        });
      };
      const { answer, usage } = await inTurn(ask, { signal });
      const { resolution, explanation, ...rest } = answer;
      const said = explanation.slice(0, LONGEST_EXPLANATION);
      return { proposal: { ...rest, explanation: said, lines: linesOf(resolution) }, usage };
    },
    async suggestMessage(question, { signal, onProgress } = {}) {
      const { answer, usage } = await forMessages.complete({
        ...{ prompt: promptForMessage(question), shape: MESSAGE_ANSWER },
        ...{ signal, onProgress },
      });
      const subject = printable(answer.subject.trim().split('\n', 1)[0] ?? '');
      if (subject === '') throw llmUnavailable('empty', 'The model answered nothing.');
      const body = answer.body.trim().split('\n').map(printable).join('\n');
      return { message: body === '' ? subject : `${subject}\n\n${body}`, usage };
    },
  };
}

const NONE = {
  message: 'No language model is set.',
  hint: 'Name one in your settings: llm.model, or a command in llm.command.',
};

/** An endpoint's model where one is named, else a command that answers; undefined without both. */
function wayOf({ model, command }: Config['llm']): 'llm' | 'command' | undefined {
  if (model !== undefined) return 'llm';
  return command.length > 0 ? 'command' : undefined;
}
