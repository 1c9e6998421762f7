/** The mouse over a pane where its program does not have it: selecting, links, the wheel. */
import type { LinkOpener } from '../../../core/ports/links.js';
import type { MouseEvent } from '../../input/events.js';
import type { Position } from '../../model/copy-mode/position.js';
import type { Selection, SelectionKind } from '../../model/copy-mode/selection.js';
import type { ActionContext } from '../actions/action.js';
import type { ClickCount } from './click-counter.js';
import type { Gesture } from './gesture.js';
import type { KeptSelections } from './kept-selections.js';
import { openLinkAt } from './open-link.js';
import { turnWheel, wheelLines } from './pane-wheel.js';
import { SelectionDrag } from './selection-drag.js';

export interface PaneMouseOptions {
  readonly kept: KeptSelections;
  /** What has been selected is copied when the button goes up. */
  readonly copiesOnSelect: boolean;
  readonly links: LinkOpener | undefined;
}

function kindOf({ ctrl, alt }: MouseEvent, count: ClickCount): SelectionKind {
  if (count === 1) return ctrl || alt ? 'block' : 'characters';
  return count === 2 ? 'words' : 'lines';
}

/** Selects, opens links and scrolls over panes. */
export class PaneMouse {
  readonly #context: ActionContext;
  readonly #options: PaneMouseOptions;

  constructor(context: ActionContext, options: PaneMouseOptions) {
    this.#context = context;
    this.#options = options;
  }

  wheel(paneId: string, event: MouseEvent): void {
    const lines = wheelLines(event);
    if (lines !== 0) turnWheel(this.#context, paneId, lines);
  }

  /** `former`: what was selected in the pane when the button went down. */
  press(
    paneId: string,
    press: MouseEvent,
    count: ClickCount,
    former: Selection | undefined,
  ): Gesture | undefined {
    const { app, copyMode } = this.#context;
    // The second click on a link is one too many.
    if (press.button !== 'left' || (press.ctrl && count > 1)) return undefined;
    const { kept, copiesOnSelect } = this.#options;
    return SelectionDrag.begin(
      { app, copyMode, kept, copiesOnSelect },
      {
        paneId,
        press,
        kind: kindOf(press, count),
        former,
        onClick: (position) => this.#click(paneId, press, position),
      },
    );
  }

  /** What a former selection was good for is over; in copy mode the cursor goes to the pointer. */
  #click(paneId: string, { ctrl }: MouseEvent, position: Position): void {
    const { app, copyMode } = this.#context;
    const document = copyMode.document(paneId);
    if (ctrl && document) {
      const place = { paneId, document, position };
      app.run('open the link', () => openLinkAt(app, this.#options.links, place));
      return;
    }
    const state = copyMode.state(paneId);
    if (!state) return;
    if (state.kind === 'copy') {
      copyMode.select(paneId, { kind: 'characters', anchor: position, head: position });
    }
    copyMode.select(paneId, undefined);
  }
}
