import { conflictKey, isAboutLines } from '../../core/conflict/identity.js';
import { choiceWords } from '../../core/conflict-words.js';
import { type QtuiError, toQtuiError } from '../../core/errors.js';
import type { ConflictChoice, MergeConflict, MergePlan, Resolution } from '../../core/merge.js';
import { contentMode, resolutionOf } from '../../core/resolution.js';
import { printable } from '../../core/text.js';
import { usageWords } from '../../core/usage-words.js';
import { runInTerminal } from '../in-terminal.js';
import { type Choice, choose } from '../prompt.js';
import { keptDraft } from './draft.js';
import { type Merging, withResolutions } from './look.js';
import { askAbout } from './proposals.js';
import { answered, stoppedAt } from './refusals.js';
import { conflictLine } from './words.js';

/** A conflict that is to be settled, and what was edited for it so far. */
interface Question {
  conflict: MergeConflict;
  text?: Uint8Array | undefined;
  /** A model can be asked of it. */
  isForModel: boolean;
}

type Answer = ConflictChoice | 'edit' | 'model' | 'skip' | 'stop';

const KEYS: Readonly<Record<ConflictChoice, string>> = {
  ours: 'o',
  theirs: 't',
  both: 'b',
  keep: 'k',
  delete: 'd',
};

/**
 * Asks a person for each conflict that is open, and keeps each answer at once; those that are
 * skipped stay open. Where nobody can be asked the plan is left as it is.
 */
export async function settleByPerson(merging: Merging, first: MergePlan): Promise<MergePlan> {
  const { asking, options } = merging;
  if (!asking || options.checkOnly || first.obstacles.length > 0) return first;
  const skipped = new Set<string>();
  let plan = first;
  for (;;) {
    const open = plan.conflicts.filter((each) => !skipped.has(conflictKey(each)));
    const [conflict] = open;
    if (conflict === undefined) return plan;
    const settled = await settleOne(merging, plan, conflict, open.length);
    if (settled === undefined) skipped.add(conflictKey(conflict));
    else {
      plan = settled;
      await keptDraft(merging, plan, 'conflicts');
    }
  }
}

/** Undefined where it is skipped; a refused answer is told, and asked for again. */
async function settleOne(
  merging: Merging,
  plan: MergePlan,
  conflict: MergeConflict,
  open: number,
): Promise<MergePlan | undefined> {
  const { out, service } = merging;
  const files = await service.readConflict(plan, conflict);
  const marked = files.marked?.isBinary === false ? files.marked.bytes : undefined;
  const isAsked = marked !== undefined && isAboutLines(conflict);
  const question: Question = {
    ...{ conflict, text: marked },
    isForModel: isAsked && (await service.modelProblem()) === undefined,
  };
  for (;;) {
    const answer = await answered(plan, askFor(plan, question, open));
    if (answer === 'stop') throw stoppedAt(plan);
    if (answer === 'skip') return undefined;
    try {
      const resolution = await resolutionBy(merging, plan, question, answer);
      if (resolution) return await withResolutions(merging, plan, [resolution]);
    } catch (thrown) {
      const error = toQtuiError(thrown, 'settle the conflict');
      if (!isWorthAnotherTry(error)) throw error;
      out.fail(error);
    }
  }
}

function isWorthAnotherTry({ code }: QtuiError): boolean {
  return code === 'resolution-refused' || code === 'editor-not-found' || code === 'path-missing';
}

function askFor(
  plan: MergePlan,
  { conflict, text, isForModel }: Question,
  open: number,
): Promise<Answer> {
  const { request } = plan;
  const choices: Choice<Answer>[] = [
    ...conflict.choices.map((value) => ({
      ...{ value, key: KEYS[value] },
      label: `${value}: ${printable(choiceWords(conflict, value, request))}`,
    })),
    ...(text ? [{ value: 'edit', key: 'e', label: 'edit it in your editor' } as const] : []),
    ...(isForModel
      ? [{ value: 'model', key: 'm', label: 'ask the model; you see what it proposes' } as const]
      : []),
    { value: 'skip', key: 's', label: 'leave it open for now' },
    { value: 'stop', key: 'q', label: 'stop; what was settled is kept' },
  ];
  const left = open === 1 ? '' : ` [${open} open]`;
  return choose(`${conflictLine(conflict, plan)}${left}`, choices);
}

async function resolutionBy(
  merging: Merging,
  plan: MergePlan,
  question: Question,
  answer: Exclude<Answer, 'skip' | 'stop'>,
): Promise<Resolution | undefined> {
  const { conflict, text } = question;
  if (answer === 'model') return proposed(merging, plan, conflict);
  if (answer !== 'edit') return resolutionOf(conflict, answer);
  const edited = await edit(merging, conflict, text ?? new Uint8Array());
  if (edited === undefined) {
    merging.out.note('The file was not changed in the editor: it is not settled.');
    return undefined;
  }
  // Should it be refused, the next edit goes on with it.
  question.text = edited;
  const oid = await merging.service.writeContent(plan, conflict.path, edited);
  return resolutionOf(conflict, { oid, mode: contentMode(conflict) });
}

/** Undefined where the proposal is left, or there is none. */
async function proposed(
  merging: Merging,
  plan: MergePlan,
  conflict: MergeConflict,
): Promise<Resolution | undefined> {
  const { report, resolution } = await askAbout(merging, plan, conflict);
  merging.out.note(`The model was asked: ${usageWords(report.usage)}.`);
  return resolution;
}

/** Undefined where the editor has changed nothing. */
async function edit(
  { service }: Merging,
  { path }: MergeConflict,
  bytes: Uint8Array,
): Promise<Uint8Array | undefined> {
  const title = `conflict in ${printable(path)}`;
  const editing = await service.beginEdit({ bytes, name: path, title });
  try {
    await runInTerminal(editing.argv, editing);
    const edited = await editing.read();
    return Buffer.compare(edited, bytes) === 0 ? undefined : edited;
  } finally {
    await editing.remove();
  }
}
