/** Tidying up: what could go and why, what would be lost, and only what the person agrees to. */
import type {
  CleanupItem,
  CleanupPlan,
  CleanupRequest,
  CleanupResult,
} from '../../../core/cleanup.js';
import { lostWords, summaryOf } from '../../../core/cleanup-words.js';
import { addSizes, type DiskSize } from '../../../core/disk-usage.js';
import { toQtuiError } from '../../../core/errors.js';
import { count, formatBytes, printable } from '../../../core/text.js';
import { type CheckEntry, CheckList } from '../../dialogs/check-list.js';
import { Dialog } from '../../dialogs/dialog.js';
import { ask, Said, showText, waitFor } from '../../dialogs/simple.js';
import { type Option, paragraph, type Widget } from '../../dialogs/widget.js';
import { thisRepository } from '../../model/selectors.js';
import { type Line, wrapped } from '../../views/line.js';
import type { App } from '../app.js';
import { UNDO_KEY, undoHint } from './undo-last.js';

type Wish = Omit<CleanupRequest, 'named' | 'force' | 'allRepositories'>;
type Sizes = ReadonlyMap<CleanupItem, DiskSize>;

const WIDTH = 84;

const WISHES: readonly Option<Wish>[] = [
  {
    value: { merged: true, orphaned: true },
    label: 'What is done: merged sessions, and what others left over',
  },
  {
    value: { merged: true },
    label: 'Merged sessions',
    note: 'Their work is in the branch that they go back to.',
  },
  {
    value: { orphaned: true },
    label: 'What is left over',
    note: 'Rows without a worktree; worktrees and branches of qtui without a session.',
  },
  { value: { byTypeAge: true }, label: 'Sessions unused for longer than their type allows' },
  { value: { all: true }, label: 'Every session' },
];

/** Lists what could go; nothing is removed before the person has agreed to each by its name. */
export function cleanUp(app: App): void {
  app.run('clean up', async () => {
    const wish = await ask<Wish | undefined>(app.dialogs, {
      title: 'Clean up',
      body: [paragraph('What shall be looked for? Nothing is removed before you have seen it.')],
      options: WISHES,
      selected: WISHES[0]?.value,
    });
    if (!wish) return;
    const plan = await look(app, wish, []);
    if (!plan) return;
    if (plan.items.length === 0) {
      app.notify('There is nothing to clean up.');
      return;
    }
    const chosen = await choose(app, plan);
    if (chosen) await removeChosen(app, wish, chosen);
  });
}

/** What is named goes although work would be lost, which is saved first. */
async function look(
  app: App,
  wish: Wish,
  named: readonly string[],
): Promise<CleanupPlan | undefined> {
  const { state } = app.store;
  const request: CleanupRequest = {
    ...wish,
    named,
    force: named.length > 0,
    allRepositories: thisRepository(state) === undefined,
  };
  const found = await waitFor(
    app.dialogs,
    { title: 'Clean up', text: 'Looking at sessions …', doing: 'look at the sessions' },
    app.sessions.planCleanup(state.directory, request),
  );
  if (found) app.notifyWarnings(found.warnings);
  return found?.plan;
}

const goes = ({ keptBecause }: CleanupItem) => keptBecause.length === 0;

/** What would go is marked; what stays to protect work can be marked by hand. */
async function choose(app: App, plan: CleanupPlan): Promise<readonly CleanupItem[] | undefined> {
  const items = [...plan.items.filter(goes), ...plan.items.filter((item) => !goes(item))];
  const sizes = new Map<CleanupItem, DiskSize>();
  const title = () => {
    const marked = items.filter((item) => list.checked.has(item));
    const total = addSizes(...marked.flatMap((item) => sizes.get(item) ?? []));
    const size = sizes.size === 0 ? '' : `, ${formatBytes(total.allocated)}`;
    return `Clean up: ${marked.length} of ${items.length}${size}`;
  };
  const list = new CheckList<CleanupItem>({
    entries: items.map((item) => entryOf(item, sizes)),
    checked: items.filter(goes),
    onChange: () => dialog.change({ title: title() }),
  });
  const dialog: Dialog<readonly CleanupItem[]> = new Dialog({
    title: title(),
    width: WIDTH,
    widgets: [list],
    hint: 'Space marks · Enter goes on · Esc closes',
    onEnter: (self) => {
      const marked = items.filter((item) => list.checked.has(item));
      if (marked.length > 0) self.finish(marked);
    },
  });
  const measuring = new AbortController();
  const onSize = (item: CleanupItem, size: DiskSize) => {
    sizes.set(item, size);
    list.setEntries(items.map((each) => entryOf(each, sizes)));
    dialog.change({ title: title() });
  };
  // They come in while the person reads: nobody waits for a walk over every file.
  app.sessions
    .measureCleanup({ ...plan, items }, { onSize, signal: measuring.signal })
    .catch((thrown: unknown) => {
      const { code } = toQtuiError(thrown, 'measure the worktrees');
      if (code !== 'aborted') app.log.log('warn', 'tui.measure', { code });
    });
  return app.dialogs.open(dialog).finally(() => measuring.abort());
}

function entryOf(item: CleanupItem, sizes: Sizes): CheckEntry<CleanupItem> {
  const size = sizes.get(item);
  const why = printable(item.reasons.join(', '));
  const stays = printable(item.keptBecause.join('; '));
  return {
    value: item,
    title: printable(item.title),
    ...(size && { right: formatBytes(size.allocated) }),
    notes: [
      { text: `${why}${why && '; '}${item.action}`, role: 'muted' },
      goes(item)
        ? { text: `lost: ${printable(lostWords(item))}`, role: 'muted' }
        : { text: `stays: ${stays}`, role: 'warning' },
    ],
  };
}

async function removeChosen(app: App, wish: Wish, chosen: readonly CleanupItem[]): Promise<void> {
  const named = chosen.flatMap((item) => (goes(item) ? [] : (item.session?.id ?? [])));
  const plan = named.length > 0 ? await look(app, wish, named) : undefined;
  if (named.length > 0 && !plan) return;
  const items = plan ? chosen.map((item) => plan.items.find(isSame(item)) ?? item) : chosen;
  const going = items.filter(goes);
  const answer = await ask(app.dialogs, {
    title: going.length === 0 ? 'Nothing of it can go' : `Remove ${count(going.length, 'item')}?`,
    body: [...going, ...items.filter((item) => !goes(item))].flatMap(consentLines),
    selected: false,
    options:
      going.length === 0
        ? [{ value: false, label: 'OK' }]
        : [
            { value: false, label: 'Cancel' },
            {
              value: true,
              label: `Remove ${count(going.length, 'item')}`,
              note: 'Each can be undone.',
            },
          ],
  });
  if (answer) await remove(app, { items: going, repositories: [] });
}

function isSame(one: CleanupItem): (other: CleanupItem) => boolean {
  return ({ session, kind, path, branch }) =>
    one.session
      ? session?.id === one.session.id
      : !session && kind === one.kind && path === one.path && branch === one.branch;
}

function consentLines(item: CleanupItem): Widget[] {
  const title = printable(item.title);
  if (!goes(item)) {
    return [paragraph(`${title} stays: ${printable(item.keptBecause.join('; '))}.`, 'error')];
  }
  return [
    paragraph(`${title}: ${item.action}`, 'strong'),
    ...(item.losses.length > 0
      ? [paragraph(`Lost: ${printable(lostWords(item))}`, item.isForced ? 'warning' : 'muted')]
      : []),
  ];
}

async function remove(app: App, plan: CleanupPlan): Promise<void> {
  const abort = new AbortController();
  const said = new Said();
  const onResult = ({ item }: CleanupResult) => said.say(printable(item.title));
  const results = await waitFor(
    app.dialogs,
    { title: 'Clean up', text: 'Removing …', said, doing: 'clean up', abort },
    app.sessions.cleanUp(plan, { onResult, signal: abort.signal }),
  );
  app.reader.refresh();
  app.layout.publish();
  if (!results) return;
  const acts = results.flatMap(({ actId }) => actId ?? []);
  app.acts.push(...acts);
  const undone =
    acts.length > 1 ? ` ${app.leader} ${UNDO_KEY} undoes them one by one.` : undoHint(app, acts[0]);
  app.notify(`${summaryOf(results)}${undone}`);
  const told = results.filter(({ problem, warnings }) => problem || warnings.length > 0);
  if (told.length === 0) return;
  await showText(app.dialogs, {
    title: summaryOf(results),
    width: WIDTH,
    lines: (width) => told.flatMap((result) => outcomeLines(result, width)),
  });
}

function outcomeLines({ item, state, problem, warnings }: CleanupResult, width: number): Line[] {
  const words = [problem?.message, problem?.hint].filter((each) => each !== undefined).join(' ');
  const role = state === 'failed' ? 'error' : 'warning';
  return [
    ...wrapped(printable(`${item.title}: ${state}. ${words}`), width, role),
    ...warnings.flatMap(({ message, hint = '' }) =>
      wrapped(printable(`${message} ${hint}`), width, 'muted'),
    ),
  ];
}
