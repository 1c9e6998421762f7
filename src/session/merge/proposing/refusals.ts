import type { ConflictText } from '../../../core/conflict/hunks.js';
import { isAboutLines } from '../../../core/conflict/identity.js';
import { QtuiError } from '../../../core/errors.js';
import type { MergeConflict } from '../../../core/merge.js';
import { hasPrivateKey, isSecretName } from '../../../core/secret-files.js';

/** Throws `resolution-refused` for what only a person may decide. */
export function refusePersonsMatter(conflict: MergeConflict): void {
  const { kind, path } = conflict;
  if (isAboutLines(conflict)) return;
  throw refused(`What becomes of ${path} (${kind}) is a choice, and never the model's.`);
}

/** Throws `resolution-refused` for what is not to leave this machine. */
export function refuseSecrets(conflict: MergeConflict, text?: ConflictText): void {
  const { path, ours, theirs, otherPaths } = conflict;
  const names = [path, ...otherPaths, ours?.path ?? path, theirs?.path ?? path];
  const name = names.find(isSecretName);
  if (name !== undefined) {
    throw refused(`${name} may hold secrets by its name, so it is not sent to a model.`);
  }
  const holdsKey = text?.segments.some((segment) => {
    const {
      common,
      ours: one,
      base,
      theirs: other,
    } = segment.kind === 'common'
      ? { common: segment.lines, ours: [], base: [], theirs: [] }
      : { common: [], ...segment.hunk };
    return [common, one, base, other].some((lines) => lines.some(hasPrivateKey));
  });
  if (holdsKey) throw refused(`${path} has a private key in it, so it is not sent to a model.`);
}

/** Throws `resolution-refused` where there are no lines to choose. */
export function requireText(conflict: MergeConflict, text: ConflictText | undefined): ConflictText {
  if (text !== undefined) return text;
  throw refused(
    `${conflict.path} has no text with marked places: it is too large, no text, or has lines of its own that look like conflict markers.`,
  );
}

function refused(message: string): QtuiError {
  return new QtuiError('resolution-refused', message, {
    untouched: 'Nothing was sent, and nothing was changed.',
    hint: 'Decide it yourself.',
  });
}
