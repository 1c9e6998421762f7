import type { PaneProgress } from '../../core/ports/host.js';
import { cleanText, cleanTitle } from '../text.js';
import type { EmulatorContext } from './context.js';
import { KittyNotifications } from './kitty-notifications.js';
import { onOsc } from './payload.js';
import { quotedPath } from './working-directory.js';

/** Longest sequence read, code points; what is shown of it is cut shorter. */
const MAX_NOTIFICATION = 16_384;

/** A command of ConEmu: its number, then its arguments. */
const CONEMU = /^(\d{1,2})(?:;|$)/;

const PROGRESS_STATES: Readonly<Record<string, PaneProgress['state']>> = {
  '1': 'normal',
  '2': 'error',
  '3': 'indeterminate',
  '4': 'paused',
};

/**
 * Messages to the person and progress: OSC 9 (iTerm2, ConEmu), 99 (kitty), 777 (rxvt).
 * https://conemu.github.io/en/AnsiEscapeCodes.html#ConEmu_specific_OSC
 */
export function registerNotifications({ core, listener, answers }: EmulatorContext): void {
  const notify = (title: string, body: string) => {
    const shown = { title: cleanTitle(title), body: cleanText(body) };
    if (shown.title !== '' || shown.body !== '') listener.notification(shown.title, shown.body);
  };
  const progress = new ProgressReport((state) => listener.progress(state));
  const kitty = new KittyNotifications(notify);

  onOsc(core, 9, MAX_NOTIFICATION, (data) => {
    const command = CONEMU.exec(data)?.[1];
    if (command === undefined) notify('', data);
    if (command === '4') progress.set(data);
    if (command === '9') {
      const path = quotedPath(data.slice(2));
      if (path !== undefined) listener.workingDirectory(path);
    }
  });
  onOsc(core, 777, MAX_NOTIFICATION, (data) => {
    const [command, title = '', ...body] = data.split(';');
    if (command === 'notify') notify(title, body.join(';'));
  });
  core.parser.registerEscHandler({ final: 'c' }, () => {
    progress.set('4;0');
    return false;
  });
  onOsc(core, 99, MAX_NOTIFICATION, (data) => answers.osc(...kitty.handle(data)));
}

/** OSC 9;4, which programs repeat to say that they are alive; told on when it says something new. */
class ProgressReport {
  readonly #tell: (progress: PaneProgress | undefined) => void;
  #state = '0';
  #percent = 0;

  constructor(tell: (progress: PaneProgress | undefined) => void) {
    this.#tell = tell;
  }

  /** `4 ; state ; percent`; an error or a pause may leave the percentage where it was. */
  set(data: string): void {
    const [, state = '', value = ''] = data.split(';');
    if (state !== '0' && PROGRESS_STATES[state] === undefined) return;
    const keeps = value === '' && (state === '2' || state === '4');
    const percent = keeps ? this.#percent : Math.min(100, Number.parseInt(value, 10) || 0);
    if (state === this.#state && (percent === this.#percent || state === '0')) return;
    this.#state = state;
    this.#percent = percent;
    const known = PROGRESS_STATES[state];
    this.#tell(known && { state: known, percent: Math.max(0, percent) });
  }
}
