import { readFile, stat } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import { aboutPath, QtuiError, toQtuiError } from '../../core/errors.js';
import {
  CONFLICT_CHOICES,
  type ConflictChoice,
  type ConflictKind,
  type MergeConflict,
  type MergePlan,
  type Resolution,
} from '../../core/merge.js';
import type { SessionService } from '../../core/ports/sessions.js';
import { contentMode, resolutionOf, type Settlement } from '../../core/resolution.js';
import { printable } from '../../core/text.js';

export const RESOLVE_CHOICES = ['ours', 'theirs', 'both', 'llm'] as const;

export interface ResolveOptions {
  /** For every file that both sides changed; `llm` for every text that a model is to be asked of. */
  resolve?: (typeof RESOLVE_CHOICES)[number];
  resolveFile?: readonly FileChoice[];
}

/** `PATH=CHOICE` or `PATH=@FILE`. */
export interface FileChoice {
  path: string;
  take: ConflictChoice | { file: string };
}

/** Kinds that `--resolve` settles: neither side's file, nor its name, can be lost by it unseen. */
const SETTLED_TOGETHER: ReadonlySet<ConflictKind> = new Set([
  'contents',
  'add/add',
  'binary',
  'submodule',
  'symlink',
  'mode',
  'distinct-types',
]);

/** Adds one `--resolve-file` to those before it; throws `usage`. */
export function parseFileChoices(text: string, before: unknown): FileChoice[] {
  return [...((before as FileChoice[] | undefined) ?? []), parseFileChoice(text)];
}

function parseFileChoice(text: string): FileChoice {
  const last = text.lastIndexOf('=');
  const word = text.slice(last + 1);
  if (last > 0 && isChoice(word)) return { path: text.slice(0, last), take: word };
  const at = text.indexOf('=@');
  if (at > 0 && at + 2 < text.length) {
    return { path: text.slice(0, at), take: { file: text.slice(at + 2) } };
  }
  throw new QtuiError('usage', `"${printable(text)}" says not how to settle which file.`, {
    untouched: 'Nothing was changed.',
    hint: `Write PATH=CHOICE, with one of ${CONFLICT_CHOICES.join(', ')}, or PATH=@FILE.`,
  });
}

function isChoice(word: string): word is ConflictChoice {
  return (CONFLICT_CHOICES as readonly string[]).includes(word);
}

/**
 * The plan with the conflicts settled that the options speak of. A rebase is asked commit by
 * commit: a choice holds for each commit in which the file conflicts. Throws `usage` for a file
 * that is in no conflict.
 */
export async function settleConflicts(
  service: SessionService,
  first: MergePlan,
  options: ResolveOptions & { cwd: string },
  replan: (resolutions: readonly Resolution[]) => Promise<MergePlan>,
): Promise<MergePlan> {
  const resolutions: Resolution[] = [];
  let plan = first;
  for (;;) {
    const made = await resolutionsFor(service, plan, options);
    if (made.length === 0) break;
    resolutions.push(...made);
    plan = await replan(resolutions);
  }
  const unused = options.resolveFile?.find(
    ({ path }) => ![...plan.resolved, ...plan.conflicts].some((each) => isAt(each, path)),
  );
  if (unused === undefined || plan.obstacles.length > 0) return plan;
  throw new QtuiError('usage', `${printable(unused.path)} is in no conflict of this merge.`, {
    untouched: 'Nothing was changed.',
    hint: 'See the files in conflict with --preview.',
    data: { path: unused.path },
  });
}

async function resolutionsFor(
  service: SessionService,
  plan: MergePlan,
  options: ResolveOptions & { cwd: string },
): Promise<Resolution[]> {
  const made: Resolution[] = [];
  for (const conflict of plan.conflicts) {
    const own = options.resolveFile?.find(({ path }) => isAt(conflict, path));
    if (own !== undefined) {
      const settlement = await settlementOf(service, plan, conflict, own, options.cwd);
      const resolution = resolutionOf(conflict, settlement);
      made.push({ ...resolution, path: nameOf(conflict, own.path) });
    } else if (options.resolve && options.resolve !== 'llm') {
      if (isSettledTogether(conflict, options.resolve))
        made.push(resolutionOf(conflict, options.resolve));
    }
  }
  return made;
}

/** Whether `--resolve` speaks of this conflict; the others want an answer of their own. */
function isSettledTogether(conflict: MergeConflict, choice: ConflictChoice): boolean {
  return SETTLED_TOGETHER.has(conflict.kind) && conflict.choices.includes(choice);
}

/** A name that is not UTF-8 cannot be typed: it is meant by what it looks like. */
function isAt({ path, otherPaths }: MergeConflict, wanted: string): boolean {
  return [path, ...otherPaths].some(
    (name) => name === wanted || name.replace(/\p{Surrogate}/gu, '\ufffd') === wanted,
  );
}

async function settlementOf(
  service: SessionService,
  plan: MergePlan,
  conflict: MergeConflict,
  { path, take }: FileChoice,
  cwd: string,
): Promise<Settlement> {
  if (typeof take === 'string') return take;
  const file = resolvePath(cwd, take.file);
  return {
    oid: await service.writeContent(plan, nameOf(conflict, path), await contentOf(file, path)),
    mode: contentMode(conflict),
  };
}

/** Throws `usage` for what is no file that can be read whole. */
async function contentOf(file: string, path: string): Promise<Buffer> {
  try {
    // A pipe in its place would be waited for.
    if ((await stat(file)).isFile()) return await readFile(file);
  } catch (thrown) {
    throw toQtuiError(aboutPath(thrown, file), `read the content of ${printable(path)}`, {
      untouched: 'Nothing was changed.',
    });
  }
  throw new QtuiError(
    'usage',
    `${printable(file)} is no file, so it cannot be the content of ${printable(path)}.`,
    {
      untouched: 'Nothing was changed.',
      hint: 'Name a file after @.',
      data: { path: file },
    },
  );
}

/** The name that is meant, which is written otherwise where it is not UTF-8. */
function nameOf({ path, otherPaths }: MergeConflict, wanted: string): string {
  return otherPaths.includes(wanted) ? wanted : path;
}

/** The command that settles what is open, with an answer for each file to be changed at will. */
export function nextCommand(
  plan: MergePlan,
  given: ResolveOptions & { into?: string; strategy?: string },
  { isBegun = false }: { isBegun?: boolean } = {},
): string {
  const words = ['qtui', 'merge', plan.request.source];
  if (isBegun) words.push('--continue');
  else if (given.into !== undefined) words.push('--into', given.into);
  if (!isBegun && given.strategy !== undefined) words.push('--strategy', given.strategy);
  const { resolve = 'ours' } = given;
  const together = resolve === 'llm' ? 'ours' : resolve;
  const others = plan.conflicts.filter((each) => !isSettledTogether(each, together));
  if (given.resolve || others.length < plan.conflicts.length) words.push('--resolve', together);
  const before = isBegun ? [] : (given.resolveFile ?? []);
  const answers = [
    ...before.map(({ path, take }) =>
      typeof take === 'string' ? `${path}=${take}` : `${path}=@${take.file}`,
    ),
    ...others.map(
      ({ path, choices }) => `${path}=${choices.includes('keep') ? 'keep' : choices[0]}`,
    ),
  ];
  for (const answer of new Set(answers)) words.push('--resolve-file', answer);
  return words.map(quoted).join(' ');
}

/** As a shell reads it back; what cannot be shown is written as bash's `$'…'` has it. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (printable(word) === word && !/\p{Surrogate}/u.test(word)) {
    return `'${word.replaceAll("'", "'\\''")}'`;
  }
  const escaped = [...word].map((character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    if (character === ' ') return character;
    const code = character.codePointAt(0) ?? 0;
    // A byte that is no UTF-8.
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    return printable(character) === character
      ? character
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `$'${escaped.join('')}'`;
}
