/** The difference of a session against its merge target, with comments on its lines. */
import { diffTotals } from '../../../core/diff.js';
import { type DiffComment, mergedComments } from '../../../core/diff-comment.js';
import { toQtuiError } from '../../../core/errors.js';
import { DisposableStore } from '../../../core/lifecycle.js';
import type { DiffPart, SessionDiff } from '../../../core/ports/session-diff.js';
import { type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { count, printable } from '../../../core/text.js';
import { Dialog } from '../../dialogs/dialog.js';
import { DiffBrowser } from '../../dialogs/diff/diff-browser.js';
import { DiffView } from '../../dialogs/diff/diff-view.js';
import { waitFor } from '../../dialogs/simple.js';
import { TextBlock } from '../../dialogs/widget.js';
import { isBelow, relocated } from '../../model/diff/comments.js';
import type { DiffLayout } from '../../model/diff/rows.js';
import { type Line, shorten, span } from '../../views/line.js';
import {
  commandHints,
  commandOf,
  openCommandMenu,
  runCommand,
} from '../actions/dialog-commands.js';
import type { App } from '../app.js';
import { DIFF_COMMANDS, PART_WORDS } from './commands.js';
import { outdatedOf } from './outdated-comments.js';
import type { DiffDialog } from './target.js';

/** All of the screen: the more of a line is seen, the better. */
const WIDTH = 400;

/** What a screen knows of the differences that it has shown. */
interface Kept {
  readonly comments: Map<string, readonly DiffComment[]>;
  /** As they were on disk when they were last read or saved. */
  readonly stored: Map<string, readonly DiffComment[]>;
  /** One at a time, in their order. */
  saving: Promise<void>;
  layout?: DiffLayout;
}

const keptByApp = new WeakMap<App, Kept>();

function keptOf(app: App): Kept {
  const kept = keptByApp.get(app) ?? {
    comments: new Map(),
    stored: new Map(),
    saving: Promise.resolve(),
  };
  keptByApp.set(app, kept);
  return kept;
}

/** Shows what a session has changed until the person closes it. Comments are kept beyond that. */
export function showSessionDiff(app: App, session: SessionMetadata): void {
  app.run('compare the work', async () => {
    const abort = new AbortController();
    const diff = await waitFor(
      app.dialogs,
      { title: 'Changes', text: 'Comparing …', doing: 'compare the work', abort },
      app.sessions.diff(session.id, { signal: abort.signal }),
    );
    if (!diff) return;
    await readComments(app, session.id);
    await new OpenDiff(app, diff).shown();
  });
}

/** Those of other screens come in; this one's own are known, with the lines that they are at now. */
async function readComments(app: App, id: string): Promise<void> {
  const kept = keptOf(app);
  await kept.saving;
  const { comments, warnings } = await app.sessions.diffComments(id);
  app.notifyWarnings(warnings);
  takeUp(kept, id, kept.stored.get(id) ?? [], comments);
}

/** They are there for another screen when this one is killed, beside what that has written. */
async function saveComments(app: App, id: string): Promise<void> {
  const kept = keptOf(app);
  const save = async () => {
    const ours = kept.comments.get(id) ?? [];
    const all = await app.sessions.keepDiffComments(id, ours, kept.stored.get(id) ?? []);
    takeUp(kept, id, ours, all);
  };
  kept.saving = kept.saving
    .then(save)
    .catch((thrown: unknown) => app.notifyError(toQtuiError(thrown, 'keep the comments')));
  await kept.saving;
}

/** Joins what is stored with what this screen has made since of `base`. */
function takeUp(
  { comments, stored }: Kept,
  id: string,
  base: readonly DiffComment[],
  all: readonly DiffComment[],
): void {
  const merged = mergedComments(base, comments.get(id) ?? [], all);
  if (merged.length > 0) comments.set(id, merged);
  else comments.delete(id);
  stored.set(id, all);
}

class OpenDiff implements DiffDialog {
  readonly app: App;
  readonly browser: DiffBrowser;
  readonly #kept: Kept;
  readonly #dialog: Dialog<void>;
  readonly #owned = new DisposableStore();
  #diff: SessionDiff;
  #message = '';
  #isLooking = false;
  #looksAgain = false;

  constructor(app: App, diff: SessionDiff) {
    this.app = app;
    this.#diff = diff;
    const kept = keptOf(app);
    this.#kept = kept;
    this.browser = new DiffBrowser({
      files: diff.files,
      load: (file) => app.sessions.fileDiff(this.#diff.directory, this.#diff.range, file),
      onChange: () => this.#dialog?.refresh(),
      emptyWords: () => this.#emptyWords(),
      hasLineCursor: true,
      remarksOn: (path, line) =>
        this.comments
          .filter((comment) => comment.path === path && isBelow(comment, line))
          .flatMap(({ text }) => text.split('\n')),
      ...(kept.layout && { layout: kept.layout }),
      onLayout: (layout) => {
        kept.layout = layout;
      },
      onLoaded: (path, file) => this.#relocate(path, file),
      height: (visible) => visible - this.#headLines().length,
    });
    this.#dialog = new Dialog<void>({
      title: () => this.#title(),
      width: WIDTH,
      widgets: [
        new TextBlock((width, unicode) =>
          this.#headLines().map(
            (line): Line => [
              span(shorten(line, width, unicode), this.#message ? 'warning' : 'muted'),
            ],
          ),
        ),
        this.browser,
      ],
      hint: () => `${commandHints(this, DIFF_COMMANDS, 'Esc back')} · ${DiffView.hint}`,
      onKey: (event) => {
        this.#message = '';
        const command = commandOf(DIFF_COMMANDS, event);
        if (command) runCommand(this, command);
        return command !== undefined;
      },
      onMenu: () => this.openMenu(),
    });
  }

  /** Resolves when it was closed. */
  async shown(): Promise<void> {
    const { app } = this;
    const closed = app.dialogs.open(this.#dialog);
    let known = this.#gitFacts();
    this.#owned.add(
      // The status of what is on the screen is looked at anyway; after each look this is, too.
      app.store.onChange(() => {
        const facts = this.#gitFacts();
        if (facts === known) return;
        known = facts;
        this.look().catch((thrown: unknown) => {
          const { code, message } = toQtuiError(thrown, 'compare the work');
          if (code !== 'aborted') this.say(printable(message));
        });
      }),
    );
    await closed.finally(() => this.#owned.dispose());
    const left = this.comments.length;
    if (left > 0) {
      const key = `${app.leader} D`;
      app.notify(`${count(left, 'comment')} not sent yet: ${key} shows them again.`);
    }
  }

  get session(): SessionMetadata {
    return this.#diff.session;
  }

  get diff(): SessionDiff {
    return this.#diff;
  }

  get comments(): readonly DiffComment[] {
    return this.#kept.comments.get(this.session.id) ?? [];
  }

  setComments = (comments: readonly DiffComment[]): void => {
    if (comments.length > 0) this.#kept.comments.set(this.session.id, comments);
    else this.#kept.comments.delete(this.session.id);
    void saveComments(this.app, this.session.id).then(() => this.#refreshRemarks());
    this.#refreshRemarks();
  };

  #refreshRemarks(): void {
    this.browser.refreshRemarks();
    this.#dialog.refresh();
  }

  say(message: string): void {
    this.#message = message;
    this.#dialog.refresh();
  }

  openMenu(): void {
    openCommandMenu(this, DIFF_COMMANDS, 'Changes');
  }

  /** One look at a time; what is asked for meanwhile is one more look after it. */
  async look(part: DiffPart = this.#diff.part): Promise<void> {
    if (this.#isLooking && part === this.#diff.part) {
      this.#looksAgain = true;
      return;
    }
    this.#isLooking = true;
    try {
      do {
        this.#looksAgain = false;
        const diff = await this.app.sessions.diff(this.session.id, { part });
        if (this.#dialog.isFinished) return;
        this.#diff = diff;
        this.browser.setFiles(diff.files);
        this.#dialog.refresh();
      } while (this.#looksAgain);
    } finally {
      this.#isLooking = false;
    }
  }

  #gitFacts(): unknown {
    return this.app.store.state.sessions.get(this.session.id)?.git;
  }

  #relocate(path: string, file: Parameters<typeof relocated>[2]): void {
    if (!this.comments.some((comment) => comment.path === path)) return;
    this.#kept.comments.set(this.session.id, relocated(this.comments, path, file));
    this.browser.refreshRemarks();
  }

  #title(): string {
    const { session, base, part, files } = this.#diff;
    const { added, removed } = diffTotals(files);
    const target = base.branch === undefined ? '' : ` since ${printable(base.branch)}`;
    const title = printable(sessionTitle(session));
    return `${title}: ${PART_WORDS[part]}${target} · ${count(files.length, 'file')} +${added} -${removed}`;
  }

  /** What was said last, else what there is to know. */
  #headLines(): string[] {
    if (this.#message) return [this.#message];
    const { comments } = this;
    const outdated = outdatedOf(this).length;
    const gone = outdated > 0 ? `, ${outdated} of them on lines that have gone (o shows them)` : '';
    const written = comments.length > 0 ? [`${count(comments.length, 'comment')}${gone}`] : [];
    const notes = this.#diff.notes.map(printable);
    return [...written, ...notes];
  }

  #emptyWords(): string {
    const { base, part } = this.#diff;
    if (part === 'uncommitted') return 'Nothing is uncommitted.';
    return base.branch === undefined
      ? 'Nothing was changed.'
      : `Nothing was changed that ${printable(base.branch)} has not.`;
  }
}
