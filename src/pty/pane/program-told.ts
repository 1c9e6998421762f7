import type { PaneInfo, PaneProgress } from '../../core/ports/host.js';

type Told = Pick<PaneInfo, 'programTitle' | 'workingDirectory' | 'progress'>;
const NOTHING: Told = { programTitle: '', workingDirectory: '' };

/** What a pane's program says of itself; `changed` is called at every change. */
export class ProgramTold {
  readonly #changed: () => void;
  #told = NOTHING;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get all(): Told {
    return this.#told;
  }

  set title(programTitle: string) {
    if (programTitle === this.#told.programTitle) return;
    this.#told = { ...this.#told, programTitle };
    this.#changed();
  }

  set workingDirectory(workingDirectory: string) {
    if (workingDirectory === this.#told.workingDirectory) return;
    this.#told = { ...this.#told, workingDirectory };
    this.#changed();
  }

  set progress(progress: PaneProgress | undefined) {
    const { progress: _former, ...told } = this.#told;
    this.#told = progress ? { ...told, progress } : told;
    this.#changed();
  }

  /** Another program: nothing is known of it, which is not told. */
  reset(): void {
    this.#told = NOTHING;
  }
}
