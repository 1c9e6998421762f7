import {
  type ConflictText,
  conflictTextOf,
  type HunkAnswer,
  settledText,
} from '../../core/conflict/hunks.js';
import { conflictKey, isAboutLines } from '../../core/conflict/identity.js';
import type { ConflictProposal } from '../../core/conflict/proposal.js';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import { NO_USAGE, usageOf } from '../../core/llm.js';
import type { MergeConflict, MergePlan, Resolution } from '../../core/merge.js';
import { contentMode, resolutionOf } from '../../core/resolution.js';
import { count, printable } from '../../core/text.js';
import { usageWords } from '../../core/usage-words.js';
import { interruptible } from '../interrupt.js';
import { confirm } from '../prompt.js';
import { keptDraft } from './draft.js';
import { type Merging, withResolutions } from './look.js';
import { outcomeJson, type ProposalReport } from './proposal-report.js';
import { proposalLines } from './proposal-words.js';
import { answered, needsYes } from './refusals.js';

/** The plan with the proposals that were taken, and what was proposed. */
export interface SettledByModel {
  plan: MergePlan;
  proposals: ProposalReport[];
}

/**
 * Asks the model for each text conflict that is open, and shows what it proposes beside both sides.
 * On a terminal a person takes each or leaves it; else all are taken that pass every test. Throws
 * `llm-unavailable` where none can be asked.
 */
export async function settleByModel(merging: Merging, first: MergePlan): Promise<SettledByModel> {
  const { options, asking, out } = merging;
  const proposals: ProposalReport[] = [];
  if (options.resolve !== 'llm' || first.obstacles.length > 0) return { plan: first, proposals };
  if (!asking && !options.yes && !options.preview) throw needsYes();
  let plan = first;
  const tried = new Set<string>();
  for (;;) {
    const conflict = plan.conflicts.find(
      (each) => isAboutLines(each) && !tried.has(conflictKey(each)),
    );
    if (conflict === undefined) break;
    if (tried.size === 0) {
      await requireModel(merging);
      if (!(await isMeant(merging, plan))) break;
    }
    tried.add(conflictKey(conflict));
    const { report, resolution } = await askAbout(merging, plan, conflict);
    proposals.push(report);
    if (resolution === undefined) continue;
    plan = await withResolutions(merging, plan, [resolution]);
    if (!options.preview) await keptDraft(merging, plan, 'conflicts');
  }
  if (proposals.length > 0) {
    const usage = proposals.map((each) => each.usage).reduce(usageOf, NO_USAGE);
    out.note(`The model was asked about ${count(proposals.length, 'file')}: ${usageWords(usage)}.`);
  }
  return { plan, proposals };
}

/** Places that are asked about without a word before. */
const FEW = 20;

/** Says what many questions may cost at most; on a terminal a person may think better of it. */
async function isMeant({ service, asking, out }: Merging, plan: MergePlan): Promise<boolean> {
  const conflicts = plan.conflicts.filter((each) => isAboutLines(each));
  const asked = conflicts.map((conflict) => ({ conflict }));
  const { hunks, usage } = await service.boundOfAsking(plan, asked);
  if (hunks <= FEW) return true;
  out.note(
    `${hunks} places of ${count(conflicts.length, 'file')} are in conflict: as many questions, and up to ` +
      `twice as many where answers do not pass. At most, roughly: ${usageWords(usage)}.`,
  );
  return !asking || (await answered(plan, confirm('Ask the model about all of them?')));
}

async function requireModel({ service }: Merging): Promise<void> {
  const problem = await service.modelProblem();
  if (problem === undefined) return;
  const { message, hint } = problem;
  throw new QtuiError('llm-unavailable', message, { untouched: 'Nothing was merged.', hint });
}

interface Asked {
  report: ProposalReport;
  /** Absent where the conflict stays open. */
  resolution?: Resolution;
}

/**
 * Asks the model about one file and shows what it proposes, for a person to take or to leave. What
 * fails is told, and is no reason not to ask about others. Throws `aborted`.
 */
export async function askAbout(
  merging: Merging,
  plan: MergePlan,
  conflict: MergeConflict,
): Promise<Asked> {
  const { out, service, options, asking } = merging;
  const { path } = conflict;
  const untouched = 'Nothing was merged.';
  out.note(out.style.bold(`${printable(path)}: asking the model …`));
  let proposal: ConflictProposal;
  try {
    proposal = await interruptible((signal) =>
      service.proposeResolution(plan, conflict, {
        signal,
        onProgress: ({ place, of, step, usage }) =>
          out.progress(`place ${place} of ${of}: ${step}, ${usageWords(usage)}`),
      }),
    );
  } catch (thrown) {
    const error = toQtuiError(thrown, 'ask the model', { untouched });
    if (error.code !== 'resolution-refused' && error.code !== 'llm-unavailable') throw error;
    out.note(`  ${error.message}`);
    return {
      report: { path, isTaken: false, outcomes: [], usage: NO_USAGE, reason: error.message },
    };
  } finally {
    out.endProgress();
  }
  const text = conflictTextOf(await service.readConflict(plan, conflict));
  const bytes = text && acceptedBytes(text, proposal);
  out.warn(proposal.warnings);
  const shown = { text, bytes, proposal, request: plan.request };
  for (const line of await proposalLines(shown, out.style)) out.note(line);
  const isWanted =
    bytes !== undefined && (!asking || (await answered(plan, confirm('Take this proposal?'))));
  const isTaken = isWanted && (asking || options.yes === true || options.preview === true);
  const { outcomes, usage, syntax } = proposal;
  const warnings = proposal.warnings.map(({ message }) => message);
  const report = {
    ...{ path, isTaken, outcomes: outcomes.map(outcomeJson), syntax, usage },
    ...(warnings.length > 0 && { warnings }),
  };
  if (!isTaken || bytes === undefined) return { report };
  const oid = await service.writeContent(plan, path, bytes);
  return {
    report,
    resolution: resolutionOf(conflict, { oid, mode: contentMode(conflict), origin: 'model' }),
  };
}

/** The whole file; undefined where an answer is missing or the file would not parse. */
function acceptedBytes(
  text: ConflictText,
  { outcomes, syntax }: ConflictProposal,
): Uint8Array | undefined {
  if (syntax === 'fails') return undefined;
  const answers = new Map<number, HunkAnswer>();
  for (const each of outcomes) {
    if (each.kind === 'accepted') answers.set(each.hunk, { lines: each.proposal.lines });
  }
  const settled = settledText(text, answers);
  return settled.kind === 'settled' ? settled.bytes : undefined;
}
