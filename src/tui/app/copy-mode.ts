/** Copy mode of the panes: enters and leaves it, loads its lines, runs its commands, copies. */
import type { PaneFrame } from '../../core/frame.js';
import { type Disposable, DisposableStore } from '../../core/lifecycle.js';
import { keyName } from '../dialogs/widget.js';
import type { KeyEvent } from '../input/events.js';
import { isModifierKey } from '../input/key-name.js';
import type { CopyModeCommand, CopyModeEffect } from '../model/copy-mode/command.js';
import { PaneDocument } from '../model/copy-mode/document.js';
import { linesBelow, lineWithBelow } from '../model/copy-mode/motions.js';
import { withFind } from '../model/copy-mode/move-commands.js';
import { leftHalf, type Position } from '../model/copy-mode/position.js';
import { isSameQuery, openPrompt, withSearchRestarted } from '../model/copy-mode/searching.js';
import { type Selection, selectedText } from '../model/copy-mode/selection.js';
import {
  asCopyMode,
  type CopyModeState,
  enteredCopyMode,
  isAtBottom,
  scrolled,
  visibleTop,
  withCursor,
  withSelection,
} from '../model/copy-mode/state.js';
import { visibleRows, withPane } from '../model/state.js';
import { splitGraphemes } from '../model/text-editor.js';
import type { App } from './app.js';
import { withOlderLines } from './copy-mode-history.js';
import { copyModeCommand, findCopyModeCommand } from './copy-mode-keys.js';
import { withPastedText, withPromptKey } from './copy-mode-prompt.js';
import { CopyModeSearches } from './copy-mode-search.js';
import type { PaneBoxes, PaneViews } from './panes.js';

/** Lines above the view that are loaded ahead while it is only scrolled. */
const LINES_AHEAD = 1000;

export class CopyMode implements Disposable {
  readonly #app: App;
  readonly #panes: PaneViews;
  readonly #boxes: PaneBoxes;
  readonly #subscriptions = new DisposableStore();
  /** The pane's document that older lines are being loaded for. */
  readonly #loading = new Map<string, PaneDocument>();
  /** Keys that came while the pane's cursor waited for older lines. */
  readonly #typedAhead = new Map<string, KeyEvent[]>();

  readonly #searches: CopyModeSearches;

  /** `searchEntry` is the built file of the search thread. */
  constructor(app: App, panes: PaneViews, boxes: PaneBoxes, searchEntry: URL) {
    this.#app = app;
    this.#searches = this.#subscriptions.add(
      new CopyModeSearches(app, searchEntry, (paneId, change) => this.#update(paneId, change)),
    );
    this.#panes = panes;
    this.#boxes = boxes;
    this.#subscriptions.add(panes.onFrame((frame) => this.#onFrame(frame)));
  }

  state(paneId: string): CopyModeState | undefined {
    return this.#app.store.state.panes.get(paneId)?.copyMode;
  }

  /** Freezes what the pane shows and puts the cursor into it; without effect before it shows any. */
  enter(paneId: string): void {
    const rows = this.#rows(paneId);
    if (this.#freeze(paneId, 'copy')) this.#update(paneId, (state) => asCopyMode(state, rows));
  }

  /** Asks what to search for, from the newest line upwards; from the cursor where there is one. */
  searchBack(paneId: string): void {
    const isAtCursor = this.state(paneId)?.kind === 'copy';
    this.enter(paneId);
    this.#update(paneId, (state) => {
      const { end, cols } = state.document;
      const from = isAtCursor ? state.cursor : { line: end - 1, column: cols };
      return openPrompt(state, 'backward', from);
    });
  }

  /** Takes text that is pasted into the search being typed. */
  pasteIntoPrompt(paneId: string, text: string): void {
    this.#update(paneId, (state) => withPastedText(state, text));
  }

  /**
   * Looks further up (negative) or down, without a cursor. From the newest output it only goes up,
   * and what was entered this way is left where it arrives there again.
   */
  scrollBy(paneId: string, lines: number): void {
    const rows = this.#rows(paneId);
    if (!this.state(paneId)) {
      if (lines > 0) return;
      const document = this.#document(paneId);
      if (document?.oldest === document?.screenLine) {
        this.#app.notify('There is no scrollback yet.');
        return;
      }
      this.#freeze(paneId, 'scroll');
    }
    this.#update(paneId, (state) => scrolled(state, lines, rows));
    this.#leaveAtBottom(paneId, lines);
  }

  /**
   * Selects in what the pane shows, and freezes it for that where it is live. The view stays; it
   * does not follow the selection's head.
   */
  select(paneId: string, selection: Selection | undefined): void {
    if (!this.#freeze(paneId, 'scroll')) return;
    this.#update(paneId, (state) => {
      const cursor = selection?.head ?? state.cursor;
      return { ...withSelection(state, selection), cursor, goal: cursor.column };
    });
  }

  /** Undefined where nothing is selected. */
  selectedText(paneId: string): string | undefined {
    const state = this.state(paneId);
    return state?.selection && selectedText(state.document, state.selection);
  }

  /** Copies what is selected to the clipboard and says so; the view stays as it is. */
  copy(paneId: string): void {
    const text = this.selectedText(paneId);
    if (text !== undefined) this.#copyText(text);
  }

  /** Back to the newest output. */
  leave(paneId: string): void {
    this.#loading.delete(paneId);
    this.#typedAhead.delete(paneId);
    this.#app.store.update((state) =>
      state.panes.get(paneId)?.copyMode
        ? withPane(state, paneId, ({ copyMode: _left, ...pane }) => pane)
        : state,
    );
  }

  /** The lines of what the pane shows, frozen or live; undefined before it has shown anything. */
  document(paneId: string): PaneDocument | undefined {
    return this.state(paneId)?.document ?? this.#document(paneId);
  }

  /**
   * The line and cell at a 0-based cell of the pane, live or frozen, clamped to what it shows.
   * Undefined before it has shown anything.
   */
  positionAt(paneId: string, x: number, y: number): Position | undefined {
    const rows = this.#rows(paneId);
    const state = this.state(paneId);
    const document = this.document(paneId);
    if (!document) return undefined;
    const top = state ? visibleTop(state, rows) : document.screenLine;
    const row = Math.max(0, Math.min(rows - 1, y));
    const line = Math.min(document.end - 1, top + row);
    const column = Math.max(0, Math.min(document.cols - 1, x));
    return { line, column: leftHalf(document.row(line), column) };
  }

  /** Takes a key press or repetition of a pane in copy mode; false when the program is to get it. */
  key(paneId: string, event: KeyEvent): boolean {
    const state = this.state(paneId);
    if (!state) return false;
    if (isModifierKey(event)) return true;
    if (state.prompt) {
      this.#promptKey(paneId, state, event);
      return true;
    }
    if (state.awaiting) {
      this.#find(paneId, state, event);
      return true;
    }
    if (state.waiting && state.kind === 'copy' && !endsWaiting(event)) {
      this.#typedAhead.set(paneId, [...(this.#typedAhead.get(paneId) ?? []), event]);
      return true;
    }
    const digit = state.kind === 'copy' ? digitOf(state, event) : undefined;
    if (digit !== undefined) {
      const count = Math.min(999_999, (state.count ?? 0) * 10 + digit);
      this.#update(paneId, (each) => ({ ...each, count }));
      return true;
    }
    const command = copyModeCommand(event, state.kind);
    if (command) {
      this.#run(paneId, command);
      return true;
    }
    if (state.kind === 'scroll') {
      this.leave(paneId);
      return false;
    }
    this.#app.notify(`${keyName(event)} does nothing in copy mode; q leaves it.`);
    return true;
  }

  /** Runs what waited for older lines, then the keys that came after it. */
  #resume(paneId: string): void {
    const { waiting } = this.state(paneId) ?? {};
    const command = waiting && findCopyModeCommand(waiting.id);
    if (command) this.#run(paneId, command, waiting.count);
    while (!this.state(paneId)?.waiting) {
      const [event, ...later] = this.#typedAhead.get(paneId) ?? [];
      if (!event) return;
      this.#typedAhead.set(paneId, later);
      this.key(paneId, event);
    }
  }

  #run(paneId: string, command: CopyModeCommand, count = this.state(paneId)?.count): void {
    const state = this.state(paneId);
    if (!state) return;
    const rows = this.#rows(paneId);
    const { count: _typed, waiting: _former, ...idle } = state;
    if (command.id === 'escape') this.#typedAhead.delete(paneId);
    const outcome = command.run({ state: idle, rows, count });
    if (outcome.wantsOlder) {
      const waiting = { id: command.id, ...(count !== undefined && { count }) };
      this.#update(paneId, () => ({ ...outcome.state, waiting }));
      return;
    }
    this.#update(paneId, () => outcome.state);
    if (outcome.effect) this.#perform(paneId, outcome.effect);
    else this.#leaveAtBottom(paneId, visibleTop(outcome.state, rows) - visibleTop(state, rows));
  }

  #perform(paneId: string, effect: CopyModeEffect): void {
    if (effect.kind === 'tell') {
      this.#app.notify(effect.words);
      return;
    }
    this.leave(paneId);
    if (effect.kind === 'copy') this.#copyText(effect.text);
  }

  #promptKey(paneId: string, state: CopyModeState, event: KeyEvent): void {
    const { recalled } = this.#searches;
    const next = withPromptKey(state, event, { rows: this.#rows(paneId), recalled });
    const isNew = next.search && !isSameQuery(state.prompt?.formerSearch?.query, next.search.query);
    if (!next.prompt && isNew && next.search) this.#searches.remember(next.search.query);
    this.#update(paneId, () => next);
  }

  #find(paneId: string, state: CopyModeState, event: KeyEvent): void {
    const { awaiting, count = 1, ...rest } = state;
    const { count: _typed, ...idle } = rest as CopyModeState;
    const { text } = event;
    if (!awaiting || !text || event.ctrl || event.alt || event.key === 'escape') {
      this.#update(paneId, () => idle);
      return;
    }
    const find = { ...awaiting, character: text };
    const rows = this.#rows(paneId);
    this.#update(paneId, () => ({ ...withFind(idle, find, rows, count), lastFind: find }));
  }

  #leaveAtBottom(paneId: string, lines: number): void {
    const state = this.state(paneId);
    if (state?.kind !== 'scroll' || state.selection) return;
    if (lines > 0 && isAtBottom(state, this.#rows(paneId))) this.leave(paneId);
  }

  #copyText(text: string): void {
    // A drag over nothing must not take away what is in the clipboard.
    if (/^\n*$/.test(text)) {
      this.#app.notify('There is no text in the selection; nothing was copied.');
      return;
    }
    const lines = text.split('\n').length;
    const characters = splitGraphemes(text.replaceAll('\n', '')).length;
    const of = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
    this.#app.notify(`Copied ${of(lines, 'line')} (${of(characters, 'character')}).`);
    // After it, so that what went wrong is what is read.
    this.#app.clipboard.copy(text);
  }

  #rows(paneId: string): number {
    return visibleRows(this.#app.store.state, paneId);
  }

  #document(paneId: string): PaneDocument | undefined {
    const { panes } = this.#app.store.state;
    const snapshot = panes.has(paneId) ? this.#boxes.paneBox(paneId).snapshot() : undefined;
    return snapshot && PaneDocument.ofScreen(snapshot);
  }

  /** Enters unless it has been entered; whether the pane is in copy mode then. */
  #freeze(paneId: string, kind: CopyModeState['kind']): boolean {
    if (this.state(paneId)) return true;
    const document = this.#document(paneId);
    if (!document) return false;
    const { x, y } = this.#panes.cursor(paneId);
    const cursor = { line: document.screenLine + y, column: x };
    this.#app.store.update((state) =>
      withPane(state, paneId, (pane) => ({
        ...pane,
        copyMode: enteredCopyMode(kind, document, cursor),
      })),
    );
    this.#load(paneId);
    return true;
  }

  #update(paneId: string, change: (state: CopyModeState) => CopyModeState): void {
    this.#app.store.update((state) =>
      withPane(state, paneId, (pane) => {
        return pane.copyMode ? { ...pane, copyMode: change(pane.copyMode) } : pane;
      }),
    );
    const copyMode = this.state(paneId);
    if (copyMode) this.#searches.follow(paneId, copyMode);
    this.#load(paneId);
  }

  /** Loads older lines, one piece after the other, as long as they are wanted. */
  #load(paneId: string): void {
    const state = this.state(paneId);
    if (!state || state.document.isComplete || this.#loading.has(paneId)) return;
    const { document, top } = state;
    if (state.kind === 'scroll' && top - document.first > LINES_AHEAD) return;
    this.#loading.set(paneId, document);
    void withOlderLines(this.#app, paneId, document).then((longer) => {
      if (this.#loading.get(paneId) !== document) return;
      this.#loading.delete(paneId);
      this.#update(paneId, (each) =>
        each.document === document ? { ...each, document: longer } : each,
      );
      this.#resume(paneId);
    });
  }

  /** Counts what comes in below; a new width cuts the lines anew, so they are read again. */
  #onFrame({ paneId, numbering, firstLine, historyLength, cols, modes }: PaneFrame): void {
    const state = this.state(paneId);
    if (!state) return;
    const { document } = state;
    if (numbering === document.numbering) {
      const newLines = firstLine + historyLength - document.screenLine;
      if (newLines > state.newLines) this.#update(paneId, (each) => ({ ...each, newLines }));
    } else if (cols !== document.cols && modes.alternateScreen === document.isAlternate) {
      const screen = this.#document(paneId);
      if (screen) void this.#reload(paneId, state, screen);
    }
  }

  /** Goes to the same line of the program, counted from the end, in what the pane shows anew. */
  async #reload(paneId: string, state: CopyModeState, screen: PaneDocument): Promise<void> {
    const rows = this.#rows(paneId);
    const top = visibleTop(state, rows);
    const line = state.kind === 'copy' ? state.cursor.line : top;
    const below = linesBelow(state.document, line) + state.newLines;
    let document = screen;
    this.#loading.set(paneId, screen);
    while (lineWithBelow(document, below) === undefined && !document.isComplete) {
      document = await withOlderLines(this.#app, paneId, document);
      if (this.#loading.get(paneId) !== screen) return;
    }
    this.#loading.delete(paneId);
    const target = lineWithBelow(document, below) ?? document.first;
    this.#update(paneId, (each) => {
      const kept = withSearchRestarted(withSelection(each, undefined));
      const moved = { ...kept, document, newLines: 0 };
      const cursor = { line: target, column: each.cursor.column };
      return withCursor({ ...moved, top: target - (line - top) }, cursor, rows);
    });
    this.#resume(paneId);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Whether the key gives up what waits for older lines. */
function endsWaiting(event: KeyEvent): boolean {
  const command = copyModeCommand(event, 'copy');
  return command?.id === 'leave' || command?.id === 'escape';
}

/** The digit of a count; 0 only continues one. */
function digitOf(state: CopyModeState, { text = '', ctrl, alt }: KeyEvent): number | undefined {
  if (ctrl || alt || !/^[0-9]$/.test(text)) return undefined;
  return text === '0' && state.count === undefined ? undefined : Number(text);
}
