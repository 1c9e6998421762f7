import { asWarning, toQtuiError, type Warning } from '../core/errors.js';
import type { ProjectFile, TrustStore } from '../core/ports/trust.js';

/**
 * Why commands of a repository's file do not run; undefined where the person has trusted the file.
 * `would` says what they are for, and names them. Never throws: where it cannot be told whether a
 * file is trusted, it is not.
 */
export async function distrust(
  { trust }: { trust: TrustStore },
  file: ProjectFile,
  would: string,
): Promise<Warning | undefined> {
  try {
    if (await trust.isTrusted(file)) return undefined;
  } catch (thrown) {
    return asWarning(toQtuiError(thrown, `look whether ${file.path} is trusted`));
  }
  return {
    code: 'untrusted-command',
    message: `${file.path} would ${would}; that did not run, as you have not trusted the file.`,
    hint: 'See its commands and decide with `qtui trust`.',
  };
}
