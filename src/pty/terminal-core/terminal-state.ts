import type { CoreModes } from '../requests/core.js';
import { Links } from '../requests/links.js';
import type { CellTables } from './cell-tables.js';
import type { Characters, JoinState } from './characters.js';
import { Charsets } from './charsets.js';
import { Clusters } from './clusters.js';
import { HOME, ScreenBuffer } from './screen-buffer.js';
import { Pen, Styles } from './styles.js';
import { TabStops } from './tab-stops.js';

/** Modes that the core acts on by itself; what DECSTR leaves as it is comes last. */
class Modes implements CoreModes {
  applicationCursor = false;
  applicationKeypad = false;
  bracketedPaste = false;
  focusEvents = false;
  insert = false;
  origin = false;
  wraparound = true;
  reverseWraparound = false;
  synchronizedUpdate = false;
  cursorShape: CoreModes['cursorShape'] = undefined;
  isShapeBlinking = false;
  isCursorHidden = false;
  newLine = false;
  isCursorBlinking = false;

  /** DECSTR */
  softReset(): void {
    const { newLine, isCursorBlinking } = this;
    Object.assign(this, new Modes(), { newLine, isCursorBlinking });
  }

  reset(): void {
    Object.assign(this, new Modes());
  }
}

/** Everything a terminal is and shows. */
export class TerminalState implements CellTables {
  cols: number;
  rows: number;
  readonly characters: Characters;
  readonly links: Links = new Links(() => this.#linksInUse());
  readonly styles = new Styles((link) => this.links.addressOf(link));
  readonly clusters = new Clusters();
  readonly pen = new Pen(this.styles);
  readonly charsets = new Charsets();
  readonly modes = new Modes();
  readonly tabs: TabStops;
  readonly main: ScreenBuffer;
  readonly alternate: ScreenBuffer;
  /** The one that is shown. */
  buffer: ScreenBuffer;
  /** What the next character joins; none behind a control character or a sequence. */
  join: JoinState = 0;
  readonly #onSwitch: (() => void)[] = [];
  /** Called by BEL. */
  ring = () => {};

  /** `scrollback`: rows that are kept above the main screen, at least one. */
  constructor(characters: Characters, cols: number, rows: number, scrollback: number) {
    this.characters = characters;
    this.cols = cols;
    this.rows = rows;
    this.tabs = new TabStops(cols);
    this.main = new ScreenBuffer(cols, rows, scrollback, this);
    this.alternate = new ScreenBuffer(cols, rows, 0, this);
    this.buffer = this.main;
    this.main.fill(0);
  }

  get isAlternate(): boolean {
    return this.buffer === this.alternate;
  }

  /** Calls whenever another buffer is shown, as after a reset. */
  onSwitch(tell: () => void): void {
    this.#onSwitch.push(tell);
  }

  /** Brings the cursor into the screen, or in origin mode into the margins. */
  restrictCursor(lastColumn = this.cols - 1): void {
    const { buffer } = this;
    const top = this.modes.origin ? buffer.top : 0;
    const bottom = this.modes.origin ? buffer.bottom : this.rows - 1;
    buffer.x = Math.min(lastColumn, Math.max(0, buffer.x));
    buffer.y = Math.min(bottom, Math.max(top, buffer.y));
  }

  /** To a cell as programs count, from 0, and from the margin in origin mode. */
  setCursor(x: number, y: number): void {
    const { buffer } = this;
    buffer.x = x;
    buffer.y = this.modes.origin ? buffer.top + y : y;
    this.restrictCursor();
  }

  saveCursor(): void {
    const { buffer, pen } = this;
    buffer.saved = {
      x: buffer.x,
      y: buffer.y,
      isWrapPending: buffer.x >= this.cols,
      foreground: pen.foreground,
      background: pen.background,
      underline: pen.underline,
      flags: pen.flags,
      ...this.charsets.saved,
      isOrigin: this.modes.origin,
    };
  }

  restoreCursor(): void {
    const { buffer, pen } = this;
    const saved = buffer.saved ?? HOME;
    pen.foreground = saved.foreground;
    pen.background = saved.background;
    pen.underline = saved.underline;
    pen.flags = saved.flags;
    pen.changed();
    this.charsets.restore(saved.charsets, saved.charsetLevel);
    this.modes.origin = saved.isOrigin;
    buffer.x = saved.x;
    buffer.y = saved.y;
    this.restrictCursor(saved.isWrapPending ? this.cols : this.cols - 1);
  }

  showAlternate(): void {
    if (this.isAlternate) return;
    const { alternate, main } = this;
    alternate.fill(this.pen.eraseStyle);
    alternate.x = main.x;
    alternate.y = main.y;
    this.#show(alternate);
  }

  showMain(): void {
    if (!this.isAlternate) return;
    const { alternate, main } = this;
    main.x = alternate.x;
    main.y = alternate.y;
    alternate.clear();
    this.#show(main);
  }

  #show(buffer: ScreenBuffer): void {
    this.buffer = buffer;
    for (const tell of this.#onSwitch) tell();
  }

  /** DECSTR */
  softReset(): void {
    const { buffer } = this;
    buffer.top = 0;
    buffer.bottom = this.rows - 1;
    buffer.saved = undefined;
    this.pen.reset();
    this.modes.softReset();
    this.charsets.restore(HOME.charsets, 0);
  }

  /** RIS */
  reset(): void {
    this.pen.reset();
    this.modes.reset();
    this.charsets.restore(HOME.charsets, 0);
    this.tabs.reset(this.cols);
    this.main.reset();
    this.alternate.clear();
    this.alternate.reset();
    this.#show(this.main);
  }

  /** Size in cells, at least 2×1. */
  resize(cols: number, rows: number): void {
    if (cols === this.cols && rows === this.rows) {
      for (const { saved } of [this.main, this.alternate]) if (saved) saved.isWrapPending = false;
      return;
    }
    this.cols = cols;
    this.rows = rows;
    this.main.resize(cols, rows);
    this.alternate.resize(cols, rows);
    this.tabs.resize(cols);
  }

  /**
   * Forgets the styles and clusters that no cell of the screens has any more, once they are many. To be
   * called while nothing else holds their numbers.
   */
  tidy(): void {
    if (this.styles.isSweepDue) {
      this.styles.sweep((isUsed) => this.#markStyles(isUsed));
      this.pen.renumber();
    }
    if (this.clusters.isSweepDue) {
      this.clusters.sweep((isUsed) => {
        this.main.markClusters(isUsed);
        this.alternate.markClusters(isUsed);
      });
    }
  }

  #markStyles(isUsed: Uint8Array): void {
    this.main.markStyles(isUsed);
    this.alternate.markStyles(isUsed);
  }

  #linksInUse(): Set<number> {
    const links = new Set<number>();
    const isUsed = new Uint8Array(this.styles.end);
    this.#markStyles(isUsed);
    for (let style = 0; style < isUsed.length; style++) {
      if (isUsed[style] === 1) links.add(this.styles.linkOf(style));
    }
    this.main.scrollback.addLinks(links);
    return links;
  }
}
