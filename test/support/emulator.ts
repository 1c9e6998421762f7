import type { Terminal } from '@xterm/headless';
import type { Emulator, EmulatorListener } from '../../src/pty/emulator.js';
import { ProgramEmulator } from '../../src/pty/requests/emulator.js';
import { newViewMark, Screen } from '../../src/pty/screen.js';
import { XtermTerminalCore } from '../../src/pty/xterm/core.js';
import { createTerminal } from '../../src/pty/xterm/emulator.js';
import { loadXterm } from '../../src/pty/xterm/load.js';
import { ScreenModel } from './screen-model.js';

const modules = await loadXterm();

/** An emulator that keeps what its program asked for besides drawing. */
export class TestEmulator {
  /** What the emulator is made of. */
  readonly terminal: Terminal;
  readonly emulator: Emulator;
  readonly screen: Screen;
  readonly replies: string[] = [];
  readonly titles: string[] = [];
  readonly clipboard: string[] = [];
  readonly clipboardReads: ((text: string | undefined) => void)[] = [];
  readonly notifications: { title: string; body: string }[] = [];
  readonly progress: unknown[] = [];
  readonly directories: string[] = [];
  readonly states: (string | undefined)[] = [];
  bells = 0;
  holds = 0;

  constructor(cols = 20, rows = 5, scrollback = 100) {
    const listener: EmulatorListener = {
      reply: (bytes) => this.replies.push(Buffer.from(bytes).toString('latin1')),
      title: (title) => this.titles.push(title),
      bell: () => {
        this.bells++;
      },
      clipboard: (text) => this.clipboard.push(text),
      clipboardRead: (answer) => this.clipboardReads.push(answer),
      notification: (title, body) => this.notifications.push({ title, body }),
      progress: (progress) => this.progress.push(progress),
      workingDirectory: (path) => this.directories.push(path),
      agentState: (state) => this.states.push(state),
      holdStarts: () => {
        this.holds++;
      },
    };
    this.terminal = createTerminal(modules, { cols, rows, scrollback });
    this.emulator = new ProgramEmulator(
      new XtermTerminalCore(this.terminal),
      {
        cols,
        rows,
        scrollback,
        version: '1.2.3',
        appearance: {
          foreground: 0x010203,
          background: 0xa0b0c0,
          cursor: 0xffffff,
          palette: [],
          scheme: 'dark',
        },
      },
      listener,
    );
    this.screen = new Screen(this.emulator);
  }

  feed(text: string | Uint8Array): this {
    this.emulator.parse(typeof text === 'string' ? Buffer.from(text) : text);
    return this;
  }

  /** What the emulator answers to `query`. */
  ask(query: string): string {
    this.replies.length = 0;
    this.feed(query);
    return this.replies.join('');
  }

  /** A client that looks now for the first time. */
  look(): ScreenModel {
    const model = new ScreenModel();
    this.screen.capture(true);
    model.apply(this.screen.frameFor('pane', newViewMark()));
    return model;
  }
}
