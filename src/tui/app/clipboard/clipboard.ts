/** The person's clipboard: every copy of the client goes through it. */
import type { ClipboardCommands } from '../../../core/ports/clipboard.js';
import type { OuterTerminal } from '../../terminal/outer-terminal.js';

/** How long the terminal may take to answer a question for its clipboard, ms. */
const ANSWER_TIME = 1000;

export interface ClipboardReports {
  warn: (text: string) => void;
  /** A command of the person's failed. */
  fail: (thrown: unknown) => void;
}

/** Copies and reads by the person's commands and the terminal. */
export class Clipboard {
  readonly #terminal: Pick<OuterTerminal, 'copyToClipboard' | 'readClipboard'>;
  readonly #commands: () => ClipboardCommands;
  readonly #reports: ClipboardReports;

  constructor(
    terminal: Pick<OuterTerminal, 'copyToClipboard' | 'readClipboard'>,
    commands: () => ClipboardCommands,
    reports: ClipboardReports,
  ) {
    this.#terminal = terminal;
    this.#commands = commands;
    this.#reports = reports;
  }

  /** Copies by the terminal (OSC 52) and by the person's command; what fails is told. */
  copy(text: string): void {
    const isSent = this.#terminal.copyToClipboard(text);
    const { copy } = this.#commands();
    if (copy) {
      copy(text).catch((thrown: unknown) => this.#reports.fail(thrown));
    } else if (!isSent) {
      this.#reports.warn(
        'Not copied: this terminal takes no clipboard text, or not so much. Set terminal.copy-command.',
      );
    }
  }

  /**
   * What is in the clipboard, by the person's command or else by the terminal; undefined when
   * neither tells. A failure of the command is told.
   */
  async read(): Promise<string | undefined> {
    const { paste } = this.#commands();
    if (!paste) return this.#terminal.readClipboard(ANSWER_TIME);
    try {
      return await paste();
    } catch (thrown) {
      this.#reports.fail(thrown);
      return undefined;
    }
  }
}
