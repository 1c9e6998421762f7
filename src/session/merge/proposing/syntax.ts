import type { Cancellable } from '../../../core/cancellable.js';
import type { SyntaxCommands } from '../../../core/config.js';
import {
  type ConflictText,
  type HunkAnswer,
  type HunkAnswers,
  settledText,
} from '../../../core/conflict/hunks.js';
import type { Warning } from '../../../core/errors.js';
import type { ConflictFiles } from '../../../core/merge.js';
import type { SyntaxVerdict } from '../../../core/ports/syntax-checker.js';
import { commandWords } from '../../../core/text.js';
import type { SessionConfig, SessionDependencies } from '../../dependencies.js';
import { distrust } from '../../distrust.js';

/** Hunks beyond which each one is not tried alone to find the one at fault. */
const MOST_TRIALS = 20;

export interface FileSyntax {
  /**
   * How the file parses with these answers. Where some are open yet, either side's lines stand
   * there, and what parses with one of them parses.
   */
  verdict(answers: HunkAnswers): Promise<SyntaxVerdict>;
  /** Which of the accepted hunks are at fault, as far as can be told; all of them otherwise. */
  guilty(answers: HunkAnswers, accepted: readonly number[]): Promise<readonly number[]>;
}

/** The commands that may tell whether a file parses, and a warning for those that may not run. */
export async function syntaxCommands(
  deps: SessionDependencies,
  { merge, project }: SessionConfig,
): Promise<{ commands: SyntaxCommands; warnings: Warning[] }> {
  const theirs = project?.syntax;
  if (theirs === undefined || project === undefined)
    return { commands: merge.syntax, warnings: [] };
  const words = Object.values(theirs).map(commandWords).join('; ');
  const warning = await distrust(deps, project.file, `check whether files parse with ${words}`);
  if (warning !== undefined) return { commands: merge.syntax, warnings: [warning] };
  return { commands: { ...merge.syntax, ...theirs }, warnings: [] };
}

/**
 * How a file in conflict parses; without `syntax` where it did not on a side, or where nobody can
 * tell, with a warning where it should be told.
 */
export async function fileSyntax(
  deps: SessionDependencies,
  path: string,
  { files, text }: { files: ConflictFiles; text: ConflictText },
  options: { commands: SyntaxCommands } & Cancellable,
): Promise<{ syntax?: FileSyntax; warnings: Warning[] }> {
  const check = (bytes: Uint8Array) => deps.syntax.check(path, bytes, options);
  for (const side of ['ours', 'theirs'] as const) {
    const bytes = files[side]?.bytes;
    if (bytes === undefined) return { warnings: [] };
    const found = await check(bytes);
    if (found.kind !== 'parses') return { warnings: untold(path, side, found) };
  }
  const filled = (answers: HunkAnswers, fill: HunkAnswer) =>
    new Map(text.hunks.map((_, index) => [index, answers.get(index) ?? fill]));
  const verdict = async (answers: HunkAnswers): Promise<SyntaxVerdict> => {
    const isWhole = text.hunks.every((_, index) => answers.has(index));
    let last: SyntaxVerdict = { kind: 'unknown' };
    for (const fill of isWhole ? (['ours'] as const) : (['ours', 'theirs'] as const)) {
      const settled = settledText(text, filled(answers, fill));
      if (settled.kind === 'open') return { kind: 'unknown' };
      const found = await check(settled.bytes);
      if (found.kind !== 'fails') return found;
      if (last.kind === 'unknown') last = found;
    }
    return last;
  };
  const syntax: FileSyntax = {
    verdict,
    async guilty(answers, accepted) {
      if (accepted.length < 2 || accepted.length > MOST_TRIALS) return accepted;
      const found: number[] = [];
      for (const hunk of accepted) {
        const others = new Map([...answers].filter(([index]) => index !== hunk));
        if ((await verdict(others)).kind === 'parses') found.push(hunk);
      }
      return found.length > 0 ? found : accepted;
    },
  };
  return { syntax, warnings: [] };
}

/** What keeps a file from being looked at, where somebody was to look at it. */
function untold(
  path: string,
  side: 'ours' | 'theirs',
  verdict: Exclude<SyntaxVerdict, { kind: 'parses' }>,
): Warning[] {
  const why =
    verdict.kind === 'fails'
      ? `it does not on the side of ${side}: ${verdict.message}`
      : verdict.reason;
  if (why === undefined) return [];
  return [
    {
      code: 'syntax-untold',
      message: `Whether ${path} parses with the proposal was not looked at: ${why}.`,
      ...(verdict.kind === 'unknown' && { hint: 'See merge.syntax in your settings.' }),
    },
  ];
}
