import { decode } from '../../src/core/conflict/encoding.js';
import {
  type ConflictText,
  conflictTextOf,
  contextOf,
  settledText,
} from '../../src/core/conflict/hunks.js';
import { rejectionsOf } from '../../src/core/conflict/validate.js';
import { QtuiError } from '../../src/core/errors.js';
import {
  CONFLICT_READ_LIMIT,
  type ConflictKind,
  type MergeConflict,
  type MergePlan,
  type Resolution,
} from '../../src/core/merge.js';
import type { Oid } from '../../src/core/repository.js';
import { resolutionOf } from '../../src/core/resolution.js';
import { readBlobs } from '../../src/git/blobs.js';
import { readConflictFiles } from '../../src/git/merge/conflict-files.js';
import { planMerge } from '../../src/git/merge/plan.js';
import { type HumanAnswer, humanAnswers } from './answers.js';
import type { LabRepository, RealMerge } from './repository.js';

/** How long one merge may take, ms. */
const TIMEOUT_MS = 60_000;

/** Settled lines around a hunk that the validators get, as they do of a model. */
const SHOWN = { before: 40, after: 40 } as const;

/** One hunk, as people settled it, and what the validators say of that. */
export interface ReplayedHunk {
  readonly by: HumanAnswer['by'];
  /** Codes of rejections, one for each. */
  readonly rejections: readonly string[];
}

/** One conflict, and what can be told of how people settled it. */
export interface ReplayedConflict {
  readonly kind: ConflictKind;
  /** Choices that give what people committed. */
  readonly identicalChoices: readonly string[];
  /** Of text that is settled by its lines; absent for other kinds. */
  readonly text?:
    | { readonly state: 'read'; readonly hunks: readonly ReplayedHunk[] }
    /** `unreadable`: it cannot be told which lines are whose. `elsewhere`: people changed more. */
    | { readonly state: 'unreadable' | 'gone' | 'elsewhere' };
}

export type ReplayedMerge = { readonly ms: number } & (
  | { readonly state: 'clean'; readonly isIdentical: boolean; readonly agrees?: boolean }
  | {
      readonly state: 'conflicts';
      readonly conflicts: readonly ReplayedConflict[];
      readonly agrees?: boolean;
      /** What came of giving the engine what people committed for every conflict. */
      readonly resolved: Resolved;
    }
  | { readonly state: 'up-to-date' | 'unrelated' | 'octopus' | 'object-missing' }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'crashed'; readonly reason: string }
);

/**
 * `elsewhere`: people changed more in the merge than what was in conflict; else the same. `differs`:
 * a file in conflict is not what they committed.
 */
type Resolved = 'identical' | 'elsewhere' | 'differs' | 'no-choice' | `refused: ${string}`;

/** Merges the parents anew and compares with the commit; with `compares` also with git's own word. */
export async function replay(
  lab: LabRepository,
  merge: RealMerge,
  { compares }: { compares: boolean },
): Promise<ReplayedMerge> {
  const begun = performance.now();
  const took = () => performance.now() - begun;
  if (merge.parents.length !== 2) return { state: 'octopus', ms: took() };
  try {
    const plan = await planOf(lab, merge);
    const ms = took();
    return { ...(await judged(lab, merge, plan, compares)), ms } as ReplayedMerge;
  } catch (thrown) {
    return { ...(await failed(lab, merge, thrown)), ms: took() };
  }
}

function planOf(lab: LabRepository, { parents }: RealMerge, resolutions?: Resolution[]) {
  const [target = '', source = ''] = parents;
  const request = {
    ...{ repoRoot: lab.directory, source: 'source', target: 'target', strategy: 'merge' as const },
    ...(resolutions && { resolutions }),
  };
  const tips = new Map([
    ['source', source],
    ['target', target],
  ]);
  return planMerge(lab.git, request, { timeoutMs: TIMEOUT_MS, tips });
}

async function judged(
  lab: LabRepository,
  merge: RealMerge,
  plan: MergePlan,
  compares: boolean,
): Promise<object> {
  const [obstacle] = plan.obstacles;
  if (obstacle?.code === 'unrelated-histories') return { state: 'unrelated' };
  if (obstacle) return { state: 'refused', reason: obstacle.code };
  if (plan.isUpToDate) return { state: 'up-to-date' };
  const agrees = compares ? { agrees: await agreesWithGit(lab, merge, plan) } : {};
  if (plan.resultTree !== undefined) {
    const tree = await lab.git.text(lab.directory, ['rev-parse', `${merge.commit}^{tree}`], {
      doing: 'read the tree of the merge',
    });
    return { state: 'clean', isIdentical: tree === plan.resultTree, ...agrees };
  }
  const committed = await committedFiles(lab, merge, plan.conflicts);
  const conflicts: ReplayedConflict[] = [];
  for (const conflict of plan.conflicts) {
    conflicts.push(await conflictReplayed(lab, plan, conflict, committed));
  }
  const resolved = await resolvedByPeople(lab, merge, { plan, committed });
  return { state: 'conflicts', conflicts, resolved, ...agrees };
}

/** git's own merge-tree, in its other output: the same tree, or the same files in conflict. */
async function agreesWithGit(
  lab: LabRepository,
  { parents }: RealMerge,
  plan: MergePlan,
): Promise<boolean> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ...parents];
  const { code, stdout } = await lab.git.run(lab.directory, args, {
    doing: 'ask git itself',
    accept: [0, 1],
  });
  const [tree, ...paths] = stdout.toString('latin1').split('\0').filter(Boolean);
  if (code === 0) return tree === plan.resultTree;
  if (plan.resultTree !== undefined) return false;
  const ours = plan.conflicts.flatMap(({ path, otherPaths, ours, theirs, base }) => [
    path,
    ...otherPaths,
    ...[ours, theirs, base].flatMap((stage) => (stage?.path === undefined ? [] : [stage.path])),
  ]);
  const known = new Set(ours.map((path) => Buffer.from(path).toString('latin1')));
  // Names that git makes up end in ~ and the commit.
  return paths.every(
    (path) => known.has(path) || known.has(path.replace(/~[0-9a-f]{40,64}.*$/, '')),
  );
}

interface CommittedFile {
  readonly oid: Oid;
  readonly mode: string;
}

/** The files of conflicts as people committed them, by path. */
async function committedFiles(
  lab: LabRepository,
  { commit }: RealMerge,
  conflicts: readonly MergeConflict[],
): Promise<Map<string, CommittedFile>> {
  const paths = new Set(conflicts.flatMap(({ path, otherPaths }) => [path, ...otherPaths]));
  const args = [
    '--literal-pathspecs',
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    '--',
    ...paths,
  ];
  const listed = await lab.git.run(lab.directory, args, { doing: 'read the committed files' });
  const files = new Map<string, CommittedFile>();
  for (const record of listed.stdout.toString('utf8').split('\0')) {
    const [, mode, oid, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
    if (mode && oid && path !== undefined) files.set(path, { mode, oid });
  }
  return files;
}

async function conflictReplayed(
  lab: LabRepository,
  plan: MergePlan,
  conflict: MergeConflict,
  committed: ReadonlyMap<string, CommittedFile>,
): Promise<ReplayedConflict> {
  const { kind, markedOid } = conflict;
  const file = committed.get(conflict.path);
  const whole = wholeChoices(conflict, file);
  if (markedOid === undefined) return { kind, identicalChoices: whole };
  if (file === undefined) return { kind, identicalChoices: whole, text: { state: 'gone' } };
  const files = await readConflictFiles(lab.git, plan, conflict);
  const text = conflictTextOf(files);
  if (text === undefined) return { kind, identicalChoices: whole, text: { state: 'unreadable' } };
  const blobs = await readBlobs(lab.git, lab.directory, [file.oid], {
    limit: CONFLICT_READ_LIMIT,
    doing: 'read what people committed',
  });
  const bytes = blobs.get(file.oid)?.bytes;
  if (bytes === undefined) throw new MissingObject();
  const identicalChoices = (['ours', 'theirs', 'both'] as const).filter((choice) => {
    const settled = settledText(text, new Map(text.hunks.map((_, index) => [index, choice])));
    return settled.kind === 'settled' && Buffer.from(settled.bytes).equals(bytes);
  });
  const answers = humanAnswers(text, decode(bytes, text.encoding));
  if (answers === undefined) return { kind, identicalChoices, text: { state: 'elsewhere' } };
  const hunks = answers.map((answer, index) => hunkReplayed(text, index, answer));
  return { kind, identicalChoices, text: { state: 'read', hunks } };
}

/** A side's whole file, or none. */
function wholeChoices(
  { ours, theirs, choices }: MergeConflict,
  file: CommittedFile | undefined,
): string[] {
  const gives = { ours: ours?.oid, theirs: theirs?.oid, delete: undefined };
  return Object.entries(gives).flatMap(([choice, oid]) =>
    oid === file?.oid && choices.some((each) => each === choice) ? [choice] : [],
  );
}

function hunkReplayed(text: ConflictText, index: number, { by, lines }: HumanAnswer): ReplayedHunk {
  const hunk = text.hunks[index];
  if (hunk === undefined) throw new Error(`There is no hunk ${index}.`);
  const surroundings = contextOf(text, index, SHOWN);
  const rejections = rejectionsOf(hunk, { lines, dropped: [] }, surroundings);
  return { by, rejections: rejections.map(({ code }) => code) };
}

/** The engine is given what people committed of every conflict: its tree should be theirs. */
async function resolvedByPeople(
  lab: LabRepository,
  merge: RealMerge,
  { plan, committed }: { plan: MergePlan; committed: ReadonlyMap<string, CommittedFile> },
): Promise<Resolved> {
  const resolutions: Resolution[] = [];
  for (const conflict of plan.conflicts) {
    const resolution = humanResolution(conflict, committed.get(conflict.path));
    if (resolution === undefined) return 'no-choice';
    resolutions.push(resolution);
  }
  try {
    const { resultTree } = await planOf(lab, merge, resolutions);
    if (resultTree === undefined) return 'refused: still open';
    const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', resultTree, merge.commit];
    const listed = await lab.git.run(lab.directory, args, { doing: 'compare with the commit' });
    const differing = listed.stdout.toString('utf8').split('\0').filter(Boolean);
    if (differing.length === 0) return 'identical';
    const inConflict = new Set(
      plan.conflicts.flatMap(({ path, otherPaths }) => [path, ...otherPaths]),
    );
    return differing.some((path) => inConflict.has(path)) ? 'differs' : 'elsewhere';
  } catch (thrown) {
    if (!(thrown instanceof QtuiError) || thrown.code !== 'resolution-refused') throw thrown;
    return `refused: ${String(thrown.data['reason'] ?? 'for a reason of its own')}`;
  }
}

function humanResolution(
  conflict: MergeConflict,
  file: CommittedFile | undefined,
): Resolution | undefined {
  if (file !== undefined && conflict.markedOid !== undefined) return resolutionOf(conflict, file);
  const [choice] = wholeChoices(conflict, file);
  if (choice !== undefined) return resolutionOf(conflict, choice as 'ours');
  if (file !== undefined) return resolutionOf(conflict, file);
  return undefined;
}

class MissingObject extends Error {}

/** Mirrors may lack large files; then nobody can merge them. */
const MISSING =
  /unable to read|missing (blob|object)|could not (get|read)|bad object|failed to read|not found|object .* (is )?missing|unable to find|failed to merge/i;

async function failed(lab: LabRepository, { parents, commit }: RealMerge, thrown: unknown) {
  if (thrown instanceof MissingObject) return { state: 'object-missing' as const };
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof QtuiError && (MISSING.test(words) || (await lacksObjects(lab, parents)))) {
    return { state: 'object-missing' as const };
  }
  const reason = `${commit.slice(0, 12)}: ${words}`;
  if (thrown instanceof QtuiError && thrown.code !== 'git-failed' && thrown.code !== 'internal') {
    return { state: 'refused' as const, reason: thrown.code };
  }
  return { state: 'crashed' as const, reason };
}

/** Whether git's own merge of them fails, or any of their files is not there. */
async function lacksObjects(lab: LabRepository, parents: readonly Oid[]): Promise<boolean> {
  const { code } = await lab.git.run(lab.directory, ['merge-tree', '--write-tree', ...parents], {
    doing: 'ask git itself',
    accept: 'any',
  });
  return code > 1;
}
