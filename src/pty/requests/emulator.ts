import type { Cursor, PaneColors, PaneModes } from '../../core/frame.js';
import type { Appearance } from '../../core/ports/host.js';
import type { Emulator, EmulatorListener, EmulatorOptions, RowReader } from '../emulator.js';
import type { ClusterTable, StyleTable } from '../tables.js';
import { registerAgentReports } from './agent-reports.js';
import { Answers } from './answers.js';
import { registerClipboard } from './clipboard.js';
import { ProgramColors } from './colors.js';
import type { EmulatorContext } from './context.js';
import type { CoreLines, TerminalCore } from './core.js';
import { KeyboardModes, registerKeyboard } from './keyboard.js';
import { registerLineMarks } from './line-marks.js';
import { registerLinks } from './links.js';
import { registerModeReports } from './mode-reports.js';
import { ProgramModes } from './modes.js';
import { MouseModes } from './mouse.js';
import { registerNotifications } from './notifications.js';
import { registerReports } from './reports.js';
import { registerTermcap } from './termcap.js';
import { Titles } from './titles.js';
import { registerWorkingDirectory } from './working-directory.js';

const encoder = new TextEncoder();

/** A terminal that draws, with what programs expect of one beyond that. */
export class ProgramEmulator implements Emulator {
  readonly #core: TerminalCore;
  readonly #listener: EmulatorListener;
  readonly #answers: Answers;
  readonly #keyboard = new KeyboardModes();
  readonly #modes: ProgramModes;
  readonly #mouse: MouseModes;
  readonly #colors: ProgramColors;
  readonly #titles: Titles;
  readonly main: CoreLines;
  readonly #lines: CoreLines;
  #appearance: Appearance;

  constructor(core: TerminalCore, options: EmulatorOptions, listener: EmulatorListener) {
    this.#core = core;
    this.#listener = listener;
    this.#appearance = options.appearance;
    this.#answers = new Answers(core.parser, (text) => listener.reply(encoder.encode(text)));
    const context: EmulatorContext = {
      core,
      listener,
      answers: this.#answers,
      appearance: () => this.#appearance,
      version: options.version,
    };
    core.onBell(() => listener.bell());
    this.#modes = new ProgramModes(context);
    this.#mouse = new MouseModes(context);
    this.#colors = new ProgramColors(context);
    this.#titles = new Titles(context);
    registerReports(context, this.#titles);
    registerModeReports(context, this.#modes, this.#mouse);
    registerTermcap(context);
    registerKeyboard(context, this.#keyboard);
    registerClipboard(context);
    registerNotifications(context);
    registerWorkingDirectory(context);
    registerAgentReports(context);
    registerLinks(context);
    registerLineMarks(context);
    this.#registerResets();
    this.#lines = core.activeLines(() => this.#modes.reverseScreen);
    this.main = core.mainLines();
  }

  get cols(): number {
    return this.#core.cols;
  }

  get rows(): number {
    return this.#core.rows;
  }

  get colors(): PaneColors {
    return this.#colors.current;
  }

  get cursor(): Cursor {
    const { cursor, modes } = this.#core;
    return {
      x: cursor.x,
      y: cursor.y,
      visible: !modes.isCursorHidden,
      shape: modes.cursorShape ?? 'default',
      blink: modes.isShapeBlinking || modes.isCursorBlinking,
    };
  }

  get modes(): PaneModes {
    const { modes, isAlternateScreen } = this.#core;
    return {
      alternateScreen: isAlternateScreen,
      applicationCursor: modes.applicationCursor,
      applicationKeypad: modes.applicationKeypad,
      bracketedPaste: modes.bracketedPaste,
      focusEvents: modes.focusEvents,
      mouseTracking: this.#mouse.tracking,
      mouseEncoding: this.#mouse.encoding,
      alternateScroll: this.#mouse.alternateScroll,
      kittyFlags: this.#keyboard.flags(isAlternateScreen),
      modifyOtherKeys: this.#keyboard.modifyOtherKeys,
    };
  }

  get numbering(): number {
    return this.#lines.numbering;
  }

  get firstLine(): number {
    return this.#lines.firstLine;
  }

  get historyLength(): number {
    return this.#lines.historyLength;
  }

  get isHeld(): boolean {
    return this.#core.modes.synchronizedUpdate;
  }

  releaseHold(): void {
    this.#core.modes.synchronizedUpdate = false;
  }

  setAppearance(appearance: Appearance): void {
    const old = this.#appearance;
    this.#appearance = appearance;
    this.#modes.appearanceChanged(old);
  }

  parse(bytes: Uint8Array): void {
    this.#core.parse(bytes);
    this.#answers.parsed();
  }

  resize(cols: number, rows: number): void {
    if (cols !== this.cols) {
      this.#lines.renumber();
      this.main.renumber();
    }
    this.#core.resize(cols, rows);
    this.#modes.resized();
  }

  createRowReader(styles: StyleTable, clusters: ClusterTable): RowReader {
    return this.#lines.createRowReader(styles, clusters);
  }

  lineFlags(line: number): number {
    return this.#lines.lineFlags(line);
  }

  lineRevision(line: number): number {
    return this.#lines.lineRevision(line);
  }

  lineText(line: number): string {
    return this.#lines.lineText(line);
  }

  dispose(): void {
    this.#core.dispose();
  }

  #registerResets(): void {
    const { parser } = this.#core;
    parser.registerEscHandler({ final: '\\' }, () => {
      this.#answers.stringTerminated();
      return true;
    });
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => {
      this.#keyboard.reset();
      return false;
    });
    parser.registerEscHandler({ final: 'c' }, () => {
      this.#keyboard.reset();
      this.#modes.reset();
      this.#mouse.reset();
      this.#colors.reset();
      this.#titles.reset();
      this.#listener.agentState(undefined);
      return false;
    });
  }
}
