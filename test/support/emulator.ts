import type { Appearance } from '../../src/core/ports/host.js';
import type { Emulator, EmulatorListener } from '../../src/pty/emulator.js';
import { newViewMark, Screen } from '../../src/pty/pane/screen.js';
import { loadEmulators } from '../../src/pty/terminal-core/emulator.js';
import { EmulatorTwin } from './emulator-twin.js';
import { ScreenModel } from './screen-model.js';
import { loadXtermEmulators } from './xterm/emulator.js';

const own = await loadEmulators();
const reference = await loadXtermEmulators();

/** How the terminal looks that stands for those of tests. */
export const TEST_APPEARANCE: Appearance = {
  foreground: 0x010203,
  background: 0xa0b0c0,
  cursor: 0xffffff,
  palette: [],
  scheme: 'dark',
};

/** Listens to nothing that a program asks for. */
export const NOBODY: EmulatorListener = {
  reply() {},
  title() {},
  bell() {},
  clipboard() {},
  clipboardRead() {},
  notification() {},
  progress() {},
  workingDirectory() {},
  agentState() {},
  holdStarts() {},
};

/**
 * An emulator that keeps what its program asked for besides drawing, and that throws when the
 * reference does anything else.
 */
export class TestEmulator {
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
    this.emulator = new EmulatorTwin(
      own,
      reference,
      {
        cols,
        rows,
        scrollback,
        version: '1.2.3',
        appearance: TEST_APPEARANCE,
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
