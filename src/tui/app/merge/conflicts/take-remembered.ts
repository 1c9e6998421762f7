/** How git remembers that a conflict was settled before (rerere): shown, and taken on request. */
import { readableText } from '../../../../core/conflict/encoding.js';
import { contentMode } from '../../../../core/resolution.js';
import { printable } from '../../../../core/text.js';
import { rememberedDialog } from '../../../dialogs/conflicts/remembered.js';
import { diffOfTexts } from '../../../dialogs/diff/texts.js';
import { waitFor } from '../../../dialogs/simple.js';
import type { HunkTarget } from './hunk-target.js';

export async function takeRemembered(target: HunkTarget): Promise<void> {
  const { app, desk, item } = target;
  const { path } = item.conflict;
  const found = await waitFor(
    app.dialogs,
    {
      title: 'As before',
      text: 'Asking git whether this was settled before …',
      doing: 'look for an earlier answer',
    },
    readRemembered(target),
  );
  if (!found) return;
  if (found === 'nothing') {
    target.say('git does not remember that this conflict was settled before.');
    return;
  }
  const { oid, after, files } = found;
  const against = async (name: string, before: string) => ({
    title: `${printable(name)} and how it was settled before`,
    file: await diffOfTexts({ path, before, after }),
  });
  const { ours, theirs } = desk.names;
  const sides = [
    await against(ours, readableText(files.ours?.bytes)),
    await against(theirs, readableText(files.theirs?.bytes)),
  ];
  const isTaken = await app.dialogs.open(rememberedDialog(path, sides));
  if (!isTaken) return;
  desk.forgetWork(item.key);
  const origin = 'remembered';
  desk.settle(item, { oid, mode: contentMode(item.conflict), origin }, origin);
  target.leave();
}

async function readRemembered({ app, desk, item }: HunkTarget) {
  const oid = await app.sessions.rememberedResolution(desk.plan, item.conflict);
  if (oid === undefined) return 'nothing' as const;
  const files = await desk.readFiles(item);
  return { oid, files, after: readableText((await desk.readContent(item, oid))?.bytes) };
}
