import type {
  ConflictChoice,
  ConflictStage,
  MergeConflict,
  MergeRequest,
  Resolution,
} from './merge.js';

type Branches = Pick<MergeRequest, 'source' | 'target'>;

/**
 * What is in conflict, as the rest of a sentence that begins with the path; branches and paths in
 * it are data, to be made printable by whoever shows it.
 */
export function conflictWords(conflict: MergeConflict, { source, target }: Branches): string {
  const { ours, theirs, path, otherPaths } = conflict;
  switch (conflict.kind) {
    case 'contents':
      return 'both changed the same lines';
    case 'add/add':
      return 'both added it, with different content';
    case 'binary':
      return 'both changed it, and it cannot be merged as text';
    case 'modify/delete':
      return ours
        ? `changed in ${target}, deleted in ${source}`
        : `changed in ${source}, deleted in ${target}`;
    case 'rename/delete': {
      const from = otherPaths.length > 0 ? ` from ${otherPaths.join(', ')}` : '';
      return ours
        ? `renamed${from} in ${target}, deleted in ${source}`
        : `renamed${from} in ${source}, deleted in ${target}`;
    }
    case 'rename/rename': {
      const [one, other] = [ours?.path ?? path, theirs?.path ?? path];
      return one === other
        ? `two files got this name: ${otherPaths.join(', ')}`
        : `renamed to ${one} in ${target}, to ${other} in ${source}`;
    }
    case 'file/directory':
      return ours
        ? `a file in ${target}, a directory in ${source}`
        : `a file in ${source}, a directory in ${target}`;
    case 'directory-rename':
      return directoryWords(conflict);
    case 'submodule':
      return 'both moved the submodule to another commit';
    case 'symlink':
      return 'both changed where the link points';
    case 'mode':
      return `${modeWords(ours)} in ${target}, ${modeWords(theirs)} in ${source}`;
    case 'distinct-types':
      return `${typeWords(ours)} in ${target}, ${typeWords(theirs)} in ${source}`;
    default:
      return conflict.message;
  }
}

/** What becomes of a conflict that is settled so, as the rest of a sentence after its path. */
export function choiceWords(
  conflict: MergeConflict,
  take: Resolution['take'],
  { source, target }: Branches,
): string {
  switch (take) {
    case 'content':
      return 'the given content';
    case 'delete':
      return 'no file';
    case 'both':
      return `the lines of both, those of ${target} first`;
    case 'keep':
      return conflict.kind === 'directory-rename'
        ? 'every file stays where its branch put it'
        : 'the changed file stays';
    default:
      return sideWords(conflict, take, take === 'ours' ? target : source);
  }
}

function sideWords(
  conflict: MergeConflict,
  take: Extract<ConflictChoice, 'ours' | 'theirs'>,
  branch: string,
): string {
  const { kind, base, markedOid } = conflict;
  const stage = conflict[take];
  switch (kind) {
    case 'file/directory':
      return stage
        ? `the file of ${branch}, in place of the whole directory`
        : `the directory of ${branch}, in place of the file`;
    case 'directory-rename':
      return `where ${branch} has it`;
    case 'rename/rename':
      return `named ${stage?.path ?? conflict.path}, as in ${branch}`;
    default:
      if (!stage) return `deleted, as in ${branch}`;
      if (kind === 'mode') return `the file of ${branch}, ${modeWords(stage)}`;
      return base && markedOid
        ? `the lines of ${branch} where both changed them, all else of both`
        : `the ${NOUNS[stage.mode] ?? 'file'} of ${branch}`;
  }
}

function directoryWords({ otherPaths, ours, theirs }: MergeConflict): string {
  if (!ours && !theirs) return 'it is unclear where a renamed directory went';
  return `in a directory that the other side renamed lies ${otherPaths.join(', ')}`;
}

function modeWords(stage: ConflictStage | undefined): string {
  return stage?.mode === '100755' ? 'executable' : 'not executable';
}

/** What is no file, by git's mode. */
const NOUNS: Readonly<Record<string, string>> = { 120000: 'link', 160000: 'submodule' };

function typeWords(stage: ConflictStage | undefined): string {
  return stage ? `a ${NOUNS[stage.mode] ?? 'file'}` : 'nothing';
}
