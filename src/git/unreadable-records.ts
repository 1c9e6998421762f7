import type { Warning } from '../core/errors.js';
import { NOT_RECOVERED } from '../core/recovery.js';

/** How records of a killed process are told that cannot be understood; `of`: "a merge". */
export function unreadableWarnings(files: readonly string[], of: string): Warning[] {
  return files.map((file) => ({
    code: NOT_RECOVERED.unreadable,
    message: `The record ${file} of ${of} is damaged, or of another version of qtui; it was left as it is.`,
    hint: 'Run the version that wrote it, or delete it when you have looked at what it names.',
  }));
}
