/** Selections that were copied, for as long as they are seen on a live screen. */
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import { PaneDocument } from '../../model/copy-mode/document.js';
import { type KeptSelection, keptOver } from '../../model/copy-mode/kept-selection.js';
import { withKeptSelection } from '../../model/state.js';
import type { App } from '../app.js';
import type { CopyMode } from '../copy-mode/copy-mode.js';
import type { PaneBoxes, PaneViews } from '../panes/panes.js';

/** Shows them for as long as what they cover stays the same. */
export class KeptSelections implements Disposable {
  readonly #app: App;
  readonly #copyMode: CopyMode;
  readonly #boxes: PaneBoxes;
  readonly #subscriptions = new DisposableStore();

  constructor(app: App, panes: PaneViews, copyMode: CopyMode, boxes: PaneBoxes) {
    this.#app = app;
    this.#copyMode = copyMode;
    this.#boxes = boxes;
    this.#subscriptions.add(
      panes.onFrame(({ paneId }) => {
        const kept = this.#app.store.state.panes.get(paneId)?.keptSelection;
        if (kept) this.#show(paneId, kept);
      }),
    );
  }

  /** Goes back to the newest output and leaves what was selected in copy mode visible in it. */
  keep(paneId: string): void {
    const { document, selection } = this.#copyMode.state(paneId) ?? {};
    this.#copyMode.leave(paneId);
    if (document && selection) {
      this.#show(paneId, { document, selection, screenLine: document.screenLine });
    }
  }

  #show(paneId: string, kept: KeptSelection): void {
    const screen = this.#boxes.paneBox(paneId).snapshot();
    const shown = screen && keptOver(kept, PaneDocument.ofScreen(screen));
    this.#app.store.update((state) => withKeptSelection(state, paneId, shown));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
