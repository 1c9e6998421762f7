import type * as x from './internals.js';

/** What DECSC saves besides the column, which xterm keeps. */
interface SavedCursor {
  /** 0-based row of the screen. */
  row: number;
  isWrapPending: boolean;
  foreground: number;
  background: number;
  extension: number;
  charsets: readonly x.XtermCharsets['_charsets'][number][];
  charsetLevel: number;
  isOrigin: boolean;
}

const HOME: SavedCursor = {
  row: 0,
  isWrapPending: false,
  foreground: 0,
  background: 0,
  extension: 0,
  charsets: [],
  charsetLevel: 0,
  isOrigin: false,
};

/**
 * DECSC and DECRC (VT510), with the other sequences that save a cursor. xterm itself forgets the
 * character sets, origin mode and underline styles, and counts the row from the history's start.
 */
export class SavedCursors {
  readonly #core: x.XtermCore;
  /** By screen; a reset makes new ones. */
  readonly #saved = new WeakMap<x.XtermBuffer, SavedCursor>();

  constructor(core: x.XtermCore) {
    this.#core = core;
    const input = core._inputHandler;
    // With parameters `CSI s` is DECSLRM, which does not exist here.
    input.saveCursor = (params) =>
      params && (params.length > 1 || params.params[0] !== 0) ? true : this.#save();
    input.restoreCursor = () => this.#restore();
    const softReset = input.softReset.bind(input);
    input.softReset = (params) => {
      this.#saved.delete(core._bufferService.buffer);
      return softReset(params);
    };
  }

  /** Runs `resize`, which moves lines; the saved rows move with them. */
  follow(resize: () => void): void {
    const { normal, alt } = this.#core._bufferService.buffers;
    const both = [normal, alt].flatMap((buffer) => {
      const saved = this.#saved.get(buffer);
      return saved ? [{ buffer, saved }] : [];
    });
    for (const { buffer, saved } of both) buffer.savedY = buffer.ybase + saved.row;
    resize();
    for (const { buffer, saved } of both) {
      saved.row = Math.max(0, buffer.savedY - buffer.ybase);
      saved.isWrapPending = false;
    }
  }

  #save(): boolean {
    const { _bufferService, _inputHandler, _charsetService, coreService } = this.#core;
    const { buffer, cols } = _bufferService;
    const { fg, bg, extended } = _inputHandler._curAttrData;
    buffer.savedX = buffer.x;
    this.#saved.set(buffer, {
      row: buffer.y,
      isWrapPending: buffer.x >= cols,
      foreground: fg,
      background: bg,
      extension: extended._ext,
      charsets: [..._charsetService._charsets],
      charsetLevel: _charsetService.glevel,
      isOrigin: coreService.decPrivateModes.origin,
    });
    return true;
  }

  #restore(): boolean {
    const { _bufferService, _inputHandler, _charsetService, coreService } = this.#core;
    const { buffer, cols } = _bufferService;
    const kept = this.#saved.get(buffer);
    const saved = kept ?? HOME;
    const attributes = _inputHandler._curAttrData;
    attributes.fg = saved.foreground;
    attributes.bg = saved.background;
    attributes.extended = attributes.extended.clone();
    attributes.extended._ext = saved.extension;
    attributes.updateExtended();
    _charsetService._charsets = [...saved.charsets];
    _charsetService.setgLevel(saved.charsetLevel);
    coreService.decPrivateModes.origin = saved.isOrigin;
    buffer.x = kept ? buffer.savedX : 0;
    buffer.y = saved.row;
    _inputHandler._restrictCursor(saved.isWrapPending ? cols : cols - 1);
    return true;
  }
}
