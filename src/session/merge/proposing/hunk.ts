import { type ConflictText, encodes } from '../../../core/conflict/hunks.js';
import type { HunkOutcome, HunkProposal, Rejection } from '../../../core/conflict/proposal.js';
import { rejectionsOf } from '../../../core/conflict/validate.js';
import { QtuiError } from '../../../core/errors.js';
import { type LlmReason, type ModelUsage, NO_USAGE } from '../../../core/llm.js';
import type { AnswerProgress, HunkQuestion, MergeModel } from '../../../core/ports/merge-model.js';

/** Characters of a place in conflict beyond which it is not sent: a model loses lines of it. */
const LONGEST_HUNK = 40_000;
export const MOST_ATTEMPTS = 2;

export interface HunkAsking {
  model: MergeModel;
  text: ConflictText;
  /** Index of the hunk. */
  hunk: number;
  question: HunkQuestion;
  signal?: AbortSignal | undefined;
  onStep: (step: 'asking' | 'answering' | 'checking', attempt: number, so: AnswerProgress) => void;
  /** Is told what each question has used. */
  onUsed: (usage: ModelUsage) => void;
}

/** What was tried before: the reasons are told to the model. */
export interface Earlier {
  attempts: number;
  proposal?: HunkProposal;
  reasons: readonly Rejection[];
}

/**
 * Asks for one hunk, and once more with the reasons where the answer is not to be taken. Throws
 * `aborted`.
 */
export async function askForHunk(asking: HunkAsking, earlier?: Earlier): Promise<HunkOutcome> {
  const { hunk, question } = asking;
  const tooLarge = sizeRejection(question);
  if (tooLarge) return { hunk, attempts: 0, kind: 'rejected', reasons: [tooLarge] };
  let last = earlier;
  for (let attempts = (earlier?.attempts ?? 0) + 1; ; attempts += 1) {
    const tried = await attempt(asking, attempts, last);
    if (tried instanceof QtuiError) return { hunk, attempts, kind: 'failed', error: tried };
    const { proposal, reasons } = tried;
    if (proposal && reasons.length === 0) return { hunk, attempts, kind: 'accepted', proposal };
    if (attempts >= MOST_ATTEMPTS) return { hunk, attempts, kind: 'rejected', ...tried };
    last = { attempts, ...tried };
  }
}

type Tried = Omit<Earlier, 'attempts'>;

async function attempt(
  { model, text, question, signal, onStep, onUsed }: HunkAsking,
  number: number,
  last: Earlier | undefined,
): Promise<Tried | QtuiError> {
  const previous = last && {
    reasons: last.reasons,
    ...(last.proposal && { answer: last.proposal }),
  };
  let so: AnswerProgress = { received: 0, usage: NO_USAGE };
  onStep('asking', number, so);
  try {
    const { proposal, usage } = await model.solve(
      { ...question, ...(previous && { previous }) },
      {
        signal,
        onProgress: (progress) => {
          so = progress;
          onStep('answering', number, so);
        },
      },
    );
    onUsed(usage);
    onStep('checking', number, { ...so, usage: NO_USAGE });
    return { proposal, reasons: reasonsAgainst(text, question, proposal) };
  } catch (thrown) {
    if (!(thrown instanceof QtuiError) || thrown.code !== 'llm-unavailable') throw thrown;
    onUsed((thrown.data['usage'] as ModelUsage | undefined) ?? NO_USAGE);
    const reason = answerFault(thrown);
    return reason ? { reasons: [reason] } : thrown;
  }
}

function reasonsAgainst(
  text: ConflictText,
  { hunk, before, after }: HunkQuestion,
  proposal: HunkProposal,
): Rejection[] {
  const characters = strangeCharacters(text, proposal);
  return [...characters, ...rejectionsOf(hunk, proposal, { before, after })];
}

/** What a file of this encoding cannot hold, and control characters that its lines have not. */
function strangeCharacters(text: ConflictText, { lines }: HunkProposal): Rejection[] {
  const answer = lines.join('');
  const code = 'characters' as const;
  if (!encodes(text, answer)) {
    return [{ code, message: 'It has characters that the file, which is Latin-1, cannot hold.' }];
  }
  const controls = new Set(answer.match(/[^\P{Cc}\t\n\r]/gu));
  const known = text.segments
    .flatMap((each) =>
      each.kind === 'common' ? each.lines : [...each.hunk.ours, ...each.hunk.theirs],
    )
    .join('');
  const isNew = [...controls].some((character) => !known.includes(character));
  return isNew ? [{ code, message: 'It has control characters that neither side has.' }] : [];
}

const FAULTS: Partial<Record<LlmReason, Rejection>> = {
  truncated: {
    code: 'truncated',
    message: 'It was cut off at the longest that the model answers.',
  },
  'cut-off': { code: 'truncated', message: 'It was broken off before its end.' },
  refused: { code: 'refused', message: 'The model refused to answer.' },
  empty: { code: 'unreadable', message: 'There was no answer.' },
  unreadable: { code: 'unreadable', message: 'It was not of the form that was asked for.' },
};

/** What is wrong with an answer, rather than with asking. */
function answerFault({ data }: QtuiError): Rejection | undefined {
  return FAULTS[data['reason'] as LlmReason];
}

function sizeRejection({ hunk }: HunkQuestion): Rejection | undefined {
  const { ours, base, theirs } = hunk;
  const size = [...ours, ...base, ...theirs].reduce((sum, line) => sum + line.length, 0);
  if (size <= LONGEST_HUNK) return undefined;
  const message = `This place has ${size} characters, which is more than a model is sent (${LONGEST_HUNK}).`;
  return { code: 'too-large', message };
}
