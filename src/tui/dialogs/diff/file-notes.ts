/** What is to be said of a file's difference beside its lines. */
import { type FileDiff, GITLINK_MODE } from '../../../core/diff.js';
import { count, formatBytes, printable } from '../../../core/text.js';
import { type Role, type Span, span } from '../../views/line.js';

const MODE_WORDS: Readonly<Record<string, string>> = {
  '100644': 'a plain file',
  '100755': 'executable',
  '120000': 'a link',
  [GITLINK_MODE]: 'a repository of its own',
};

/** Sentences, each with its role; none for a file that its lines say all of. */
export function fileNotes(file: FileDiff): Span[] {
  const notes: Span[] = [];
  const say = (text: string, role: Role = 'muted') => notes.push(span(text, role));
  const { from, kind, oldMode, newMode, isBinary, isTooLarge, isLatin1 } = file;
  if (from !== undefined) {
    say(`${kind === 'copied' ? 'Copied' : 'Renamed'} from ${printable(from)}.`);
  }
  if (oldMode !== undefined && newMode !== undefined && oldMode !== newMode) {
    say(`Was ${modeWords(oldMode)}, is now ${modeWords(newMode)}.`, 'warning');
  } else if (kind === 'added' && newMode !== undefined && newMode !== '100644') {
    say(`The new file is ${modeWords(newMode)}.`);
  }
  if (isBinary) say(`A binary file${sizeWords(file)}: it has no lines to show.`);
  else if (isTooLarge) say(tooLargeWords(file), 'warning');
  else if (file.hunks.length === 0) say(withoutLines(file));
  if (isLatin1) say('Some of its bytes are no UTF-8: these lines are shown as Latin-1.', 'warning');
  return notes;
}

function modeWords(mode: string): string {
  return MODE_WORDS[mode] ?? `of mode ${mode}`;
}

function withoutLines({ kind, newMode }: FileDiff): string {
  if (newMode === GITLINK_MODE) return 'What it holds is work of that repository, not of this one.';
  if (kind === 'added') return 'It is empty.';
  if (kind === 'deleted') return 'It was empty.';
  return 'No line of it differs.';
}

function sizeWords({ oldBytes, newBytes }: FileDiff): string {
  if (oldBytes === undefined) return newBytes === undefined ? '' : `, ${formatBytes(newBytes)}`;
  if (newBytes === undefined) return `, ${formatBytes(oldBytes)}`;
  return oldBytes === newBytes
    ? `, ${formatBytes(newBytes)}`
    : `, ${formatBytes(oldBytes)} before and ${formatBytes(newBytes)} now`;
}

function tooLargeWords(file: FileDiff): string {
  const { added, removed } = file;
  const lines =
    added === undefined || removed === undefined
      ? ''
      : `: ${count(added + removed, 'changed line')} (+${added} -${removed})`;
  return `Too large to show${lines}${sizeWords(file)}.`;
}
