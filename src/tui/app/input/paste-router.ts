/** Where a paste goes: it goes to one place as a whole, and is never read as keys. */
import { TextDecoder } from 'node:util';
import type { Config } from '../../../core/config.js';
import { formatBytes } from '../../../core/text.js';
import { askPaste } from '../../dialogs/paste-question.js';
import { countLines, encodePaste, joinLines, PasteEncoder } from '../../input/encode-paste.js';
import type { PasteEvent } from '../../input/events.js';
import { screenGeometry } from '../../model/geometry.js';
import { focusedPaneState, paneTitle } from '../../model/selectors.js';
import { onStage } from '../../model/stage.js';
import type { App } from '../app.js';
import type { CopyMode } from '../copy-mode/copy-mode.js';
import type { PaneViews } from '../panes/panes.js';
import type { TypeAhead } from './type-ahead.js';

/** Longest paste that is kept until its end is known, bytes. */
const HELD_LIMIT = 16 * 1024 * 1024;
/** Longest paste into a field of a dialog or ahead of a program, UTF-16 units. */
const TEXT_LIMIT = 64 * 1024;

export interface PasteContext {
  readonly app: App;
  readonly panes: PaneViews;
  readonly copyMode: CopyMode;
}

/** The run of a program that was pasted into; another one in the same pane gets nothing of it. */
export interface PastedProgram {
  paneId: string;
  pid: number;
}

/** The paste under way. */
type Target =
  | { kind: 'streamed'; program: PastedProgram }
  /** Kept until it is known whether its lines break. */
  | { kind: 'held'; program: PastedProgram; chunks: Uint8Array[]; size: number }
  | { kind: 'text'; decoder: TextDecoder; text: string; take: (text: string) => void };

/** Takes the events of pastes, one paste after the other. */
export class PasteRouter {
  readonly #context: PasteContext;
  readonly #typeAhead: TypeAhead;
  readonly #newlines: () => Config['terminal']['pasteNewlines'];
  readonly #encoder = new PasteEncoder();
  #target: Target | undefined;

  constructor(
    context: PasteContext,
    typeAhead: TypeAhead,
    newlines: () => Config['terminal']['pasteNewlines'],
  ) {
    this.#context = context;
    this.#typeAhead = typeAhead;
    this.#newlines = newlines;
  }

  handle(event: PasteEvent): void {
    if (event.part === 'start') this.#target = this.#start();
    const target = this.#target;
    if (target?.kind === 'streamed') this.#stream(target.program, event);
    else if (target?.kind === 'held') this.#hold(target, event);
    else if (target) collectText(target, event);
    if (event.part === 'end') this.#target = undefined;
  }

  #start(): Target | undefined {
    const { app, copyMode } = this.#context;
    const state = onStage(app.store.state);
    if (app.dialogs.keyed) return textTarget((text) => app.dialogs.keyed?.paste(text));
    if (app.dialogs.isBetween && !app.store.state.tool) return undefined;
    const pane = focusedPaneState(state);
    if (!pane || screenGeometry(state.size).tooSmall) return undefined;
    if (pane.copyMode?.prompt) {
      return textTarget((text) => copyMode.pasteIntoPrompt(pane.id, text));
    }
    if (this.#typeAhead.isKept(pane)) {
      return textTarget((text) => this.#typeAhead.append(pane.id, text));
    }
    if (!pane.info || pane.info.exit) return undefined;
    if (pane.copyMode) copyMode.leave(pane.id);
    app.dialogs.typed();
    const program = { paneId: pane.id, pid: pane.info.pid };
    if (this.#asks(program)) return { kind: 'held', program, chunks: [], size: 0 };
    return { kind: 'streamed', program };
  }

  #stream(program: PastedProgram, event: PasteEvent): void {
    const { app, panes } = this.#context;
    if (!this.#isRunning(program)) {
      this.#target = undefined;
      app.notify('The program ended during the paste; the rest was not pasted.', 'warning');
      return;
    }
    const bytes = this.#encoder.encode(event, panes.modes(program.paneId));
    if (bytes.length > 0) panes.write(program.paneId, bytes);
  }

  #hold(target: Extract<Target, { kind: 'held' }>, event: PasteEvent): void {
    const { app } = this.#context;
    if (event.part === 'chunk') {
      target.chunks.push(event.bytes);
      target.size += event.bytes.length;
      if (target.size <= HELD_LIMIT) return;
      this.#target = undefined;
      app.notify(
        `A paste of more than ${formatBytes(HELD_LIMIT)} needs a program that accepts pastes as such; nothing was pasted.`,
        'error',
      );
    } else if (event.part === 'end') {
      const bytes = Buffer.concat(target.chunks, target.size);
      app.run('paste', async () => {
        await this.#pasteOrAsk(target.program, bytes);
      });
    }
  }

  /**
   * Pastes a whole text into a program, asking first where a paste from outside would; false when
   * nothing was pasted.
   */
  async pasteInto(program: PastedProgram, bytes: Uint8Array): Promise<boolean> {
    return this.#asks(program) ? this.#pasteOrAsk(program, bytes) : this.#paste(program, bytes);
  }

  #asks({ paneId }: PastedProgram): boolean {
    return this.#newlines() === 'ask' && !this.#context.panes.modes(paneId).bracketedPaste;
  }

  async #pasteOrAsk(program: PastedProgram, bytes: Uint8Array): Promise<boolean> {
    const { lines, hasBreak } = countLines(bytes);
    return hasBreak ? this.#ask(program, bytes, lines) : this.#paste(program, bytes);
  }

  async #ask(program: PastedProgram, bytes: Uint8Array, lines: number): Promise<boolean> {
    const { app } = this.#context;
    const title = paneTitle(onStage(app.store.state), program.paneId);
    const answer = await askPaste(app.dialogs, { title, beginning: bytes, lines });
    if (answer === 'paste') return this.#paste(program, bytes);
    return answer === 'one-line' && this.#paste(program, joinLines(bytes));
  }

  /** Pastes what is known as a whole. */
  #paste(program: PastedProgram, bytes: Uint8Array): boolean {
    const { app, panes } = this.#context;
    if (!this.#isRunning(program)) {
      app.notify('The program has ended meanwhile; nothing was pasted.', 'warning');
      return false;
    }
    panes.write(program.paneId, encodePaste(bytes, panes.modes(program.paneId)));
    return true;
  }

  #isRunning({ paneId, pid }: PastedProgram): boolean {
    const info = onStage(this.#context.app.store.state).panes.get(paneId)?.info;
    return info?.pid === pid && info.exit === undefined;
  }
}

function textTarget(take: (text: string) => void): Target {
  return { kind: 'text', decoder: new TextDecoder(), text: '', take };
}

function collectText(target: Extract<Target, { kind: 'text' }>, event: PasteEvent): void {
  if (event.part === 'chunk' && target.text.length < TEXT_LIMIT) {
    target.text += target.decoder.decode(event.bytes, { stream: true });
  } else if (event.part === 'end') {
    target.take((target.text + target.decoder.decode()).slice(0, TEXT_LIMIT));
  }
}
