/** What the mouse does outside the panes' programs: bars, borders and titles. */
import type { MouseEvent } from '../../input/events.js';
import { type BorderPlace, evenSizes } from '../../model/geometry.js';
import { activateTab, activeTab, focusPane, setWeights, stepTab } from '../../model/layout.js';
import type { ChromeHit } from '../../views/screen-view.js';
import type { TabBarTarget } from '../../views/tab-bar.js';
import type { Action, ActionContext } from '../actions/action.js';
import { closePane } from '../panes/close-pane.js';
import { BorderDrag } from './border-drag.js';
import type { ClickCount } from './click-counter.js';
import type { Gesture } from './gesture.js';

/** Clicks, drags and the wheel on what qtui draws itself. */
export class ChromeMouse {
  readonly #context: ActionContext;
  readonly #runAction: (action: Action) => void;

  constructor(context: ActionContext, runAction: (action: Action) => void) {
    this.#context = context;
    this.#runAction = runAction;
  }

  /** A button went down; the result has the mouse until it goes up. */
  press(hit: ChromeHit, event: MouseEvent, count: ClickCount): Gesture | undefined {
    if (event.button === 'left') return this.#left(hit, event, count);
    const target = hit.kind === 'tab-bar' ? hit.target : undefined;
    if (event.button === 'middle' && target?.kind === 'tab') this.#askToClose(target.id);
    return undefined;
  }

  /** Over the tabs it goes from one to the next. */
  wheel(hit: ChromeHit, { button }: MouseEvent): void {
    const step = { 'wheel-up': -1, 'wheel-down': 1 }[button as string];
    if (hit.kind !== 'tab-bar' || step === undefined) return;
    const { tabs, activeTab: active } = this.#context.app.store.state.layout;
    const end = step < 0 ? tabs[0] : tabs.at(-1);
    if (end?.id !== active) this.#stepTab(step);
  }

  #left(hit: ChromeHit, event: MouseEvent, count: ClickCount): Gesture | undefined {
    if (hit.kind === 'tab-bar') this.#tabBar(hit.target);
    else if (hit.kind === 'status-bar' && hit.actionId) this.#run(hit.actionId);
    else if (hit.kind === 'frame') {
      this.#focus(hit.paneId);
      if (hit.isTitle && count === 2) this.#run('zoom');
    } else if (hit.kind === 'border') return this.#border(hit.border, hit.titledPane, event, count);
    return undefined;
  }

  #tabBar(target: TabBarTarget | undefined): void {
    const { app } = this.#context;
    if (target?.kind === 'tab') app.layout.apply((layout) => activateTab(layout, target.id));
    else if (target?.kind === 'step') this.#stepTab(target.step);
    else if (target?.kind === 'new') this.#run('new-session');
  }

  #stepTab(step: number): void {
    this.#context.app.layout.apply((layout) => stepTab(layout, step));
  }

  /** The title of a pane below another one stands on their border. */
  #border(
    border: BorderPlace,
    titledPane: string | undefined,
    event: MouseEvent,
    count: ClickCount,
  ): Gesture | undefined {
    const { app } = this.#context;
    if (count === 2 && titledPane !== undefined) {
      this.#focus(titledPane);
      this.#run('zoom');
      return undefined;
    }
    if (count === 2) {
      const tab = activeTab(app.store.state.layout);
      if (tab) app.layout.apply((each) => setWeights(each, tab.id, border.path, evenSizes(border)));
      return undefined;
    }
    return new BorderDrag(app, border, event, () => {
      if (titledPane !== undefined) this.#focus(titledPane);
    });
  }

  #focus(paneId: string): void {
    this.#context.app.layout.apply((layout) => focusPane(layout, paneId));
  }

  /** Nothing is closed without an answer; what is still being created is only shown. */
  #askToClose(tabId: number): void {
    const { app } = this.#context;
    app.layout.apply((layout) => activateTab(layout, tabId));
    const tab = activeTab(app.store.state.layout);
    if (tab && !app.store.state.panes.get(tab.focus)?.creation) closePane(app, tab.focus);
  }

  #run(id: string): void {
    const action = this.#context.actions.find(id);
    if (action) this.#runAction(action);
  }
}
