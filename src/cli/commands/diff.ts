import { diffTotals } from '../../core/diff.js';
import { EXIT } from '../../core/errors.js';
import type { DiffPart, SessionDiff } from '../../core/ports/session-diff.js';
import type { FileChange } from '../../core/repository.js';
import { sessionTitle } from '../../core/session.js';
import { count, printable } from '../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import type { Output } from '../output.js';
import { ShownPatch } from '../patch-text.js';
import { selectSession } from '../select.js';
import { sessionJson } from '../session-json.js';

export const diffCommand: CommandDefinition = {
  name: 'diff',
  summary: 'print what a session has changed since it left its merge target',
  details:
    'Committed and uncommitted work together, untracked files included, as a patch that `git apply` ' +
    'takes. What the target has got by other commits is left out. Nothing is changed by it.',
  arguments: [
    {
      syntax: '[session]',
      description: 'id, id prefix, name or branch; by default the one of this directory',
    },
  ],
  options: [
    { flags: '--committed', description: 'only what is committed', conflicts: ['uncommitted'] },
    { flags: '--uncommitted', description: 'only what is not committed' },
    { flags: '--stat', description: 'files with their lines in place of the patch' },
    {
      flags: '--name-only',
      description: 'names of files in place of the patch',
      conflicts: ['stat'],
    },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui diff auth', does: 'shows all that the session "auth" has done' },
    { command: 'qtui diff auth --committed | git apply', does: 'takes it over here, uncommitted' },
  ],
  async run({ app, out }, [selector], options) {
    const view = await selectSession(app, textOf(selector));
    const service = await app.sessions();
    const diff = await service.diff(view.session.id, { part: partOf(options) });
    if (out.json) {
      out.answer({ session: sessionJson(view), diff: diffJson(diff) });
      return EXIT.done;
    }
    for (const note of diff.notes) out.note(printable(note));
    if (diff.files.length === 0) out.note(nothingWords(diff));
    else if (options['nameOnly'] === true)
      for (const { path } of diff.files) out.print(printable(path));
    else if (options['stat'] === true) printFiles(out, diff.files);
    else {
      noteUnread(out, diff.files);
      const shown = new ShownPatch(out);
      const onOutput = (bytes: Uint8Array) => shown.write(bytes);
      await service.patch(diff.directory, diff.range, { onOutput, hasBinary: !shown.isForPeople });
      shown.end();
    }
    return EXIT.done;
  },
};

function partOf(options: Readonly<Record<string, unknown>>): DiffPart {
  if (options['committed'] === true) return 'committed';
  return options['uncommitted'] === true ? 'uncommitted' : 'all';
}

function diffJson({ part, range, base, notes, files }: SessionDiff) {
  return {
    part,
    from: range.from,
    to: range.to === 'worktree' ? null : range.to,
    target: base.branch ?? null,
    ...diffTotals(files),
    files: files.map(({ path, from, kind, added, removed, isBinary }) => ({
      path,
      from: from ?? null,
      kind,
      added: added ?? null,
      removed: removed ?? null,
      isBinary,
    })),
    notes,
  };
}

function nothingWords({ session, part, base }: SessionDiff): string {
  const title = printable(sessionTitle(session));
  if (part === 'uncommitted') return `"${title}" has nothing uncommitted.`;
  const target = base.branch === undefined ? '' : ` that ${printable(base.branch)} has not`;
  return `"${title}" has changed nothing${target}.`;
}

function printFiles(out: Output, files: readonly FileChange[]): void {
  const { style } = out;
  const lines = (amount: number | undefined, sign: string, look: (text: string) => string) =>
    amount === undefined ? '' : { text: `${sign}${amount}`, look };
  out.table(
    [
      { title: 'FILE', flexible: true, cut: 'start' },
      { title: 'CHANGE' },
      { title: 'ADDED', align: 'right' },
      { title: 'REMOVED', align: 'right' },
    ],
    files.map((file) => [
      printable(file.from === undefined ? file.path : `${file.from} → ${file.path}`),
      file.isBinary ? `${file.kind}, binary` : file.kind,
      lines(file.added, '+', style.green),
      lines(file.removed, '-', style.red),
    ]),
  );
  const { added, removed } = diffTotals(files);
  out.note(`${count(files.length, 'file')}, +${added} -${removed}`);
}

/** A patch without them would pass for all of the work. */
function noteUnread(out: Output, files: readonly FileChange[]): void {
  const unread = files.filter(({ added, isBinary }) => added === undefined && !isBinary);
  for (const { path } of unread) {
    out.warn([
      {
        code: 'not-in-patch',
        message: `${path} is not in the patch: it is too large, or a repository of its own.`,
      },
    ]);
  }
}
