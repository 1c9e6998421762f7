import { mergeCheckWords, noCheckSet, untrustedCheck } from '../../core/check-words.js';
import { commandLineWords } from '../../core/command-line.js';
import { QtuiError } from '../../core/errors.js';
import type { BuiltMerge, MergePlan, VerifiedMerge } from '../../core/merge.js';
import type { SessionService } from '../../core/ports/sessions.js';
import { commandWords, printable } from '../../core/text.js';
import type { OptionDefinition } from '../command.js';
import type { Output } from '../output.js';
import { askWord } from '../prompt.js';

export interface CheckOptions {
  /** `--check`, or the words of its command, or `--no-check`; undefined for neither. */
  check?: boolean | readonly string[];
  checkOnly?: boolean;
}

export const CHECK_OPTIONS: readonly OptionDefinition[] = [
  {
    flags: '--check [command]',
    description:
      'run the check also where it has passed on the same content; with a command, that one',
    parse: parseCheck,
  },
  {
    flags: '--no-check',
    description: 'merge without the check that is set',
    parse: noCheck,
  },
  {
    flags: '--check-only',
    description: 'run the check on the merged result and stop',
    conflicts: ['commit', 'remove'],
  },
];

/** A command line is split into words and never given to a shell; throws `usage`. */
function parseCheck(text: string, previous: unknown): readonly string[] {
  if (previous === false) throw contradiction();
  const words = commandLineWords(text);
  if (words !== undefined) return words;
  throw new QtuiError('usage', `"${printable(text)}" is no command.`, {
    untouched: 'Nothing was changed.',
    hint: 'Write a program with its arguments in one word, as --check "npm test"; for what a shell does write --check "sh -c \'…\'".',
  });
}

/** Of an option that takes no text. */
function noCheck(_none: unknown, previous: unknown): undefined {
  if (previous !== undefined && previous !== false) throw contradiction();
  return undefined;
}

function contradiction(): QtuiError {
  return new QtuiError('usage', '--check and --no-check contradict each other.', {
    untouched: 'Nothing was changed.',
    hint: 'Give one of them.',
  });
}

/** What the plan is to have as its check. */
export function wantedCheck({ check, checkOnly }: CheckOptions): boolean | readonly string[] {
  return typeof check === 'object' ? check : check === true || checkOnly === true;
}

/** Throws where a check that has to run cannot: none is set, or it is not trusted. */
export function requireCheck({ check }: MergePlan, options: CheckOptions): void {
  if (check === undefined && (options.check === true || options.checkOnly)) throw noCheckSet();
  if (check?.untrusted !== undefined && options.check !== false) {
    throw untrustedCheck(check.untrusted.file.path);
  }
}

export interface VerifyHow {
  out: Output;
  signal: AbortSignal;
  /**
   * Builds the merge again for a check that has failed, where a person can be asked whether it is
   * to land all the same.
   */
  rebuild?: () => Promise<BuiltMerge>;
}

/** Runs the check with its output on stderr; resolves with what can be landed. */
export async function verifyBuilt(
  service: SessionService,
  built: BuiltMerge,
  { check: wish, checkOnly }: CheckOptions,
  { out, signal, rebuild }: VerifyHow,
): Promise<VerifiedMerge> {
  const { check, request } = built.plan;
  if (check === undefined) return service.verifyMerge(built);
  if (wish === false) {
    out.note('The check was skipped.');
    return service.verifyMerge(built, { skipCheck: true });
  }
  out.note(`Checking with ${commandWords(check.command)} …`);
  const onOutput = (line: string) => out.note(out.style.dim(`  ${line}`));
  const again = wish !== undefined || checkOnly === true;
  try {
    const verified = await service.verifyMerge(built, { onOutput, signal, again });
    if (verified.check) {
      out.note(mergeCheckWords(verified.check, Date.now()));
      out.warn(verified.check.warnings);
    }
    return verified;
  } catch (thrown) {
    const error = out.json ? thrown : withoutOutput(thrown);
    if (!rebuild || !isFailedCheck(error)) throw error;
    out.fail(error);
    const typed = await askWord(
      `To merge it all the same, type the name of the target branch (${printable(request.target)}); Enter stops: `,
    );
    if (typed !== request.target) throw notAccepted(error);
    const verified = await service.verifyMerge(await rebuild(), { acceptFailure: typed });
    out.note(out.style.yellow('It is merged although its check has failed.'));
    return verified;
  }
}

function isFailedCheck(error: unknown): error is QtuiError {
  return error instanceof QtuiError && error.code === 'check-failed';
}

/** The failure has been told already. */
function notAccepted(cause: QtuiError): QtuiError {
  return new QtuiError('check-failed', 'Not merged, as the check has failed.', {
    untouched: 'The target is as it was.',
    cause,
  });
}

/** What the check said has been shown already. */
function withoutOutput(error: unknown): unknown {
  if (!isFailedCheck(error)) return error;
  const [first = ''] = error.message.split('\n', 1);
  const { hint, untouched, data } = error;
  return new QtuiError(error.code, first.replace(/:$/, '.'), {
    ...(hint !== undefined && { hint }),
    ...(untouched !== undefined && { untouched }),
    data,
    cause: error,
  });
}
