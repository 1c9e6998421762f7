/** Copy mode of the panes: enters and leaves it, loads its lines, scrolls, selects, copies. */
import type { PaneFrame } from '../../../core/frame.js';
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import { count } from '../../../core/text.js';
import type { KeyEvent } from '../../input/events.js';
import { PaneDocument } from '../../model/copy-mode/document.js';
import { linesBelow, lineWithBelow } from '../../model/copy-mode/motions.js';
import { leftHalf, type Position } from '../../model/copy-mode/position.js';
import { openPrompt, withSearchRestarted } from '../../model/copy-mode/searching.js';
import { type Selection, selectedText } from '../../model/copy-mode/selection.js';
import {
  asCopyMode,
  type CopyModeState,
  enteredCopyMode,
  isAtBottom,
  scrolled,
  visibleTop,
  withCursor,
  withSelection,
} from '../../model/copy-mode/state.js';
import { visibleRows, withPane } from '../../model/state.js';
import { splitGraphemes } from '../../model/text-editor.js';
import type { App } from '../app.js';
import type { PaneBoxes, PaneViews } from '../panes/panes.js';
import { withOlderLines } from './history.js';
import { CopyModeKeyboard } from './keyboard.js';
import { withPastedText } from './prompt.js';
import { CopyModeSearches } from './searches.js';

/** Lines above the view that are loaded ahead while it is only scrolled. */
const LINES_AHEAD = 1000;

/** The state of each pane in copy mode is in the store; this is what changes it. */
export class CopyMode implements Disposable {
  readonly #app: App;
  readonly #panes: PaneViews;
  readonly #boxes: PaneBoxes;
  readonly #subscriptions = new DisposableStore();
  /** The pane's document that older lines are being loaded for. */
  readonly #loading = new Map<string, PaneDocument>();
  readonly #searches: CopyModeSearches;
  readonly #keyboard: CopyModeKeyboard;

  /** `searchEntry` is the built file of the search thread. */
  constructor(app: App, panes: PaneViews, boxes: PaneBoxes, searchEntry: URL) {
    this.#app = app;
    this.#searches = this.#subscriptions.add(
      new CopyModeSearches(app, searchEntry, (paneId, change) => this.#update(paneId, change)),
    );
    this.#keyboard = new CopyModeKeyboard(app, this.#searches, {
      update: (paneId, change) => this.#update(paneId, change),
      leave: (paneId) => this.leave(paneId),
      leaveAtBottom: (paneId, lines) => this.#leaveAtBottom(paneId, lines),
      copyText: (text) => this.#copyText(text),
    });
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
    this.#keyboard.forget(paneId);
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
    return this.#keyboard.key(paneId, event);
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
    this.#app.notify(`Copied ${count(lines, 'line')} (${count(characters, 'character')}).`);
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
      this.#keyboard.resume(paneId);
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
    this.#keyboard.resume(paneId);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
