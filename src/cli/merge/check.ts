import { noCheckSet, untrustedCheck } from '../../core/check-words.js';
import { QtuiError } from '../../core/errors.js';
import type { BuiltMerge, MergePlan, VerifiedMerge } from '../../core/merge.js';
import type { SessionService } from '../../core/ports/sessions.js';
import { commandWords, count } from '../../core/text.js';
import type { Output } from '../output.js';

export interface CheckOptions {
  /** `--check` or `--no-check`; undefined for neither. */
  check?: boolean;
  checkOnly?: boolean;
}

/** Throws where a check that has to run cannot: none is set, or it is not trusted. */
export function requireCheck({ check }: MergePlan, options: CheckOptions): void {
  if (check === undefined && (options.check === true || options.checkOnly)) {
    throw noCheckSet();
  }
  if (check?.untrustedFile !== undefined && options.check !== false) {
    throw untrustedCheck(check.untrustedFile);
  }
}

/** Runs the check with its output on stderr; resolves with what can be landed. */
export async function verifyBuilt(
  service: SessionService,
  built: BuiltMerge,
  { check: wish }: CheckOptions,
  { out, signal }: { out: Output; signal: AbortSignal },
): Promise<VerifiedMerge> {
  const { check } = built.plan;
  if (check === undefined) return service.verifyMerge(built);
  if (wish === false) {
    out.note('The check was skipped.');
    return service.verifyMerge(built, { skipCheck: true });
  }
  out.note(`Checking with ${commandWords(check.command)} …`);
  const onOutput = (line: string) => out.note(out.style.dim(`  ${line}`));
  try {
    const verified = await service.verifyMerge(built, { onOutput, signal });
    if (verified.check) {
      out.note(`The check passed in ${took(verified.check.durationMs)}.`);
      out.warn(verified.check.warnings);
    }
    return verified;
  } catch (error) {
    throw out.json ? error : withoutOutput(error);
  }
}

/** What the check said has been shown already. */
function withoutOutput(error: unknown): unknown {
  if (!(error instanceof QtuiError) || error.code !== 'check-failed') return error;
  const [first = ''] = error.message.split('\n', 1);
  const { hint, untouched, data } = error;
  return new QtuiError(error.code, first.replace(/:$/, '.'), {
    ...(hint !== undefined && { hint }),
    ...(untouched !== undefined && { untouched }),
    data,
    cause: error,
  });
}

function took(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : count(Math.round(ms / 1000), 'second');
}
