import type { Appearance } from '../../core/ports/host.js';
import type { EmulatorListener } from '../emulator.js';
import type { Answers } from './answers.js';
import type { TerminalCore } from './core.js';

/** What the handlers of a program's questions and wishes work with. */
export interface EmulatorContext {
  core: TerminalCore;
  listener: EmulatorListener;
  answers: Answers;
  /** How the terminal looks that stands for this one. */
  appearance(): Appearance;
  /** qtui's version. */
  version: string;
}
